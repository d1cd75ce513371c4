package io.github.clip4j.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The {@code clip} command: CLIP from the shell. Each subcommand is a class beside this one. */
@Command(
    name = "clip",
    description = "Pictures and texts as vectors in one space.",
    mixinStandardHelpOptions = true,
    versionProvider = ClipCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CompareCommand.class,
      ClassifyCommand.class,
      EmbedCommand.class,
      TokenizeCommand.class,
      PreprocessCommand.class,
      InfoCommand.class,
      EncodeTensorsCommand.class,
      ConvertCommand.class,
      DownloadCommand.class,
      BundleCommand.class,
      VerifyCommand.class,
      DoctorCommand.class,
      LessonCommand.class,
      IndexCommand.class,
      SearchCommand.class,
      GalleryCommand.class,
      DuplicatesCommand.class,
      ServeCommand.class,
      CommandLine.HelpCommand.class
    })
public final class ClipCommand {
  /** The input or the model is at fault. */
  static final int EXIT_FAULT = 1;

  /** What a shell reports of programs that a closed pipe ends: 128 and SIGPIPE. */
  static final int EXIT_READER_LEFT = 141;

  /** Held, as a logger that nobody holds forgets its level. */
  private static final Logger LUCENE = Logger.getLogger("org.apache.lucene");

  static {
    // From Java 21 on it tells at each start which of its ways it takes.
    LUCENE.setLevel(Level.SEVERE);
  }

  private static final String PROXY_LOG_IN = "jdk.http.auth.tunneling.disabledSchemes";

  ClipCommand() {}

  /**
   * Runs the command and ends the process with its exit status.
   *
   * @param args see {@code clip --help}
   */
  public static void main(String[] args) {
    // Or Java would send no password to a proxy that tunnels https; read at the first connection.
    if (System.getProperty(PROXY_LOG_IN) == null) {
      System.setProperty(PROXY_LOG_IN, "");
    }
    PrintWriter out = new StandardOutput(new FileOutputStream(FileDescriptor.out)).writer();
    PrintWriter err =
        new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int status = run(out, err, args);
    err.flush();
    System.exit(status);
  }

  /**
   * Runs the command within this process.
   *
   * @param out receives results
   * @param err receives messages
   * @param args the command line
   * @return the exit status: 0 done, 1 input or model at fault, 2 wrong usage, 141 the reader of
   *     {@code out} left
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    try {
      int status = runToEnd(out, err, args);
      out.flush();
      return status;
    } catch (StandardOutput.Gone gone) {
      if (gone.byReader()) {
        return EXIT_READER_LEFT;
      }
      err.println("clip: standard output cannot be written: " + gone.getMessage());
      return EXIT_FAULT;
    }
  }

  private static int runToEnd(PrintWriter out, PrintWriter err, String... args) {
    CommandLine command = new CommandLine(new ClipCommand());
    command.setOut(out);
    command.setErr(err);
    // A text may begin with "@"; it is not the name of a file of arguments.
    command.setExpandAtFiles(false);
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setUsageHelpAutoWidth(true);
    command.setParameterExceptionHandler(ClipCommand::reportUsage);
    command.setExecutionExceptionHandler(
        (failure, failed, parsed) -> {
          failed.getOut().flush();
          Failures.report(failed.getErr(), failure, isVerbose(failed));
          return EXIT_FAULT;
        });
    if (args.length == 0) {
      command.usage(err);
      return CommandLine.ExitCode.USAGE;
    }
    try {
      return command.execute(args);
    } catch (OutOfMemoryError e) {
      err.println("clip: not enough memory; try CLIP_OPTS=-Xmx4g");
      return EXIT_FAULT;
    }
  }

  private static boolean isVerbose(CommandLine command) {
    return command.getCommandSpec().mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof OutputOptions output && output.verbose());
  }

  private static int reportUsage(ParameterException mistake, String[] args) {
    CommandLine command = mistake.getCommandLine();
    PrintWriter err = command.getErr();
    UsageMistake.print(mistake, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return CommandLine.ExitCode.USAGE;
  }

  /** The version in the jar's manifest, and the Java that runs it. */
  static final class Version implements IVersionProvider {
    Version() {}

    @Override
    public String[] getVersion() {
      String version = ClipCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "clip4j " + (version == null ? "(not from a jar)" : version),
        "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")
      };
    }
  }
}
