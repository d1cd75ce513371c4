package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.errors.ImageDecodeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of picture with a few bytes changed: a picture or our exception, never another. */
class ChangedBytesTest {
  private static final int FILES = 60;
  private static final int HEAD = 96;
  private static final byte[] TELLING = {0, 1, 2, 3, 4, 8, 16, 24, 32, 0x7f, (byte) 0x80, -1};

  private static final ImagePreprocessor STRICT =
      new ImagePreprocessor(PreprocessConfig.openClip(32).withMaxPixels(1 << 20));
  private static final ImagePreprocessor LENIENT =
      new ImagePreprocessor(PreprocessConfig.openClip(32).withMaxPixels(1 << 20).withLenient(true));

  static List<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.list(PreprocessGoldenTest.GOLDEN.resolve("input"))) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("pictures")
  @DisplayName("a changed byte gives a picture or an ImageDecodeException")
  void changed(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    long seed = Long.getLong("clip.seed", 20261125);
    Random random = new Random(seed);
    for (int n = 0; n < FILES; n++) {
      byte[] bytes = whole.clone();
      for (int changes = 1 + random.nextInt(2); changes > 0; changes--) {
        // Headers decide most; the rest of the file gets its share.
        int range = n % 4 == 0 ? bytes.length : Math.min(HEAD, bytes.length);
        bytes[random.nextInt(range)] = TELLING[random.nextInt(TELLING.length)];
      }
      decode(n % 2 == 0 ? STRICT : LENIENT, bytes, "%s, clip.seed %d, file %d", file, seed, n);
    }
  }

  private static void decode(
      ImagePreprocessor preprocessor, byte[] bytes, String description, Object... values) {
    try {
      assertThat(preprocessor.crop(bytes)).as(description, values).isNotNull();
    } catch (ImageDecodeException expected) {
      assertThat(expected.getMessage()).as(description, values).isNotBlank();
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(String.format(java.util.Locale.ROOT, description, values), e);
    }
  }
}
