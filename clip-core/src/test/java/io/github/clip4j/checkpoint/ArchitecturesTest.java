package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.clip4j.config.Activation;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.config.ConfigReader;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.weights.DType;
import io.github.clip4j.weights.TensorInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All architectures of open_clip at real size: shapes only, so a giant costs what a dwarf does. */
@DisplayName("Every architecture of open_clip has open_clip's tensors, or is refused by name")
class ArchitecturesTest {
  private static final Path FILE =
      Path.of("src/test/resources/golden/architectures/architectures.jsonl");

  @TempDir Path folder;

  static Stream<String> built() throws IOException {
    return rows().entrySet().stream()
        .filter(e -> !e.getValue().has("refused"))
        .map(Map.Entry::getKey);
  }

  static Stream<String> refused() throws IOException {
    return rows().entrySet().stream()
        .filter(e -> e.getValue().has("refused"))
        .map(Map.Entry::getKey);
  }

  @ParameterizedTest
  @MethodSource("built")
  void names_shapes_and_parameters_are_open_clips(String name) throws Exception {
    JsonObject row = rows().get(name);
    Map<String, List<Long>> shapes = new TreeMap<>(ExpectedTensors.of(config(name)));
    StringBuilder text = new StringBuilder();
    shapes.forEach((tensor, shape) -> text.append(tensor).append(' ').append(shape).append('\n'));
    long parameters =
        shapes.entrySet().stream()
            .filter(e -> !e.getKey().contains(".running_"))
            .mapToLong(e -> e.getValue().stream().reduce(1L, Math::multiplyExact))
            .sum();

    assertThat(shapes).hasSize(row.get("tensors").getAsInt());
    assertThat(parameters).isEqualTo(row.get("parameters").getAsLong());
    assertThat(sha256(text.toString())).isEqualTo(row.get("sha256").getAsString());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void towers_of_others_are_refused_by_the_field_that_says_so(String name) throws IOException {
    ModelFormatException e = catchThrowableOfType(ModelFormatException.class, () -> config(name));
    assertThat(e).as(name).isNotNull();
    assertThat(e.code()).isEqualTo("CFG_UNSUPPORTED");
    List<String> fields =
        rows().get(name).getAsJsonArray("refused").asList().stream()
            .map(field -> field.getAsString())
            .toList();
    assertThat(fields).anySatisfy(field -> assertThat(e).hasMessageContaining(field));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RN50-quickgelu",
        "RN101-quickgelu",
        "RN50x4-quickgelu",
        "RN50x16-quickgelu",
        "RN50x64-quickgelu",
        "ViT-B-32-quickgelu",
        "ViT-B-16-quickgelu",
        "ViT-L-14-quickgelu",
        "ViT-L-14-336-quickgelu"
      })
  void openais_own_models_are_inferred_from_shapes_alone(String name) throws IOException {
    ClipConfig config = config(name);
    ClipConfig inferred =
        ConfigInference.infer(views(ExpectedTensors.of(config)), "lone.pt", Activation.QUICK_GELU);
    assertThat(inferred)
        .usingRecursiveComparison()
        // Read only by another pooling than these have.
        .ignoringFields("text.endOfTextId")
        .isEqualTo(config);
  }

  @ParameterizedTest
  @CsvSource({
    "ViT-H-14, 1280, 16",
    "ViT-H-14-378-quickgelu, 1280, 16",
    "ViT-g-14, 1408, 16",
    "ViT-bigG-14, 1664, 16"
  })
  void heads_of_the_giants_need_a_configuration(String name, int width, int heads)
      throws IOException {
    ClipConfig config = config(name);
    assertThat(config.vision().width()).isEqualTo(width);
    assertThat(config.vision().heads()).isEqualTo(heads);
    Map<String, TensorView> views = views(ExpectedTensors.of(config));
    ModelFormatException e =
        catchThrowableOfType(
            ModelFormatException.class,
            () -> ConfigInference.infer(views, "lone.safetensors", Activation.GELU));
    assertThat(e.code()).isEqualTo("CFG_NOT_INFERABLE");
    assertThat(e).hasMessageContaining("width " + width).hasMessageContaining("--config");
  }

  @Test
  void heads_are_divided_and_rounded_down_as_open_clip_does() throws IOException {
    assertThat(vit("\"width\":96,\"head_width\":64").vision().heads()).isEqualTo(1);
    ModelFormatException e =
        catchThrowableOfType(
            ModelFormatException.class, () -> vit("\"width\":100,\"head_width\":31"));
    assertThat(e).hasMessageContaining("head_width gives 3 heads");
    e =
        catchThrowableOfType(
            ModelFormatException.class, () -> vit("\"width\":32,\"head_width\":64"));
    assertThat(e).hasMessageContaining("head_width gives 0 heads");
  }

  @Test
  void a_pair_of_equal_sides_is_a_square_and_any_other_is_refused() throws IOException {
    assertThat(vit("\"image_size\":[48,48],\"patch_size\":[16,16]").vision().imageSize())
        .isEqualTo(48);
    for (String pair : List.of("[48,64]", "[48]", "[]")) {
      ModelFormatException e =
          catchThrowableOfType(ModelFormatException.class, () -> vit("\"image_size\":" + pair));
      assertThat(e.code()).isEqualTo("CFG_UNSUPPORTED");
      assertThat(e).hasMessageContaining("vision_cfg.image_size");
    }
  }

  private ClipConfig vit(String fields) throws IOException {
    return parse(
        "{\"model_cfg\":{\"embed_dim\":8,\"vision_cfg\":{" + fields + "},\"text_cfg\":{}}}");
  }

  private ClipConfig config(String name) throws IOException {
    return parse(rows().get(name).getAsJsonObject("config").toString());
  }

  private ClipConfig parse(String json) throws IOException {
    return ConfigReader.read(Files.writeString(folder.resolve("config.json"), json)).config();
  }

  private static Map<String, TensorView> views(Map<String, List<Long>> shapes) {
    Map<String, TensorView> views = new LinkedHashMap<>();
    shapes.forEach(
        (name, shape) ->
            views.put(name, new TensorView.Renamed(new TensorInfo(name, DType.F16, shape), name)));
    return views;
  }

  private static Map<String, JsonObject> rows() throws IOException {
    Map<String, JsonObject> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(FILE)) {
      JsonObject row = JsonParser.parseString(line).getAsJsonObject();
      rows.put(row.get("name").getAsString(), row);
    }
    return rows;
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
