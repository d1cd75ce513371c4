package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.tokenizer.TokenizerDialect;
import io.github.clip4j.tokenizer.Truncation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip tokenize}: the ids of texts, or for people the pieces of each word. */
@Command(
    name = "tokenize",
    description = {
      "Show the token ids of texts, start and end included, without padding.",
      "Dialect and context length come from --model if it is given, else open_clip and 77."
    },
    mixinStandardHelpOptions = true)
final class TokenizeCommand extends ModelCommand {
  @Parameters(paramLabel = "TEXT", arity = "0..*", description = "Texts.")
  private List<String> texts = List.of();

  @Option(
      names = "--from",
      paramLabel = "FILE.jsonl",
      converter = InputFile.class,
      description = "Texts from a file, an object with \"text\" a line; - is standard input.")
  private @Nullable Path from;

  @Option(
      names = "--dialect",
      paramLabel = "open_clip|openai|hf",
      converter = Names.ToDialect.class,
      description = "Whose tokenizer to follow.")
  private @Nullable TokenizerDialect dialect;

  @Option(
      names = "--context-length",
      paramLabel = "N",
      description = "The most tokens of a text, at least 2.")
  private @Nullable Integer contextLength;

  @ArgGroup private final Overlong overlong = new Overlong();

  /** What to do with a text of more tokens than the context length; cut unless told otherwise. */
  private static final class Overlong {
    @Option(names = "--no-truncate", description = "Give all ids of an over-long text.")
    private boolean keep;

    @Option(names = "--strict", description = "Make an over-long text an error.")
    private boolean refuse;
  }

  @Override
  public Integer call() throws IOException {
    hintAtPrecision();
    if (from != null && !texts.isEmpty()) {
      throw usage("give either texts or --from, not both");
    }
    if (from == null && texts.isEmpty()) {
      throw usage("nothing to tokenize; give texts or --from");
    }
    if (contextLength != null && contextLength < 2) {
      throw usage(
          "--context-length must be at least 2, for the start and the end: " + contextLength);
    }
    ClipTokenizer tokenizer = tokenizer();
    int status = 0;
    int number = 0;
    for (String text : from != null ? TextLines.readObjects(from) : texts) {
      number++;
      try {
        print(tokenizer, text);
      } catch (IllegalArgumentException e) {
        // Strict: this text is refused, the others still get their ids.
        String where = from != null ? from + ", text " : "text ";
        reportFailure(
            new IOException(
                where
                    + number
                    + ": "
                    + String.valueOf(e.getMessage())
                        .replace("build the tokenizer with Truncation.CUT", "leave --strict out"),
                e));
        status = ClipCommand.EXIT_FAULT;
      }
    }
    return status;
  }

  private ClipTokenizer tokenizer() throws IOException {
    ClipTokenizer.Builder builder = ClipTokenizer.builder();
    if (model.isGiven()) {
      try (Checkpoint checkpoint = model.openCheckpoint(model.name(), err())) {
        builder.dialect(checkpoint.tokenizerDialect());
        builder.contextLength(checkpoint.config().text().contextLength());
      }
    }
    if (dialect != null) {
      builder.dialect(dialect);
    }
    if (contextLength != null) {
      builder.contextLength(contextLength);
    }
    return builder.truncation(overlong.refuse ? Truncation.ERROR : Truncation.CUT).build();
  }

  private void print(ClipTokenizer tokenizer, String text) {
    int[] uncut = overlong.keep ? tokenizer.encodeUncut(text) : null;
    if (output.json()) {
      if (uncut != null) {
        printJson(text, uncut, false);
      } else {
        var tokens = tokenizer.encode(text);
        printJson(text, tokens.ids(), tokens.truncated());
      }
    } else {
      ClipTokenizer wide = uncut == null ? tokenizer : widened(tokenizer, uncut.length);
      TokenPieces.print(out(), wide.encode(text));
    }
  }

  /** The same tokenizer with room for a whole text. */
  private static ClipTokenizer widened(ClipTokenizer tokenizer, int length) {
    return ClipTokenizer.builder()
        .dialect(tokenizer.dialect())
        .contextLength(Math.max(2, length))
        .truncation(Truncation.CUT)
        .build();
  }

  private void printJson(String text, int[] ids, boolean truncated) {
    JsonArray array = new JsonArray(ids.length);
    for (int id : ids) {
      array.add(id);
    }
    JsonObject object = new JsonObject();
    object.addProperty("text", text);
    object.add("ids", array);
    object.addProperty("length", ids.length);
    object.addProperty("truncated", truncated);
    out().println(OutputOptions.line(object));
  }
}
