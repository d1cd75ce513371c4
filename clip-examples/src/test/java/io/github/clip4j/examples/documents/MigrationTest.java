package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.ZooModel;
import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.clip4j.CheckpointConverter;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.ZeroShotClassifier;
import io.github.clip4j.ZeroShotClassifier.Prediction;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.translate.ImageTranslator;
import io.github.clip4j.translate.TextTranslator;
import io.github.clip4j.vector.SimilarityFunction;
import io.github.clip4j.vector.TopK;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java side of docs/MIGRATION.md gives the numbers of its Python side, which {@code
 * tools/parity/migration.py} has run on the same models: the starter for open_clip, and for
 * transformers and sentence-transformers the small random one among the test resources.
 */
class MigrationTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/migration");

  /** Float arithmetic of two programs. */
  private static final double TOLERANCE = 1e-5;

  private String name = "starter";

  @TempDir private Path folder;
  private Path dog = Path.of("dog.png");

  @BeforeEach
  void drawing() throws IOException {
    dog = Drawing.dog(folder);
  }

  @Test
  @DisplayName("the results are those of the Python blocks that the document shows")
  void blocksAreThoseThatWereRun() throws IOException {
    assertThat(
            Document.of("docs/MIGRATION.md").blocks().stream()
                .filter(block -> block.language().equals("python"))
                .map(Block::text))
        .as("run tools/parity/migration.py again after a change of a Python block")
        .containsExactlyElementsOf(golden().stream().map(Golden::code).toList());
  }

  @Test
  @DisplayName("open_clip: probabilities of labels")
  void openClip() throws IOException {
    // snippet: migration-open-clip
    try (ClipModel clip = ClipModel.load(name)) {
      Embedding image = clip.encodeImage(dog);
      List<Embedding> texts = clip.encodeTexts(List.of("a dog face", "an automobile"));
      float[] logits = new float[texts.size()];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = clip.logitScale() * image.cosine(texts.get(i));
      }
      float[] probabilities = VectorMath.softmax(logits);
      // end
      assertResults("open_clip", probabilities[0], probabilities[1]);
    }
  }

  @Test
  @DisplayName("transformers: the zero-shot pipeline")
  void transformers() throws IOException {
    name = GOLDEN.toString();
    // snippet: migration-transformers
    try (ClipModel clip = ClipModel.load(name)) {
      ZeroShotClassifier classifier =
          ZeroShotClassifier.of(
              clip, List.of("dog face", "automobile"), List.of("This is a photo of {}."));
      for (Prediction best : classifier.classify(clip, dog)) {
        System.out.println(best.label() + " " + best.probability());
      }
    }
    // end
    try (ClipModel clip = ClipModel.load(name)) {
      List<Prediction> predictions =
          ZeroShotClassifier.of(
                  clip, List.of("automobile", "dog face"), List.of("This is a photo of {}."))
              .classify(clip, dog);
      assertThat(predictions)
          .extracting(Prediction::label)
          .containsExactly("dog face", "automobile");
      assertResults(
          "transformers", predictions.get(0).probability(), predictions.get(1).probability());
    }
  }

  @Test
  @DisplayName("sentence-transformers: the nearest texts")
  void sentenceTransformers() throws IOException {
    name = GOLDEN.toString();
    // snippet: migration-sentence-transformers
    try (ClipModel clip = ClipModel.load(name)) {
      List<String> texts = List.of("an automobile", "a dog face", "a slice of pizza");
      float[][] rows =
          clip.encodeTexts(texts).stream().map(Embedding::values).toArray(float[][]::new);
      float[] query = clip.encodeImage(dog).values();
      for (TopK.Hit hit : TopK.search(query, rows, 2, SimilarityFunction.COSINE)) {
        System.out.println(texts.get(hit.index()) + " " + hit.score());
      }
      // end
      List<TopK.Hit> hits = TopK.search(query, rows, 2, SimilarityFunction.COSINE);
      assertThat(hits).extracting(TopK.Hit::index).containsExactly(2, 0);
      assertResults("sentence-transformers", hits.get(0).score(), hits.get(1).score());
    }
  }

  @Test
  @DisplayName("DJL's example: criteria, translators and predictors of one's own")
  void djl() throws Exception {
    Path checkpoint = Files.createDirectory(folder.resolve("checkpoint"));
    for (String file : List.of("open_clip_model.safetensors", "open_clip_config.json")) {
      try (InputStream in =
          MigrationTest.class.getResourceAsStream("/io/github/clip4j/starter/" + file)) {
        Files.write(checkpoint.resolve(file), in == null ? new byte[0] : in.readAllBytes());
      }
    }
    Path archive = folder.resolve("clip.pt");
    float[] expected;
    try (ClipModel clip = ClipModel.load(checkpoint)) {
      expected = clip.encodeImage(dog).values();
    }
    // snippet: migration-djl
    CheckpointConverter.convert(checkpoint, archive);
    ImageTranslator<Image> images;
    try (ClipModel clip = ClipModel.load(checkpoint)) {
      images = ImageTranslator.ofImages(clip.imagePreprocessor());
    }
    try (ZooModel<Image, float[]> model =
            ClipModel.criteria(archive, Image.class, float[].class, images).loadModel();
        Predictor<Image, float[]> pictures = model.newPredictor();
        Predictor<String, float[]> texts =
            model.newPredictor(TextTranslator.of(ClipTokenizer.openClip()))) {
      float[] image = pictures.predict(ImageFactory.getInstance().fromFile(dog));
      double similarity = VectorMath.cosine(image, texts.predict("a dog face"));
      // end
      assertThat(similarity).isCloseTo(0.373, within(0.001));
      assertThat(VectorMath.cosine(image, expected)).isCloseTo(1, within(1e-5));
    }
  }

  /** What a Python block gave: labels with numbers, best first. */
  private record Golden(String heading, String code, List<List<Object>> results) {}

  private static List<Golden> golden() throws IOException {
    JsonObject file =
        JsonParser.parseString(Files.readString(GOLDEN.resolve("results.json"))).getAsJsonObject();
    return file.getAsJsonArray("blocks").asList().stream()
        .map(block -> new Gson().fromJson(block, Golden.class))
        .toList();
  }

  private static void assertResults(String heading, double... numbers) throws IOException {
    Golden golden =
        golden().stream().filter(one -> one.heading().equals(heading)).findFirst().orElseThrow();
    assertThat(golden.results()).hasSize(numbers.length);
    for (int i = 0; i < numbers.length; i++) {
      assertThat(numbers[i])
          .as("%s: %s", heading, golden.results().get(i))
          .isCloseTo((Double) golden.results().get(i).get(1), within(TOLERANCE));
    }
  }
}
