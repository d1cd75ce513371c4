package io.github.clip4j.torchscript;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * TorchScript source made from a resource beside this class. {@code ${name}} is replaced by a
 * value, {@code ${name+1}} by the number after it; lines that begin with {@code #:} are directives:
 *
 * <pre>
 * #: each i layers        lines up to the matching end, once for each i in 0..layers-1
 * #: if name / else / end lines kept when the value is "True"
 * </pre>
 *
 * Other lines that begin with {@code #} are comments and are dropped.
 */
final class ClassText {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([a-z0-9_]+)(\\+1)?}");

  private final List<String> lines;
  private final StringBuilder out = new StringBuilder();

  private ClassText(List<String> lines) {
    this.lines = lines;
  }

  /**
   * Fills in a resource.
   *
   * @param resource file name, such as {@code vit.py}
   * @param values what the placeholders mean; a name that is missing is an error
   */
  static String of(String resource, Map<String, String> values) {
    ClassText text = new ClassText(read(resource));
    text.emit(0, text.lines.size(), values);
    return text.out.toString();
  }

  private static List<String> read(String resource) {
    try (InputStream in = ClassText.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("class text " + resource + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new IllegalStateException("class text " + resource + " cannot be read", e);
    }
  }

  private void emit(int from, int to, Map<String, String> values) {
    for (int i = from; i < to; i++) {
      String line = lines.get(i);
      if (!line.startsWith("#:")) {
        if (!line.strip().startsWith("#")) {
          out.append(substitute(line, values)).append('\n');
        }
        continue;
      }
      String[] words = substitute(line.substring(2).strip(), values).split(" ", -1);
      List<Integer> marks = marks(i, to);
      int end = marks.get(marks.size() - 1);
      if (words[0].equals("each")) {
        int n = Integer.parseInt(value(words[2], values));
        for (int k = 0; k < n; k++) {
          Map<String, String> inner = new HashMap<>(values);
          inner.put(words[1], Integer.toString(k));
          emit(i + 1, end, inner);
        }
      } else if (words[0].equals("if")) {
        boolean chosen = value(words[1], values).equals("True");
        int middle = marks.get(0);
        if (chosen) {
          emit(i + 1, middle, values);
        } else if (middle != end) {
          emit(middle + 1, end, values);
        }
      } else {
        throw new IllegalStateException("unknown directive: " + line);
      }
      i = end;
    }
  }

  /** Line numbers of the matching else (if any) and end of the directive at {@code start}. */
  private List<Integer> marks(int start, int to) {
    List<Integer> marks = new ArrayList<>();
    int depth = 0;
    for (int i = start + 1; i < to; i++) {
      String line = lines.get(i);
      if (!line.startsWith("#:")) {
        continue;
      }
      String word = line.substring(2).strip();
      if (word.equals("end")) {
        if (depth == 0) {
          marks.add(i);
          return marks;
        }
        depth--;
      } else if (word.equals("else")) {
        if (depth == 0) {
          marks.add(i);
        }
      } else {
        depth++;
      }
    }
    throw new IllegalStateException("no end for: " + lines.get(start));
  }

  private static String substitute(String line, Map<String, String> values) {
    String result = line;
    // Innermost first, so that ${stride_${stage}} works.
    for (Matcher m = PLACEHOLDER.matcher(result); m.find(); m = PLACEHOLDER.matcher(result)) {
      String value = value(m.group(1), values);
      if (m.group(2) != null) {
        value = Integer.toString(Integer.parseInt(value) + 1);
      }
      result = result.substring(0, m.start()) + value + result.substring(m.end());
    }
    return result;
  }

  private static String value(String name, Map<String, String> values) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalStateException("class text has no value for " + name);
    }
    return value;
  }
}
