package io.github.clip4j;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The dependencies that bring the native libraries. Their versions belong together: the JNI library
 * is named after the native version and DJL's, and a mismatch makes DJL download.
 */
final class MavenLines {
  static final String NATIVE_VERSION = "2.7.1";
  static final String DJL_VERSION = "0.36.0";

  /** The platforms that pytorch-native-cpu 2.7.1 was published for. */
  private static final Set<String> PLATFORMS =
      Set.of("linux-x86_64", "linux-aarch64", "osx-aarch64", "win-x86_64");

  private MavenLines() {}

  static boolean isPublishedFor(String classifier) {
    return PLATFORMS.contains(classifier);
  }

  /** What to put into a {@code pom.xml}. */
  static String engine() {
    return String.format(
        Locale.ROOT,
        """
        <dependency>
          <groupId>ai.djl.pytorch</groupId>
          <artifactId>pytorch-engine</artifactId>
          <version>%s</version>
          <scope>runtime</scope>
        </dependency>""",
        DJL_VERSION);
  }

  /** What to put into a {@code pom.xml}. */
  static String nativeLibrary(String classifier) {
    return String.format(
        Locale.ROOT,
        """
        <dependency>
          <groupId>ai.djl.pytorch</groupId>
          <artifactId>pytorch-native-cpu</artifactId>
          <version>%s</version>
          <classifier>%s</classifier>
          <scope>runtime</scope>
        </dependency>""",
        NATIVE_VERSION,
        classifier);
  }

  /** What to put into a {@code pom.xml}. */
  static String jni() {
    return String.format(
        Locale.ROOT,
        """
        <dependency>
          <groupId>ai.djl.pytorch</groupId>
          <artifactId>pytorch-jni</artifactId>
          <version>%s-%s</version>
          <scope>runtime</scope>
        </dependency>""",
        NATIVE_VERSION,
        DJL_VERSION);
  }

  /** The version of the native library's jar on the class path. */
  static Optional<String> nativeOnClassPath() {
    return version("native/lib/pytorch.properties");
  }

  /** The version of the JNI library's jar on the class path. */
  static Optional<String> jniOnClassPath() {
    return version("jnilib/pytorch.properties");
  }

  private static Optional<String> version(String resource) {
    ClassLoader loader = MavenLines.class.getClassLoader();
    try (InputStream in = loader == null ? null : loader.getResourceAsStream(resource)) {
      if (in == null) {
        return Optional.empty();
      }
      Properties properties = new Properties();
      properties.load(in);
      String version = properties.getProperty("jni_version", properties.getProperty("version"));
      String classifier = properties.getProperty("classifier", "");
      return Optional.of((version + " " + classifier).strip());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
