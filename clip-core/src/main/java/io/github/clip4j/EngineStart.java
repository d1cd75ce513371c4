package io.github.clip4j;

import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import io.github.clip4j.errors.EngineUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Starts DJL's PyTorch engine, and says in one sentence what to do where it cannot start: its own
 * failures are chains of linker messages. {@link Doctor} says the same.
 */
final class EngineStart {
  private static final String ENGINE = "PyTorch";
  private static final int LONGEST_CAUSE = 240;

  /** The first failure; later ones only say that a class could not be initialized. */
  private static volatile @Nullable Diagnosis first;

  private EngineStart() {}

  /**
   * What is wrong, for people.
   *
   * @param cause the innermost failure in one line
   * @param remedy what to do; may have several lines
   */
  record Diagnosis(String cause, String remedy) {}

  static Engine require() throws EngineUnavailableException {
    Path cache = Utils.getEngineCacheDir();
    Optional<String> owner = foreignOwner(cache, temporary(), System.getProperty("user.name", "?"));
    if (owner.isPresent()) {
      throw new EngineUnavailableException(
          message(
              "its cache folder " + cache + " belongs to " + owner.get(),
              "whoever owns it decides what is loaded; set ENGINE_CACHE_DIR to a folder of your"
                  + " own"),
          null);
    }
    try {
      return Engine.getEngine(ENGINE);
    } catch (RuntimeException | LinkageError e) {
      throw unavailable(e);
    }
  }

  static EngineUnavailableException unavailable(Throwable failure) {
    Diagnosis diagnosis = diagnose(failure);
    return new EngineUnavailableException(message(diagnosis.cause(), diagnosis.remedy()), failure);
  }

  /** What is wrong, by the first failure of this process where the later ones do not tell. */
  static Diagnosis diagnose(Throwable failure) {
    Diagnosis earlier = first;
    if (earlier != null && failure instanceof NoClassDefFoundError) {
      return earlier;
    }
    Diagnosis diagnosis = new Diagnosis(cause(failure), remedy(failure));
    if (earlier == null) {
      first = diagnosis;
    }
    return diagnosis;
  }

  private static String message(String cause, String remedy) {
    return "the PyTorch engine cannot start: " + cause + " (" + platform() + "). To do: " + remedy;
  }

  /** What somebody who helps would ask for first. */
  private static String platform() {
    return String.format(
        Locale.ROOT,
        "%s %s%s, Java %s, DJL %s, native library %s, JNI library %s",
        System.getProperty("os.name", "?"),
        System.getProperty("os.arch", "?"),
        Machine.libc().map(libc -> ", " + libc).orElse(""),
        System.getProperty("java.version", "?"),
        Engine.getDjlVersion(),
        MavenLines.nativeOnClassPath().orElse("none"),
        MavenLines.jniOnClassPath().orElse("none"));
  }

  /** The innermost failure, in one line. */
  private static String cause(Throwable failure) {
    Throwable inner = failure;
    for (int depth = 0; inner.getCause() != null && depth < 16; depth++) {
      inner = inner.getCause();
    }
    String text = inner.toString().lines().findFirst().orElse("").strip();
    return text.length() > LONGEST_CAUSE ? text.substring(0, LONGEST_CAUSE) + "…" : text;
  }

  /** One remedy for a failure on this machine. */
  private static String remedy(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 16; depth++) {
      messages.append(cause).append('\n');
      cause = cause.getCause();
    }
    String classifier =
        Machine.classifier(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    return remedy(messages.toString(), Machine.libc().orElse(""), classifier);
  }

