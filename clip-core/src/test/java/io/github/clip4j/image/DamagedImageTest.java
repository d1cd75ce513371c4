package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.errors.ImageDecodeException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any byte changed and any cut of any golden file: our exception or a picture, within a second of
 * processor time. The fast run takes a sample of places; the slow run takes all.
 */
class DamagedImageTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long SECOND = 1_000_000_000L;
  private static final int LARGE = 70_000;
  private static final ImagePreprocessor STRICT = limited(false);
  private static final ImagePreprocessor LENIENT = limited(true);

  private static ImagePreprocessor limited(boolean lenient) {
    return new ImagePreprocessor(
        PreprocessConfig.openClip(16).withMaxPixels(1_000_000).withLenient(lenient));
  }

  static Stream<Path> goldens() throws IOException {
    return Stream.concat(
            Files.list(PreprocessGoldenTest.GOLDEN.resolve("input")),
            Files.list(VariantGoldenTest.VARIANTS)
                .filter(f -> !f.toString().endsWith(".json") && !f.toString().endsWith(".py")))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void a_sample_of_damage(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int step = Math.max(1, whole.length / 5);
    for (int at = 0; at < Math.min(30, whole.length); at += 2) {
      flip(whole, file, at, 0xFF);
    }
    for (int at = 31; at < whole.length; at += step) {
      flip(whole, file, at, 1 << (at & 7));
      cut(whole, file, at);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("goldens")
  void every_flip_and_every_cut(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    // Of the few large files every seventh place, which no structure of theirs has as its period.
    int step = whole.length > LARGE ? 61 : whole.length > 6000 ? 7 : 1;
    for (int at = 0; at < whole.length; at += step) {
      flip(whole, file, at, 0xFF);
      flip(whole, file, at, 1 << (at & 7));
      cut(whole, file, at);
    }
  }

  private static void flip(byte[] whole, Path file, int at, int bits) {
    whole[at] ^= (byte) bits;
    attempt(STRICT, whole, file, at);
    attempt(LENIENT, whole, file, at);
    whole[at] ^= (byte) bits;
  }

  private static void cut(byte[] whole, Path file, int length) {
    byte[] part = Arrays.copyOf(whole, length);
    attempt(STRICT, part, file, length);
    attempt(LENIENT, part, file, length);
  }

  private static void attempt(ImagePreprocessor preprocessor, byte[] bytes, Path file, int at) {
    long start = THREADS.getCurrentThreadCpuTime();
    try {
      assertThat(preprocessor.crop(bytes).rgb()).hasSize(3 * 16 * 16);
    } catch (ImageDecodeException e) {
      assertThat(e.code()).startsWith("IMG_");
      assertThat(e.getMessage()).isNotBlank();
    } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(file + ", damaged at " + at + ": " + e, e);
    }
    assertThat(THREADS.getCurrentThreadCpuTime() - start)
        .as("%s, damaged at %s: nanoseconds", file, at)
        .isLessThan(SECOND);
  }
}
