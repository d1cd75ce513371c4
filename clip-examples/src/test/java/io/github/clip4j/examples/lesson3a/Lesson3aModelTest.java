package io.github.clip4j.examples.lesson3a;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.repository.zoo.ZooModel;
import io.github.clip4j.CheckpointConverter;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.ModelLocator;
import io.github.clip4j.examples.course.LessonFixture;
import io.github.clip4j.translate.ImageTensorTranslator;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Lesson 3a, steps 2 to 6: a picture and a sentence meet in one space")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class Lesson3aModelTest {
  private static final ClipModel CLIP = LessonFixture.clip();
  private static final int SIZE = CLIP.config().vision().imageSize();
  private static final int DIMENSION = CLIP.config().embedDim();

  @TempDir static Path temp;

  private static Path picture;

  @BeforeAll
  static void draw() throws IOException {
    picture = Lesson3a.drawingOfADog();
  }

  @Test
  @Order(1)
  @DisplayName("a model is loaded, and its parameters are counted as torch counts them")
  void a_model_is_loaded() throws IOException {
    assertThat(CLIP.parameterCount()).isEqualTo(15_273_941);
    assertThat(LessonFixture.lines(temp, Step2LoadClip::run))
        .contains("Model parameters: 15,273,941");
  }

  @Test
  @Order(2)
  @DisplayName("a picture becomes a tensor of three colours, height and width")
  void a_picture_becomes_a_tensor() throws IOException {
    assertThat(CLIP.imagePreprocessor().preprocess(picture)).hasSize(3 * SIZE * SIZE);
  }

  @Test
  @Order(3)
  @DisplayName("without its batch dimension the tensor is refused, and the message says the mend")
  void the_batch_dimension_is_needed() throws Exception {
    float[] pixels = CLIP.imagePreprocessor().preprocess(picture);
    Path archive = temp.resolve("clip.pt");
    CheckpointConverter.convert(ModelLocator.locate("starter"), archive);
    try (ZooModel<NDArray, float[][]> model =
            ClipModel.criteria(
                    archive, NDArray.class, float[][].class, ImageTensorTranslator.of(SIZE))
                .loadModel();
        Predictor<NDArray, float[][]> predictor = model.newPredictor();
        NDManager manager = model.getNDManager().newSubManager()) {
      NDArray tensor = manager.create(pixels, new Shape(3, SIZE, SIZE));
      assertThatThrownBy(() -> predictor.predict(tensor))
          .hasRootCauseInstanceOf(IllegalArgumentException.class)
          .rootCause()
          .hasMessageContainingAll("[3, 64, 64]", "[batch, 3, 64, 64]", "expandDims(0)");

      float[][] rows = predictor.predict(tensor.expandDims(0));
      assertThat(rows).hasDimensions(1, DIMENSION);
      assertThat(VectorMath.cosine(rows[0], CLIP.encodeImage(picture).values()))
          .isCloseTo(1.0, within(1e-6));
    }
  }

  @Test
  @Order(4)
  @DisplayName("the program shows each shape on the way from a picture to its vector")
  void the_program_shows_the_shapes_of_a_picture() throws IOException {
    List<String> lines = LessonFixture.lines(temp, run -> Step3EncodePicture.run(run, picture));
    assertThat(lines)
        .contains(
            "image tensor: (3, 64, 64)",
            "with a batch dimension: (1, 3, 64, 64)",
            "image embedding: (1, 256)",
            "squeezed: (256)");
    assertThat(lines).anyMatch(l -> l.startsWith("Error: ") && l.contains("expandDims(0)"));
    assertThat(temp.resolve("seen.png")).isNotEmptyFile();
  }

  @Test
  @Order(5)
  @DisplayName("\"A cute dog\" is start, 320, 2242, 1929, end, and zeros up to 77")
  void a_text_becomes_77_ids() throws IOException {
    long[][] tokens = CLIP.tokenizer().encodeBatch(List.of("A cute dog"));
    assertThat(tokens).hasDimensions(1, 77);
    assertThat(tokens[0]).startsWith(49406, 320, 2242, 1929, 49407, 0).endsWith(0);

    assertThat(LessonFixture.lines(temp, run -> Step4EncodeText.run(run, "A cute dog")))
        .contains("tokens: (1, 77)", "text embedding: (1, 256)", "squeezed: (256)")
        .anyMatch(line -> line.startsWith("[49406, 320, 2242, 1929, 49407, 0, 0"));
  }

  @Test
  @Order(6)
  @DisplayName("the ids give the same vector as the text")
  void the_ids_give_the_same_vector_as_the_text() {
    float[][] rows = CLIP.encodeTokens(CLIP.tokenizer().encodeBatch(List.of("A cute dog")));
    assertThat(VectorMath.cosine(rows[0], CLIP.encodeText("A cute dog").values()))
        .isCloseTo(1.0, within(1e-6));
  }

  @Test
  @Order(7)
  @DisplayName("the formula of step 1 on the two vectors is what the library calls cosine")
  void the_formula_and_the_embedding_agree() throws IOException {
    Embedding image = CLIP.encodeImage(picture);
    Embedding text = CLIP.encodeText("A cute dog");
    assertThat((double) image.cosine(text))
        .isCloseTo(
            Step1CosineSimilarity.cosineSimilarity(image.values(), text.values()), within(1e-6));
  }

  @Test
  @Order(8)
  @DisplayName("a drawing of a dog is nearer to \"a dog face\" than to a pizza or a car")
  void a_dog_is_nearer_to_a_dog() throws IOException {
    Embedding image = CLIP.encodeImage(picture);
    assertThat(image.cosine(CLIP.encodeText("a dog face")))
        .isGreaterThan(image.cosine(CLIP.encodeText("a slice of pizza")))
        .isGreaterThan(image.cosine(CLIP.encodeText("an automobile")));
    assertThat(LessonFixture.lines(temp, run -> Step5Compare.run(run, picture, Lesson3a.SENTENCE)))
        .anyMatch(line -> line.endsWith("  a dog face"));
    assertThat(temp.resolve("compare.png")).isNotEmptyFile();
  }

  @Test
  @Order(9)
  @DisplayName("an edited sentence is scored against the one before, until an empty line")
  void sentences_are_edited() throws IOException {
    List<String> lines =
        LessonFixture.lines(
            temp,
            "a dog face\nan automobile\n\nnever read\n",
            run -> Step6EditTheSentence.run(run, picture, Lesson3a.SENTENCE));
    assertThat(lines)
        .anyMatch(l -> l.matches("> +0\\.\\d{4}  \\+0\\.\\d{4}  a dog face  best so far"));
    assertThat(lines).anyMatch(l -> l.matches("> +-?0\\.\\d{4}  -0\\.\\d{4}  an automobile"));
    assertThat(lines).noneMatch(l -> l.contains("never read"));
    assertThat(lines).anyMatch(l -> l.matches("Best of 3: 0\\.\\d{4}  a dog face"));
    assertThat(temp.resolve("edits.png")).isNotEmptyFile();
  }

  @Test
  @Order(10)
  @DisplayName("input that ends without an empty line ends the game as well")
  void the_end_of_the_input_ends_the_game() throws IOException {
    List<String> lines =
        LessonFixture.lines(
            temp, "", run -> Step6EditTheSentence.run(run, picture, Lesson3a.SENTENCE));
    assertThat(lines).anyMatch(l -> l.matches("Best of 1: 0\\.\\d{4}  A cute dog"));
  }
}