  /**
   * One remedy for the messages of the linker, of Java and of DJL.
   *
   * @param libc as {@link Machine#libc()} tells it, or empty
   * @param classifier of this platform, as in {@link Machine#classifier}
   */
  static String remedy(String messages, String libc, String classifier) {
    String text = messages.toLowerCase(Locale.ROOT);
    boolean namesMusl = hasAny(text, "ld-musl", "ld-linux", "symbol not found");
    if (libc.equals("musl") || (namesMusl && !libc.startsWith("glibc"))) {
      return "this system uses musl (Alpine), libtorch needs glibc; use a Debian, Ubuntu or Red Hat"
          + " based image";
    }
    if (hasAny(text, "glibcxx_", "libstdc++")) {
      return "libstdc++ is too old for libtorch; update it, or point LIBSTDCXX_LIBRARY_PATH at a"
          + " newer one";
    }
    if (text.contains("glibc_") || Machine.isTooOld(libc)) {
      return "glibc is too old for libtorch "
          + MavenLines.NATIVE_VERSION
          + "; use a newer system or image (glibc 2.28 or later)";
    }
    if (text.contains("already loaded in another classloader")) {
      return "the native library is already loaded by another class loader, as in two web"
          + " applications of one server; put DJL and clip4j into the folder that they share, once";
    }
    if (hasAny(text, "vcruntime", "dependent libraries")) {
      return "a system library is missing; on Windows install the Visual C++ redistributable";
    }
    if (hasAny(text, "no deep learning engine", "engine not found")) {
      return "the engine is not on the class path, or a fat jar lost its META-INF/services entries"
          + " (merge them); add this to the pom.xml:\n"
          + MavenLines.engine();
    }
    if (hasAny(
        text,
        "elf header",
        "elf class",
        "elfclass",
        "file too short",
        "exec format",
        "not a mach-o",
        "win32 application")) {
      return "an unpacked native library is damaged or for another processor; delete the folder "
          + Utils.getEngineCacheDir()
          + " and start again, with Java for this processor";
    }
    if (hasAny(text, "failed to map segment", "operation not permitted")) {
      return "nothing may be run from the file system of "
          + Utils.getEngineCacheDir()
          + " (noexec); set ENGINE_CACHE_DIR to a folder elsewhere";
    }
    if (hasAny(text, "jni files", "pytorch jni", "jnilib")) {
      return "the JNI library does not fit the native library and DJL, or is not on the class path;"
          + " add this to the pom.xml, and no other version:\n"
          + MavenLines.jni();
    }
    if (hasAny(
        text, "offline", "unknownhost", "no pytorch native", "does not match your operating")) {
      return "the native library for this platform is not on the class path; "
          + nativeLibrary(classifier);
    }
    if (hasAny(text, "no space left", "not enough space")) {
      return "the native library needs 500 MB in "
          + Utils.getEngineCacheDir()
          + "; free some space, or set ENGINE_CACHE_DIR to a folder on another disk";
    }
    if (hasAny(
        text, "read-only", "accessdenied", "permission", "failed to extract", "index file")) {
      return "the native library cannot be unpacked into "
          + Utils.getEngineCacheDir()
          + "; set ENGINE_CACHE_DIR to a folder that you may write";
    }
    return "check that the native library and its JNI library are on the class path; they are\n"
        + (MavenLines.isPublishedFor(classifier) ? MavenLines.nativeLibrary(classifier) + "\n" : "")
        + MavenLines.jni();
  }

  /** How the native library for a platform comes onto the class path. */
  static String nativeLibrary(String classifier) {
    return MavenLines.isPublishedFor(classifier)
        ? "add this to the pom.xml:\n" + MavenLines.nativeLibrary(classifier)
        : String.format(
            Locale.ROOT,
            "PyTorch %s was not published for %s; use Linux (x86_64, aarch64), macOS (aarch64) or Windows (x86_64)",
            MavenLines.NATIVE_VERSION,
            classifier);
  }

  /**
   * Somebody else who owns a cache folder below the folder for temporary files, where everybody may
   * make folders: what lies there would be loaded and run. The superuser is nobody else.
   */
  static Optional<String> foreignOwner(Path cache, Path temporary, String user) {
    Path folder = cache.toAbsolutePath().normalize();
    if (!folder.startsWith(temporary) || folder.equals(temporary) || user.equals("?")) {
      return Optional.empty();
    }
    try {
      for (Path path = folder; path != null && !path.equals(temporary); path = path.getParent()) {
        if (Files.exists(path)) {
          String owner = Files.getOwner(path).getName();
          // Windows writes DOMAIN\name.
          String name = owner.substring(owner.lastIndexOf('\\') + 1);
          if (!name.equals(user) && !name.equals("root") && !name.startsWith("Admin")) {
            return Optional.of(owner);
          }
        }
      }
      return Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      // A file system without owners: nothing to find out.
      return Optional.empty();
    }
  }

  static Path temporary() {
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp")).toAbsolutePath().normalize();
  }

  private static boolean hasAny(String text, String... parts) {
    for (String part : parts) {
      if (text.contains(part)) {
        return true;
      }
    }
    return false;
  }
}
