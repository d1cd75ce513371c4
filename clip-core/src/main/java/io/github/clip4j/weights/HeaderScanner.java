package io.github.clip4j.weights;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a safetensors header byte by byte from the file, without ever holding all of
 * it: strict UTF-8, strict JSON (RFC 8259), integers only where integers are asked for, nesting
 * bounded. Every error names the offset in the file.
 */
final class HeaderScanner {
  private static final int MAX_DEPTH = 4;

  private final FileChannel channel;
  private final Path file;
  private final long end;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).flip();
  private long bufferEnd;

  HeaderScanner(FileChannel channel, Path file, long start, long length) {
    this.channel = channel;
    this.file = file;
    this.bufferEnd = start;
    this.end = start + length;
  }

  /** Offset in the file of the next byte. */
  long offset() {
    return bufferEnd - buffer.remaining();
  }

  /** The next byte, 0 to 255, or -1 at the end of the header; does not consume it. */
  int peek() throws IOException {
    if (!buffer.hasRemaining()) {
      if (bufferEnd == end) {
        return -1;
      }
      buffer.clear().limit((int) Math.min(buffer.capacity(), end - bufferEnd));
      StoredTensor.readFully(channel, buffer, bufferEnd);
      buffer.flip();
      bufferEnd += buffer.remaining();
    }
    return buffer.get(buffer.position()) & 0xFF;
  }

  private int next() throws IOException {
    int b = peek();
    if (b < 0) {
      throw json("the header ends in the middle of a value");
    }
    buffer.get();
    return b;
  }

  void skipSpace() throws IOException {
    for (int b = peek(); b == ' ' || b == '\t' || b == '\n' || b == '\r'; b = peek()) {
      buffer.get();
    }
  }

  /** Consumes this byte if it comes next (after white space). */
  boolean accept(char c) throws IOException {
    skipSpace();
    if (peek() != c) {
      return false;
    }
    buffer.get();
    return true;
  }

  /** Consumes this byte, which must come next (after white space). */
  void expect(char c) throws IOException {
    skipSpace();
    int b = peek();
    if (b != c) {
      throw unexpected("'" + c + "'");
    }
    buffer.get();
  }

  /** The error for a byte that does not belong here; bytes that are not UTF-8 are told apart. */
  ModelFormatException unexpected(String wanted) throws IOException {
    long at = offset();
    int b = peek();
    if (b < 0) {
      return json("expected " + wanted + ", but the header ends");
    }
    if (b >= 0x80) {
      buffer.get();
      codePoint(b, at);
    }
    String found =
        b > 0x20 && b < 0x7F ? "'" + (char) b + "'" : String.format(Locale.ROOT, "byte 0x%02x", b);
    return jsonAt(at, "expected " + wanted + ", found " + found);
  }

  /** Reads a string of at most {@code maxChars} characters. */
  String string(int maxChars) throws IOException {
    StringBuilder text = new StringBuilder();
    scanString(text, maxChars);
    return text.toString();
  }

  /** Reads over a string of any length, checking it. */
  void skipString() throws IOException {
    scanString(null, Integer.MAX_VALUE);
  }

  private void scanString(@Nullable StringBuilder text, int maxChars) throws IOException {
    expect('"');
    while (true) {
      long at = offset();
      int b = next();
      if (b == '"') {
        return;
      }
      if (b < 0x20) {
        throw jsonAt(at, "a control character stands in a string");
      }
      int point = b == '\\' ? escape(at) : b < 0x80 ? b : codePoint(b, at);
      if (text != null) {
        text.appendCodePoint(point);
        if (text.length() > maxChars) {
          throw jsonAt(at, "a name is longer than " + maxChars + " characters");
        }
      }
    }
  }

  private int escape(long at) throws IOException {
    int b = next();
    switch (b) {
      case '"', '\\', '/' -> {
        return b;
      }
      case 'b' -> {
        return '\b';
      }
      case 'f' -> {
        return '\f';
      }
      case 'n' -> {
        return '\n';
      }
      case 'r' -> {
        return '\r';
      }
      case 't' -> {
        return '\t';
      }
      case 'u' -> {
        return unicodeEscape(at);
      }
      default -> throw jsonAt(at, "unknown escape in a string");
    }
  }

  private int unicodeEscape(long at) throws IOException {
    int unit = hex4(at);
    if (Character.isLowSurrogate((char) unit)) {
      throw utf8(at, "a lone surrogate is escaped");
    }
    if (!Character.isHighSurrogate((char) unit)) {
      return unit;
    }
    if (next() != '\\' || next() != 'u') {
      throw utf8(at, "a lone surrogate is escaped");
    }
    int low = hex4(at);
    if (!Character.isLowSurrogate((char) low)) {
      throw utf8(at, "a lone surrogate is escaped");
    }
    return Character.toCodePoint((char) unit, (char) low);
  }

  private int hex4(long at) throws IOException {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      int b = next();
      int digit = b < 0x80 ? Character.digit(b, 16) : -1;
      if (digit < 0) {
        throw jsonAt(at, "\\u needs four hexadecimal digits");
      }
      value = (value << 4) | digit;
    }
    return value;
  }

  /** Decodes a multi-byte sequence whose first byte is consumed: shortest form, no surrogates. */
  private int codePoint(int first, long at) throws IOException {
    int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
    if (first < 0xC2 || first > 0xF4) {
      throw utf8(at, String.format(Locale.ROOT, "byte 0x%02x starts no character", first));
    }
    int point = first & (0x3F >> more);
    for (int i = 0; i < more; i++) {
      int b = peek();
      if (b < 0 || (b & 0xC0) != 0x80) {
        throw utf8(at, "a character is cut short");
      }
      buffer.get();
      point = (point << 6) | (b & 0x3F);
    }
    boolean overlong = (more == 2 && point < 0x800) || (more == 3 && point < 0x10000);
    if (overlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) {
      throw utf8(at, "a character is overlong, a surrogate or out of range");
    }
    return point;
  }

  /**
   * Reads a non-negative integer without sign, fraction, exponent or leading zero.
   *
   * @param what names it in errors, such as {@code shape of 'a'}
   */
  long integer(String what) throws IOException {
    skipSpace();
    long at = offset();
    int b = peek();
    if (b < '0' || b > '9') {
      throw unexpected("a non-negative integer in the " + what);
    }
    long value = 0;
    int digits = 0;
    boolean tooLarge = false;
    for (; b >= '0' && b <= '9'; b = peek()) {
      buffer.get();
      digits++;
      if (digits > 1 && value == 0 && !tooLarge) {
        throw jsonAt(at, "the " + what + " holds a number with a leading zero");
      }
      if (value > (Long.MAX_VALUE - 9) / 10) {
        tooLarge = true;
      } else {
        value = value * 10 + (b - '0');
      }
    }
    if (b == '.' || b == 'e' || b == 'E') {
      throw jsonAt(at, "the " + what + " must hold integers");
    }
    if (tooLarge) {
      // 9223372036854775800 to ...807 count as too large as well: no file has such sizes.
      throw fault("ST_OVERFLOW", at, "size of the " + what + " exceeds 2^63");
    }
    return value;
  }

  /** Reads over any value, checking it. */
  void skipValue(int depth) throws IOException {
    skipSpace();
    int b = peek();
    if ((b == '{' || b == '[') && depth >= MAX_DEPTH) {
      throw json("nesting is deeper than " + MAX_DEPTH);
    }
    if (b == '"') {
      skipString();
    } else if (accept('{')) {
      if (accept('}')) {
        return;
      }
      do {
        skipString();
        expect(':');
        skipValue(depth + 1);
      } while (accept(','));
      expect('}');
    } else if (accept('[')) {
      if (accept(']')) {
        return;
      }
      do {
        skipValue(depth + 1);
      } while (accept(','));
      expect(']');
    } else if (b == 't') {
      word("true");
    } else if (b == 'f') {
      word("false");
    } else if (b == 'n') {
      word("null");
    } else if (b == '-' || (b >= '0' && b <= '9')) {
      skipNumber();
    } else {
      throw unexpected("a value");
    }
  }

  private void word(String word) throws IOException {
    for (int i = 0; i < word.length(); i++) {
      if (peek() != word.charAt(i)) {
        throw unexpected("'" + word + "'");
      }
      buffer.get();
    }
  }

  private void skipNumber() throws IOException {
    if (peek() == '-') {
      buffer.get();
    }
    if (peek() == '0') {
      buffer.get();
    } else {
      digits();
    }
    if (peek() == '.') {
      buffer.get();
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      buffer.get();
      if (peek() == '+' || peek() == '-') {
        buffer.get();
      }
      digits();
    }
  }

  private void digits() throws IOException {
    int b = peek();
    if (b < '0' || b > '9') {
      throw unexpected("a digit");
    }
    for (; b >= '0' && b <= '9'; b = peek()) {
      buffer.get();
    }
  }

  /** An {@code ST_INVALID_JSON} at the current offset. */
  ModelFormatException json(String text) {
    return jsonAt(offset(), text);
  }

  private ModelFormatException jsonAt(long at, String text) {
    return fault("ST_INVALID_JSON", at, text);
  }

  private ModelFormatException utf8(long at, String text) {
    return fault("ST_INVALID_UTF8", at, text + "; the header must be UTF-8");
  }

  private ModelFormatException fault(String code, long at, String text) {
    return new ModelFormatException(code, file + ": " + text + " (at byte " + at + ")");
  }
}
