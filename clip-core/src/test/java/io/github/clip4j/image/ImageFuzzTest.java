package io.github.clip4j.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.clip4j.errors.ImageDecodeException;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/**
 * Fuzz target of the picture readers, one small picture of each format as its seeds. {@code mvn
 * -Pslow} replays the stored inputs; {@code JAZZER_FUZZ=1 mvn -Pslow test -pl clip-core -am
 * -Dtest=ImageFuzzTest} searches for new ones. Anything but a picture or an {@link
 * ImageDecodeException} is a finding.
 */
@Tag("slow")
class ImageFuzzTest {
  private static final ImagePreprocessor STRICT = limited(false);
  private static final ImagePreprocessor LENIENT = limited(true);

  private static ImagePreprocessor limited(boolean lenient) {
    return new ImagePreprocessor(
        PreprocessConfig.openClip(8).withMaxPixels(1 << 16).withLenient(lenient));
  }

  @FuzzTest(maxDuration = "5m")
  void picture(byte[] data) throws IOException {
    for (ImagePreprocessor preprocessor : new ImagePreprocessor[] {STRICT, LENIENT}) {
      try {
        preprocessor.crop(data);
      } catch (ImageDecodeException e) {
        // The expected answer to almost every input.
      }
    }
  }
}
