package io.github.clip4j;

import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.files.WholeFile;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.SplittableRandom;

/**
 * How near an archive's vectors are to those of the same checkpoint in fp32: the smallest cosine
 * over a few random pictures and texts. Measured once and kept beside the archive.
 *
 * @param image smallest cosine of the image tower
 * @param text smallest cosine of the text tower
 */
record PrecisionCheck(double image, double text) {
  private static final int INPUTS = 4;
  private static final long SEED = 20_261_125;
  private static final String IMAGE = "image.cosine";
  private static final String TEXT = "text.cosine";

  /** Runs both on the same inputs. */
  static PrecisionCheck measure(ArchiveEngine exact, ArchiveEngine packed, ClipConfig config) {
    SplittableRandom random = new SplittableRandom(SEED);
    int size = config.vision().imageSize();
    float[] pixels = new float[Math.multiplyExact(INPUTS * 3, size * size)];
    for (int i = 0; i < pixels.length; i++) {
      // Normalised pixels lie in about [-2, 2.3]; each picture has a brightness of its own.
      int picture = i / (3 * size * size);
      pixels[i] = 0.5f * (picture - 1.5f) + (float) random.nextDouble(-1.5, 1.5);
    }
    int length = Math.min(16, config.text().contextLength());
    int words = Math.max(1, config.text().vocabSize() - 2);
    long[] ids = new long[INPUTS * length];
    for (int row = 0; row < INPUTS; row++) {
      int end = Math.min(length - 1, 3 + 4 * row);
      for (int i = 0; i < end; i++) {
        ids[row * length + i] = random.nextInt(words);
      }
      ids[row * length + end] = config.text().endOfTextId();
    }
    return new PrecisionCheck(
        smallest(
            exact.encodeImages(FloatBuffer.wrap(pixels), INPUTS),
            packed.encodeImages(FloatBuffer.wrap(pixels), INPUTS)),
        smallest(exact.encodeTexts(ids, INPUTS, length), packed.encodeTexts(ids, INPUTS, length)));
  }

  private static double smallest(float[][] exact, float[][] packed) {
    double smallest = 1;
    for (int i = 0; i < exact.length; i++) {
      for (float value : packed[i]) {
        if (!Float.isFinite(value)) {
          return 0;
        }
      }
      smallest = Math.min(smallest, VectorMath.cosine(exact[i], packed[i]));
    }
    return smallest;
  }

  /** The choice, with fp32 for every tower that is not near enough. */
  PrecisionChoice apply(PrecisionChoice candidate, boolean imageAuto, boolean textAuto) {
    boolean imageFails = imageAuto && !(image >= PrecisionChoice.LEAST_COSINE);
    boolean textFails = textAuto && !(text >= PrecisionChoice.LEAST_COSINE);
    String cosines =
        String.format(Locale.ROOT, "cosine to fp32 %.5f for pictures, %.5f for texts", image, text);
    if (!imageFails && !textFails) {
      return new PrecisionChoice(
          candidate.image(), candidate.text(), candidate.reason() + "; " + cosines);
    }
    return new PrecisionChoice(
        imageFails ? Precision.FP32 : candidate.image(),
        textFails ? Precision.FP32 : candidate.text(),
        candidate.reason()
            + "; fp32 where the vectors were not near enough ("
            + cosines
            + ", needed "
            + PrecisionChoice.LEAST_COSINE
            + ")");
  }

  /**
   * What {@link #write} kept.
   *
   * @throws IOException if it is not there or does not hold two numbers
   */
  static PrecisionCheck read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return new PrecisionCheck(
          Double.parseDouble(properties.getProperty(IMAGE, "")),
          Double.parseDouble(properties.getProperty(TEXT, "")));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " does not hold two cosines", e);
    }
  }

  /** Keeps this, in one step. */
  void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(IMAGE, Double.toString(image));
    properties.setProperty(TEXT, Double.toString(text));
    StringWriter written = new StringWriter();
    properties.store(written, "smallest cosines to fp32 over random inputs");
    WholeFile.write(
        file,
        temporary -> Files.writeString(temporary, written.toString(), StandardCharsets.UTF_8));
  }
}
