package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fast way through columns gives the bytes of the plain way through rows. */
class StripResamplerTest {
  private static final List<PreprocessConfig> CONFIGS =
      List.of(
          PreprocessConfig.openClip(32),
          PreprocessConfig.openClip(224),
          PreprocessConfig.openClip(100).withResizeMode(ResizeMode.SQUASH),
          PreprocessConfig.openClip(75).withResizeMode(ResizeMode.LONGEST),
          PreprocessConfig.openClip(64).withInterpolation(Interpolation.BILINEAR),
          PreprocessConfig.openClip(50).withInterpolation(Interpolation.LANCZOS),
          PreprocessConfig.openClip(50).withInterpolation(Interpolation.BOX));

  private static byte[] throughRows(byte[] data, int bands, CropBox box, Interpolation filter) {
    RowResampler rows = new RowResampler(bands, box, filter);
    int stride = box.sourceWidth() * bands;
    for (int y = rows.firstRow(); y < rows.endRow(); y++) {
      rows.row(y, data, y * stride);
    }
    return rows.finish();
  }

  @Test
  void pictures_of_every_size_and_band_count() {
    long seed = Long.getLong("clip.seed", 11);
    Random random = new Random(seed);
    int compared = 0;
    for (int round = 0; round < 60; round++) {
      int width = 1 + random.nextInt(400);
      int height = 1 + random.nextInt(400);
      int bands = 1 + random.nextInt(4);
      byte[] data = new byte[width * height * bands];
      random.nextBytes(data);
      PreprocessConfig config = CONFIGS.get(round % CONFIGS.size());
      CropBox box = CropBox.of(config, width, height);
      StripResampler strips = StripResampler.of(bands, box, config.interpolation());
      if (strips != null) {
        compared++;
        assertThat(new ByteColumns(data, bands, width).through(strips))
            .as("%sx%s, %s bands, seed %s", width, height, bands, seed)
            .isEqualTo(throughRows(data, bands, box, config.interpolation()));
      }
    }
    assertThat(compared).isGreaterThan(30);
  }

  static Stream<Path> jpegs() throws IOException {
    return Files.list(PreprocessGoldenTest.GOLDEN.resolve("input"))
        .filter(f -> f.toString().endsWith(".jpg"))
        .sorted();
  }

  @ParameterizedTest
  @MethodSource("jpegs")
  void a_jpeg_in_strips_equals_the_jpeg_decoded_whole(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    for (PreprocessConfig config : CONFIGS) {
      DecodeContext context = ImageDecoder.context("picture", bytes, config);
      PixelImage whole = new JpegDecoder(context, bytes).decode();
      CropBox box = CropBox.of(config, whole.width, whole.height);
      byte[] expected = throughRows(whole.data, whole.mode.bands, box, config.interpolation());
      assertThat(new JpegDecoder(context, bytes).resample(box, config.interpolation()))
          .as("%s", config)
          .isEqualTo(expected);
    }
  }
}
