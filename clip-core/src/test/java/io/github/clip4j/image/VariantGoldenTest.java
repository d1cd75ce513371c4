package io.github.clip4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forms of each format that few programs write: run lengths, tiles, planes, interlacing, odd
 * sampling, frames beside the screen's corner. {@code variants.py} beside the data computed them.
 */
class VariantGoldenTest {
  static final Path VARIANTS = PreprocessGoldenTest.GOLDEN.resolve("variants");

  static Stream<JsonObject> cases() throws IOException {
    List<JsonObject> cases = new ArrayList<>();
    for (JsonElement row :
        JsonParser.parseString(Files.readString(VARIANTS.resolve("cases.json"))).getAsJsonArray()) {
      cases.add(row.getAsJsonObject());
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pixels_and_tensors_are_pillows(JsonObject golden) throws IOException {
    String name = golden.get("file").getAsString();
    Path file = VARIANTS.resolve(name);
    ImagePreprocessor openClip = new ImagePreprocessor(PreprocessConfig.openClip(40));
    RgbImage rgb = openClip.decode(file);
    assertThat(rgb.width()).isEqualTo(golden.get("width").getAsInt());
    assertThat(rgb.height()).isEqualTo(golden.get("height").getAsInt());
    assertThat(sha256(rgb.rgb())).as("pixels").isEqualTo(golden.get("rgb").getAsString());
    assertThat(PreprocessGoldenTest.sha256(openClip.preprocess(file)))
        .as("open_clip")
        .isEqualTo(golden.get("open_clip").getAsString());
    if (golden.has("hf")) {
      ImagePreprocessor hf = new ImagePreprocessor(PreprocessConfig.huggingFace(40));
      assertThat(PreprocessGoldenTest.sha256(hf.preprocess(file)))
          .as("transformers")
          .isEqualTo(golden.get("hf").getAsString());
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
