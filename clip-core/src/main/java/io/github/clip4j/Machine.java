package io.github.clip4j;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What libtorch's start depends on: the C library and the platform. */
final class Machine {
  private static final Pattern LIBRARY = Pattern.compile("\\s(/\\S*/(?:libc[.-]\\S*|ld-\\S*))$");
  private static final Pattern GLIBC =
      Pattern.compile("GNU C Library[^\\n]{0,80}version (\\d+\\.\\d+)");
  private static final long LIBRARY_LIMIT = 64L << 20;

  private Machine() {}

  /** The C library in use, such as {@code glibc 2.36} or {@code musl}; empty where not Linux. */
  static Optional<String> libc() {
    Path maps = Path.of("/proc/self/maps");
    try {
      if (!Files.isReadable(maps)) {
        return Optional.empty();
      }
      List<String> libraries = libraries(Files.readAllLines(maps, StandardCharsets.UTF_8));
      if (libraries.stream().anyMatch(path -> path.contains("musl"))) {
        return Optional.of("musl");
      }
      for (String library : libraries) {
        Path file = Path.of(library);
        if (library.contains("libc") && Files.size(file) < LIBRARY_LIMIT) {
          String version = glibcVersion(Files.readAllBytes(file));
          return Optional.of(version.isEmpty() ? "glibc, version unknown" : "glibc " + version);
        }
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The paths of C library and loader among the lines of {@code /proc/self/maps}. */
  static List<String> libraries(List<String> maps) {
    List<String> found = new ArrayList<>();
    for (String line : maps) {
      Matcher path = LIBRARY.matcher(line);
      if (path.find() && !found.contains(path.group(1))) {
        found.add(path.group(1));
      }
    }
    return found;
  }

  /** The version that a glibc file names in its own text; empty if it does not. */
  static String glibcVersion(byte[] library) {
    Matcher version = GLIBC.matcher(new String(library, StandardCharsets.ISO_8859_1));
    return version.find() ? version.group(1) : "";
  }

  /** Whether a glibc is older than libtorch 2.7 needs. */
  static boolean isTooOld(String libc) {
    Matcher version = Pattern.compile("glibc (\\d{1,3})\\.(\\d{1,3})").matcher(libc);
    if (!version.matches()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    int minor = Integer.parseInt(version.group(2));
    return major < 2 || (major == 2 && minor < 28);
  }

  /** DJL's name for this platform, as in the classifier of the native library. */
  static String classifier(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String arch = osArch.toLowerCase(Locale.ROOT);
    String system =
        os.startsWith("windows") ? "win" : os.startsWith("mac") ? "osx" : os.replace(' ', '-');
    String processor =
        switch (arch) {
          case "amd64", "x86_64", "x64" -> "x86_64";
          case "aarch64", "arm64" -> "aarch64";
          default -> arch;
        };
    return system + "-" + processor;
  }
}
