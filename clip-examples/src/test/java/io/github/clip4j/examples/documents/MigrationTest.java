package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.inference.Predictor;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.repository.zoo.ZooModel;
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

/** The Java side of docs/MIGRATION.md; {@code name} is the starter here, any model there. */
class MigrationTest {
  private final String name = "starter";

  @TempDir private Path folder;
  private Path dog = Path.of("dog.png");

  @BeforeEach
  void drawing() throws IOException {
    dog = Drawing.dog(folder);
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
      assertThat(probabilities[0]).isGreaterThan(0.99f);
      assertThat(probabilities[0] + probabilities[1]).isCloseTo(1, within(1e-6f));
    }
  }

  @Test
  @DisplayName("transformers: the zero-shot pipeline")
  void transformers() throws IOException {
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
      assertThat(
              ZeroShotClassifier.of(clip, List.of("automobile", "dog face"))
                  .classify(clip, dog)
                  .get(0)
                  .label())
          .isEqualTo("dog face");
    }
  }

  @Test
  @DisplayName("sentence-transformers: the nearest texts")
  void sentenceTransformers() throws IOException {
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
      assertThat(TopK.search(query, rows, 1, SimilarityFunction.COSINE).get(0).index())
          .isEqualTo(1);
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
            model.newPredictor(new TextTranslator(ClipTokenizer.openClip()))) {
      float[] image = pictures.predict(ImageFactory.getInstance().fromFile(dog));
      double similarity = VectorMath.cosine(image, texts.predict("a dog face"));
      // end
      assertThat(similarity).isCloseTo(0.373, within(0.001));
      assertThat(VectorMath.cosine(image, expected)).isCloseTo(1, within(1e-5));
    }
  }
}
