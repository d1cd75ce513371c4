package io.github.clip4j.image;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Formats by their first bytes; a file's name is never looked at. */
enum ImageFormat {
  JPEG(true),
  PNG(true),
  GIF(true),
  BMP(true),
  TIFF(true),
  WEBP(true),
  HEIC(false),
  AVIF(false),
  JPEG_2000(false),
  JPEG_XL(false),
  SVG(false),
  PDF(false),
  EPS(false),
  PSD(false),
  ICO(false),
  QOI(false),
  NETPBM(false),
  OPENEXR(false),
  HTML(false),
  GIT_LFS_POINTER(false),
  TEXT(false),
  UNKNOWN(false);

  static final String SUPPORTED = "JPEG, PNG, GIF, BMP, TIFF, WebP";

  final boolean decodable;

  ImageFormat(boolean decodable) {
    this.decodable = decodable;
  }

  /** A name for messages. */
  String label() {
    return switch (this) {
      case WEBP -> "WebP";
      case JPEG_2000 -> "JPEG 2000";
      case JPEG_XL -> "JPEG XL";
      case GIT_LFS_POINTER -> "a Git LFS pointer (download the real file)";
      case TEXT -> "plain text";
      default -> name();
    };
  }

  static ImageFormat of(byte[] b) {
    if (starts(b, 0, 0xFF, 0xD8, 0xFF)) {
      return JPEG;
    }
    if (starts(b, 0, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return PNG;
    }
    if (ascii(b, 0, "GIF87a") || ascii(b, 0, "GIF89a")) {
      return GIF;
    }
    if (ascii(b, 0, "BM")) {
      return BMP;
    }
    if (starts(b, 0, 'I', 'I', 42, 0)
        || starts(b, 0, 'M', 'M', 0, 42)
        || starts(b, 0, 'I', 'I', 43, 0)
        || starts(b, 0, 'M', 'M', 0, 43)) {
      return TIFF;
    }
    if (ascii(b, 0, "RIFF") && ascii(b, 8, "WEBP")) {
      return WEBP;
    }
    return undecodable(b);
  }

  private static ImageFormat undecodable(byte[] b) {
    if (ascii(b, 4, "ftyp")) {
      if (ascii(b, 8, "avif") || ascii(b, 8, "avis")) {
        return AVIF;
      }
      for (String brand : new String[] {"heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"}) {
        if (ascii(b, 8, brand)) {
          return HEIC;
        }
      }
    }
    if (starts(b, 0, 0, 0, 0, 12, 'j', 'P', ' ', ' ') || starts(b, 0, 0xFF, 0x4F, 0xFF, 0x51)) {
      return JPEG_2000;
    }
    if (starts(b, 0, 0xFF, 0x0A) || starts(b, 0, 0, 0, 0, 12, 'J', 'X', 'L', ' ')) {
      return JPEG_XL;
    }
    if (ascii(b, 0, "%PDF")) {
      return PDF;
    }
    if (ascii(b, 0, "%!PS") || starts(b, 0, 0xC5, 0xD0, 0xD3, 0xC6)) {
      return EPS;
    }
    if (ascii(b, 0, "8BPS")) {
      return PSD;
    }
    if (starts(b, 0, 0, 0, 1, 0) || starts(b, 0, 0, 0, 2, 0)) {
      return ICO;
    }
    if (ascii(b, 0, "qoif")) {
      return QOI;
    }
    if (starts(b, 0, 0x76, 0x2F, 0x31, 0x01)) {
      return OPENEXR;
    }
    if (b.length > 2 && b[0] == 'P' && b[1] >= '1' && b[1] <= '7' && b[2] <= ' ' && b[2] > 0) {
      return NETPBM;
    }
    return textual(b);
  }

  private static ImageFormat textual(byte[] b) {
    int n = Math.min(b.length, 1024);
    for (int i = 0; i < n; i++) {
      if ((b[i] >= 0 && b[i] < 9) || b[i] == 127) {
        return UNKNOWN;
      }
    }
    String head = new String(b, 0, n, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT);
    if (head.startsWith("version https://git-lfs")) {
      return GIT_LFS_POINTER;
    }
    if (head.contains("<svg")) {
      return SVG;
    }
    if (head.contains("<html") || head.contains("<!doctype html")) {
      return HTML;
    }
    return TEXT;
  }

  private static boolean ascii(byte[] b, int at, String text) {
    if (b.length < at + text.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (b[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean starts(byte[] b, int at, int... bytes) {
    if (b.length < at + bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((b[at + i] & 255) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
