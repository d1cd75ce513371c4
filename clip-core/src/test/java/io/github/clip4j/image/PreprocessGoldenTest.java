package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tensors against those of open_clip and transformers on Pillow; see the README beside the data.
 */
class PreprocessGoldenTest {
  static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "images");

  record Case(Path file, String kind, PreprocessConfig config, String sha256) {
    @Override
    public String toString() {
      return file.getFileName()
          + " "
          + config.layout()
          + " "
          + config.resizeMode()
          + " "
          + config.interpolation()
          + " "
          + config.size();
    }
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (JsonElement element :
        JsonParser.parseString(Files.readString(GOLDEN.resolve("cases.json"))).getAsJsonArray()) {
      JsonObject row = element.getAsJsonObject();
      int size = row.get("size").getAsInt();
      PreprocessConfig config =
          row.get("layout").getAsString().equals("hf")
              ? PreprocessConfig.huggingFace(size)
              : PreprocessConfig.openClip(size);
      cases.add(
          new Case(
              GOLDEN.resolve(row.get("file").getAsString()),
              row.get("kind").getAsString(),
              config
                  .withResizeMode(ResizeMode.fromName(row.get("resize_mode").getAsString()))
                  .withInterpolation(
                      Interpolation.fromName(row.get("interpolation").getAsString())),
              row.get("sha256_float32_chw").getAsString()));
    }
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @DisplayName("the float tensor has the reference's SHA-256")
  void the_tensor_is_the_references_bit_for_bit(Case golden) throws IOException {
    float[] tensor = new ImagePreprocessor(golden.config).preprocess(golden.file);
    assertThat(sha256(tensor)).isEqualTo(golden.sha256);
  }

  @Test
  void every_kind_of_input_gives_the_same_numbers() throws IOException {
    Path file = GOLDEN.resolve("input/002_jpeg.jpg");
    ImagePreprocessor preprocessor = new ImagePreprocessor(PreprocessConfig.openClip(224));
    float[] expected = preprocessor.preprocess(file);
    byte[] bytes = Files.readAllBytes(file);
    RgbImage pixels = preprocessor.decode(file);
    java.awt.image.BufferedImage awt =
        new java.awt.image.BufferedImage(
            pixels.width(), pixels.height(), java.awt.image.BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < pixels.width() * pixels.height(); i++) {
      int rgb =
          (pixels.rgb()[3 * i] & 255) << 16
              | (pixels.rgb()[3 * i + 1] & 255) << 8
              | (pixels.rgb()[3 * i + 2] & 255);
      awt.setRGB(i % pixels.width(), i / pixels.width(), rgb);
    }
    float[] two = new float[2 * expected.length];
    preprocessor.preprocess(pixels, two, expected.length);

    assertThat(preprocessor.preprocess(bytes)).isEqualTo(expected);
    assertThat(preprocessor.preprocess(new java.io.ByteArrayInputStream(bytes)))
        .isEqualTo(expected);
    assertThat(preprocessor.preprocess(ByteBuffer.wrap(bytes))).isEqualTo(expected);
    assertThat(preprocessor.preprocess(pixels)).isEqualTo(expected);
    assertThat(preprocessor.preprocess(awt)).isEqualTo(expected);
    assertThat(java.util.Arrays.copyOfRange(two, expected.length, two.length)).isEqualTo(expected);
    assertThat(preprocessor.preprocessAll(List.of(file, file))).startsWith(expected);
  }

  static String sha256(float[] tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(tensor);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
