package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that run a model, on the starter and its drawings. */
class ModelCommandsTest {
  @TempDir static Path folder;

  private static String dog;
  private static String pizza;

  @BeforeAll
  static void unpackDrawings() throws IOException {
    dog = drawing("noto-dog-face.png");
    pizza = drawing("noto-pizza.png");
  }

  private static String drawing(String name) throws IOException {
    Path copy = folder.resolve(name);
    try (InputStream in =
        Cli.class.getResourceAsStream("/io/github/clip4j/starter/pictures/" + name)) {
      assertThat(in).as(name).isNotNull();
      Files.copy(in, copy);
    }
    return copy.toString();
  }

  @Nested
  class Compare {
    @Test
    void json_keeps_the_order_of_the_texts_and_probabilities_sum_to_one() {
      Cli.Result result =
          Cli.run("compare", dog, "a slice of pizza", "a dog face", "--format", "json");
      assertThat(result.status()).as(result.err()).isZero();
      JsonObject object = result.json().get(0);
      assertThat(object.get("model").getAsString()).isEqualTo("starter");
      assertThat(object.get("image").getAsString()).isEqualTo(dog);
      JsonArray results = object.getAsJsonArray("results");
      assertThat(results).hasSize(2);
      JsonObject first = results.get(0).getAsJsonObject();
      JsonObject second = results.get(1).getAsJsonObject();
      assertThat(first.get("text").getAsString()).isEqualTo("a slice of pizza");
      assertThat(second.get("cosine").getAsFloat()).isGreaterThan(first.get("cosine").getAsFloat());
      assertThat(first.get("probability").getAsFloat() + second.get("probability").getAsFloat())
          .isCloseTo(1f, within(1e-5f));
      assertThat(second.get("logit").getAsFloat() / second.get("cosine").getAsFloat())
          .isCloseTo(
              first.get("logit").getAsFloat() / first.get("cosine").getAsFloat(), within(1e-2f));
    }

    @Test
    void people_see_the_best_text_first() {
      Cli.Result result = Cli.run("compare", dog, "a slice of pizza", "a dog face");
      assertThat(result.out().lines().toList().get(1)).endsWith("a dog face");
    }

    @Test
    void a_missing_picture_is_one_line_that_names_it() {
      Cli.Result result = Cli.run("compare", "no-such-picture.png", "a dog");
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err().lines())
          .singleElement()
          .asString()
          .isEqualTo("clip: no-such-picture.png: no such file");
    }
  }

  @Nested
  class Classify {
    @Test
    void each_picture_gets_a_line_with_the_best_label_first() {
      Cli.Result result =
          Cli.run(
              "classify",
              dog,
              pizza,
              "--label",
              "dog face",
              "--label",
              "pizza",
              "--template",
              "{}",
              "--format",
              "json");
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(result.json())
          .extracting(ModelCommandsTest::best)
          .containsExactly("dog face", "pizza");
    }

    @Test
    void a_broken_picture_does_not_keep_the_others_from_their_answer() throws IOException {
      Path text = Files.writeString(folder.resolve("no-picture.png"), "hello");
      Cli.Result result =
          Cli.run("classify", text.toString(), pizza, "--label", "pizza", "--format", "json");
      assertThat(result.status()).isEqualTo(1);
      assertThat(result.json()).hasSize(1);
      assertThat(result.err().lines()).singleElement().asString().contains("no-picture.png");
    }
  }

  private static String best(JsonObject line) {
    return line.getAsJsonArray("results").get(0).getAsJsonObject().get("label").getAsString();
  }

  @Nested
  class Embed {
    @Test
    void a_line_an_input_pictures_first() throws IOException {
      Path texts = Files.writeString(folder.resolve("texts.txt"), "a cat\na dog\n");
      Cli.Result result =
          Cli.run(
              "embed",
              "--text",
              "pizza",
              "--image",
              dog,
              "--texts-from",
              texts.toString(),
              "--normalize",
              "--format",
              "json");
      assertThat(result.status()).as(result.err()).isZero();
      List<JsonObject> lines = result.json();
      assertThat(lines)
          .extracting(line -> line.get("input").getAsString())
          .containsExactly(dog, "pizza", "a cat", "a dog");
      assertThat(lines)
          .extracting(line -> line.get("kind").getAsString())
          .containsExactly("image", "text", "text", "text");
      for (JsonObject line : lines) {
        float[] vector = vector(line);
        assertThat(vector).hasSize(line.get("dimension").getAsInt());
        assertThat(VectorMath.norm(vector)).isCloseTo(1.0, within(1e-6));
      }
    }

    private float[] vector(JsonObject line) {
      JsonArray values = line.getAsJsonArray("vector");
      float[] vector = new float[values.size()];
      for (int i = 0; i < vector.length; i++) {
        vector[i] = values.get(i).getAsFloat();
      }
      return vector;
    }
  }

  @Nested
  class Info {
    @Test
    void says_what_a_checkpoint_is() {
      Cli.Result result = Cli.run("info", Cli.tinyModel(), "--tensors", "--format", "json");
      assertThat(result.status()).as(result.err()).isZero();
      JsonObject info = result.json().get(0);
      assertThat(info.get("layout").getAsString()).isEqualTo("open_clip");
      assertThat(info.get("format").getAsString()).isEqualTo("safetensors");
      assertThat(info.get("embed_dim").getAsInt()).isEqualTo(32);
      assertThat(info.get("image_size").getAsInt()).isEqualTo(48);
      assertThat(info.get("context_length").getAsInt()).isEqualTo(20);
      assertThat(info.get("activation").getAsString()).isEqualTo("quick_gelu");
      assertThat(info.getAsJsonArray("tensor_list")).hasSize(info.get("tensors").getAsInt());
      assertThat(info.getAsJsonObject("preprocessing").get("interpolation").getAsString())
          .isEqualTo("bicubic");
    }

    @Test
    void the_starter_is_the_default() {
      assertThat(Cli.run("info").out()).contains("embed dim", "parameters");
    }

    @Test
    void two_different_models_are_wrong_usage() {
      assertThat(Cli.run("info", "starter", "--model", "other").status()).isEqualTo(2);
    }
  }

  @Nested
  class Convert {
    @Test
    void writes_an_archive() throws IOException {
      Path out = folder.resolve("converted");
      Cli.Result result =
          Cli.run("convert", Cli.tinyModel(), "--out", out.toString(), "--format", "json");
      assertThat(result.status()).as(result.err()).isZero();
      assertThat(Files.size(out.resolve("clip.pt")))
          .isEqualTo(result.json().get(0).get("bytes").getAsLong());
    }
  }
}
