package io.github.clip4j.tokenizer;

import java.util.HashMap;
import java.util.Map;

/**
 * What the reference programs think of each character. The JDK's own tables are of another Unicode
 * version, and of a different one in each release, so ids would depend on the JDK.
 */
final class UnicodeTables {
  static final UnicodeTables INSTANCE = new UnicodeTables();

  private final Map<String, String> sections = new HashMap<>();

  private UnicodeTables() {
    for (String line : DataFile.lines("unicode.txt")) {
      int space = line.indexOf(' ');
      sections.put(line.substring(0, space), line.substring(space + 1));
    }
  }

  CodePointSet set(String name) {
    return CodePointSet.parse(section(name));
  }

  /** Code point to its lower case, where that is another text. */
  Map<Integer, String> map(String name) {
    Map<Integer, String> map = new HashMap<>();
    for (String entry : section(name).split(",", -1)) {
      int equals = entry.indexOf('=');
      map.put(Integer.parseInt(entry, 0, equals, 16), DataFile.text(entry.substring(equals + 1)));
    }
    return map;
  }

  private String section(String name) {
    String section = sections.get(name);
    if (section == null) {
      throw new IllegalStateException("unicode.txt has no section " + name);
    }
    return section;
  }
}
