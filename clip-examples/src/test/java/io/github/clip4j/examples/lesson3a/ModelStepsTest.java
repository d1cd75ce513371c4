package io.github.clip4j.examples.lesson3a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.translate.ImageTensorTranslator;
import io.github.clip4j.vector.VectorMath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The steps that need a model, on the small one inside the library. */
class ModelStepsTest {
  private static final String[] NO_ARGS = {};

  private static ClipModel clip;
  private static Path archive;
  private static Path picture;
  private static int size;

  @BeforeAll
  static void load() throws IOException {
    clip = Lesson3a.model(NO_ARGS);
    archive = Lesson3a.archive(NO_ARGS);
    picture = Lesson3a.picture(NO_ARGS);
    size = clip.config().vision().imageSize();
  }

  @AfterAll
  static void close() {
    clip.close();
  }

  @Test
  @DisplayName("Step 2: the parameters are counted as torch counts them")
  void the_parameters_are_counted() throws IOException {
    List<String> lines = lines(out -> Step2LoadClip.run(clip, out));
    assertThat(lines).singleElement().asString().matches("Model parameters: [0-9,]+");
    assertThat(clip.parameterCount()).isGreaterThan(1_000_000);
  }

  @Nested
  @DisplayName("Step 3: a picture becomes a vector")
  class Picture {
    @Test
    void it_becomes_a_tensor_of_colours_height_and_width() throws IOException {
      assertThat(clip.imagePreprocessor().preprocess(picture)).hasSize(3 * size * size);
    }

    @Test
    @DisplayName("without its batch dimension the tensor is refused, and the message says the mend")
    void the_batch_dimension_is_needed() throws Exception {
      float[] pixels = clip.imagePreprocessor().preprocess(picture);
      try (ZooModel<NDArray, float[][]> model =
              ClipModel.criteria(
                      archive, NDArray.class, float[][].class, new ImageTensorTranslator(size))
                  .loadModel();
          Predictor<NDArray, float[][]> predictor = model.newPredictor();
          NDManager manager = model.getNDManager().newSubManager()) {
        NDArray tensor = manager.create(pixels, new Shape(3, size, size));
        assertThatThrownBy(() -> predictor.predict(tensor))
            .hasRootCauseInstanceOf(IllegalArgumentException.class)
            .rootCause()
            .hasMessageContainingAll(
                "[3, " + size + ", " + size + "]",
                "[batch, 3, " + size + ", " + size + "]",
                "expandDims(0)");

        float[][] rows = predictor.predict(tensor.expandDims(0));
        assertThat(rows).hasDimensions(1, clip.config().embedDim());
        assertThat(VectorMath.cosine(rows[0], clip.encodeImage(picture).values()))
            .isCloseTo(1.0, within(1e-6));
      }
    }

    @Test
    void the_program_prints_the_shapes() throws IOException {
      int dimension = clip.config().embedDim();
      List<String> lines = lines(out -> Step3EncodePicture.run(clip, archive, picture, out));
      assertThat(lines)
          .hasSize(6)
          .contains(
              "(3, " + size + ", " + size + ")",
              "(1, 3, " + size + ", " + size + ")",
              "(1, " + dimension + ")",
              "(" + dimension + ")",
              dimension + " values");
      assertThat(lines.get(1)).startsWith("Error: ").contains("expandDims(0)");
    }
  }

  @Nested
  @DisplayName("Step 4: a text becomes a vector")
  class Text {
    @Test
    @DisplayName("\"A cute dog\" is start, 320, 2242, 1929, end, and zeros up to 77")
    void it_becomes_77_ids() {
      long[][] tokens = clip.tokenizer().encodeBatch(List.of("A cute dog"));
      assertThat(tokens).hasDimensions(1, 77);
      assertThat(tokens[0]).startsWith(49406, 320, 2242, 1929, 49407, 0).endsWith(0);
    }

    @Test
    void the_program_prints_the_shapes_and_the_ids() throws IOException {
      int dimension = clip.config().embedDim();
      List<String> lines = lines(out -> Step4EncodeText.run(clip, "A cute dog", out));
      assertThat(lines.get(0)).isEqualTo("A cute dog");
      assertThat(lines.get(1)).isEqualTo("(1, 77)");
      assertThat(lines.get(2)).startsWith("[49406, 320, 2242, 1929, 49407, 0, 0");
      assertThat(lines)
          .contains("(1, " + dimension + ")", "(" + dimension + ")", dimension + " values");
    }

    @Test
    void the_ids_give_the_same_vector_as_the_text() {
      float[][] rows = clip.encodeTokens(clip.tokenizer().encodeBatch(List.of("A cute dog")));
      assertThat(VectorMath.cosine(rows[0], clip.encodeText("A cute dog").values()))
          .isCloseTo(1.0, within(1e-6));
    }
  }

  @Nested
  @DisplayName("Step 5: the two are compared")
  class Compared {
    @Test
    void the_formula_of_step_1_and_the_embedding_agree() throws IOException {
      Embedding image = clip.encodeImage(picture);
      Embedding text = clip.encodeText("A cute dog");
      assertThat((double) image.cosine(text))
          .isCloseTo(
              Step1CosineSimilarity.cosineSimilarity(image.values(), text.values()), within(1e-6));
    }

    @Test
    void a_dog_fits_a_drawing_of_a_dog_better_than_a_pizza_or_a_car() throws IOException {
      Embedding image = clip.encodeImage(picture);
      float dog = image.cosine(clip.encodeText("a dog face"));
      assertThat(dog)
          .isGreaterThan(image.cosine(clip.encodeText("a slice of pizza")))
          .isGreaterThan(image.cosine(clip.encodeText("an automobile")));
    }
  }

  /** A step that prints. */
  private interface Step {
    void run(PrintStream out) throws IOException;
  }

  private static List<String> lines(Step step) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    step.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
