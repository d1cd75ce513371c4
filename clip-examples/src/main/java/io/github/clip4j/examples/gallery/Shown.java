package io.github.clip4j.examples.gallery;

import io.github.clip4j.examples.report.HtmlPage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** Texts of strangers, such as file names, as they appear in the page. */
final class Shown {
  /** The most characters of each kind of text; a path may have 4,096. */
  static final int TITLE = 300;

  static final int PATH = 200;
  static final int NAME = 120;

  private Shown() {}

  /**
   * A text that is safe between tags and in quoted attributes, on one line and not too long.
   * Control characters are shown as their pictures (U+2400 and on); of a long text the end is kept,
   * as that is where a path's file name is.
   */
  static String text(String text, int most) {
    StringBuilder shown = new StringBuilder();
    int start = Math.max(0, text.length() - most);
    if (start > 0) {
      shown.append('…');
      if (Character.isLowSurrogate(text.charAt(start))) {
        start++;
      }
    }
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      shown.append(c < 0x20 ? (char) (0x2400 + c) : c == 0x7f ? '\u2421' : c);
    }
    return HtmlPage.escape(shown.toString());
  }

  /**
   * The address of a file seen from a page: relative, so that both can move together. It begins
   * with a dot, so no name in it can be taken for a scheme or a host (RFC 3986, section 4.2).
   */
  static String address(Path page, Path file) {
    Path folder = Objects.requireNonNull(page.toAbsolutePath().normalize().getParent());
    Path target = file.toAbsolutePath().normalize();
    if (!Objects.equals(folder.getRoot(), target.getRoot())) {
      return target.toUri().toASCIIString(); // Another drive.
    }
    StringBuilder address = new StringBuilder(".");
    for (Path name : folder.relativize(target)) {
      address.append('/');
      for (byte b : name.toString().getBytes(StandardCharsets.UTF_8)) {
        boolean plain =
            (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || b == '-'
                || b == '.'
                || b == '_'
                || b == '~';
        if (plain) {
          address.append((char) b);
        } else {
          address.append('%');
          address.append(Character.toUpperCase(Character.forDigit((b >> 4) & 15, 16)));
          address.append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
        }
      }
    }
    return address.toString();
  }
}
