import io.github.clip4j.examples.cli.ClipCommand;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;

/**
 * The clip command again and again in one process, for kinds.py: a line of arguments separated by
 * tabs is a run, answered by its exit status and what it said, separated by a tab. Started as {@code
 * java -cp "clip-examples/target/clip/lib/*" ClipLines.java}, without compiling it first.
 */
public class ClipLines {
  public static void main(String[] none) throws Exception {
    // What main calls before it ends the process; of no use to other packages, so not public.
    Method run =
        ClipCommand.class.getDeclaredMethod(
            "run", PrintWriter.class, PrintWriter.class, String[].class);
    run.setAccessible(true);
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      StringWriter said = new StringWriter();
      PrintWriter writer = new PrintWriter(said, true);
      Object status = run.invoke(null, writer, writer, line.split("\t"));
      System.out.println("status " + status + "\t" + said.toString().replaceAll("\\s+", " ").strip());
    }
  }
}
