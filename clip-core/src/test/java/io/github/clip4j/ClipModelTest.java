package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facade on the starter model: batches, order, threads, closing, mistakes. */
class ClipModelTest {
  private static ClipModel clip;

  @TempDir Path folder;

  @BeforeAll
  static void load() throws IOException {
    clip = ClipModel.builder().batchSize(4).load();
  }

  @AfterAll
  static void close() {
    clip.close();
  }

  private static BufferedImage picture(int number) {
    BufferedImage image = new BufferedImage(40 + number, 50, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setColor(new Color(number * 37 % 256, 80, 200));
    g.fillOval(5, 5, 20 + number, 30);
    g.dispose();
    return image;
  }

  private Path file(int number) throws IOException {
    Path file = folder.resolve(number + ".png");
    ImageIO.write(picture(number), "png", file.toFile());
    return file;
  }

  private static void assertNear(Embedding actual, Embedding expected) {
    assertThat(actual.cosine(expected)).isGreaterThan(0.99999f);
    assertThat(actual.norm() / expected.norm()).isBetween(0.9999, 1.0001);
  }

  @Test
  @DisplayName("a file, its bytes, its stream and the decoded picture have one vector")
  void ways_to_give_a_picture() throws Exception {
    Path file = file(1);
    Embedding expected = clip.encodeImage(file);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(expected.dimension()).isEqualTo(clip.config().embedDim());
    assertThat(clip.encodeImage(bytes)).isEqualTo(expected);
    assertThat(clip.encodeImage(new ByteArrayInputStream(bytes))).isEqualTo(expected);
    assertThat(clip.encodeImage(picture(1))).isEqualTo(expected);
  }

  @Test
  @DisplayName("a list longer than the batch keeps its order")
  void batches_keep_order() throws Exception {
    List<Path> files = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      files.add(file(i));
      texts.add("word ".repeat((i * 7) % 11) + i);
    }
    List<Embedding> images = clip.encodeImages(files);
    List<Embedding> encoded = clip.encodeTexts(texts);
    assertThat(images).hasSize(11);
    assertThat(encoded).hasSize(11);
    for (int i = 0; i < 11; i++) {
      assertNear(images.get(i), clip.encodeImage(files.get(i)));
      assertNear(encoded.get(i), clip.encodeText(texts.get(i)));
    }
    assertThat(clip.encodeImages(List.of())).isEmpty();
    assertThat(clip.encodeTexts(List.of())).isEmpty();
  }

  @Test
  @DisplayName("padding to the context length changes no text's vector")
  void trimming_is_exact() {
    List<String> texts = List.of("a dog", "a photograph of two cats on a red sofa");
    float[][] padded = clip.encodeTokens(clip.tokenizer().encodeBatch(texts));
    for (int i = 0; i < texts.size(); i++) {
      assertNear(clip.encodeText(texts.get(i)), Embedding.of(padded[i]));
    }
  }

  @Test
  @DisplayName("eight threads get what one thread gets")
  void threads_agree() throws Exception {
    List<String> texts = List.of("a cat", "a red car in the street", "sunset over the sea");
    List<Embedding> expected = clip.encodeTexts(texts);
    Embedding image = clip.encodeImage(picture(3));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<List<Embedding>>> results = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        results.add(
            threads.submit(
                () -> {
                  List<Embedding> all = new ArrayList<>(clip.encodeTexts(texts));
                  all.add(clip.encodeImage(picture(3)));
                  return all;
                }));
      }
      for (Future<List<Embedding>> result : results) {
        List<Embedding> got = result.get();
        for (int i = 0; i < expected.size(); i++) {
          assertNear(got.get(i), expected.get(i));
        }
        assertNear(got.get(expected.size()), image);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("a closed model says so, and closing again does nothing")
  void closing() throws Exception {
    ClipModel model = ClipModel.load("starter");
    Path file = file(1);
    model.close();
    model.close();
    assertThatThrownBy(() -> model.encodeText("a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
    assertThatThrownBy(() -> model.encodeImage(file))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
    assertThatThrownBy(() -> model.encodeImages(List.of(file)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("close waits for calls that run; none of them fails otherwise")
  void closing_beside_calls() throws Exception {
    ClipModel model = ClipModel.load("starter");
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<String>> results = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      results.add(
          threads.submit(
              () -> {
                try {
                  while (true) {
                    model.encodeTexts(List.of("a dog", "a cat"));
                  }
                } catch (IllegalStateException e) {
                  return e.getMessage();
                }
              }));
    }
    Thread.sleep(200);
    model.close();
    for (Future<String> result : results) {
      assertThat(result.get()).isEqualTo("model is closed");
    }
    threads.shutdownNow();
  }

  @Test
  @DisplayName("mistakes are named: null elements, wrong lengths, foreign ids, bad pictures")
  void mistakes() throws Exception {
    assertThatThrownBy(() -> clip.encodeTexts(Collections.singletonList(null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("texts[0] is null");
    assertThatThrownBy(() -> clip.encodePixels(new float[5], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("5 values are no 1 pictures");
    assertThatThrownBy(() -> clip.encodeTokens(new long[][] {{1, 49408}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ids[0][1] is 49408");
    assertThatThrownBy(() -> clip.encodeTokens(new long[][] {{}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ids[0] has 0 ids");
    assertThatThrownBy(() -> clip.encodeImages(List.of(file(1), folder.resolve("none.jpg"))))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> clip.encodePixels(new float[0], 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 values are no 0 pictures");
    assertThatThrownBy(() -> clip.encodeTokens(new long[][] {{1}, {-1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ids[1][0] is -1, the vocabulary has 49408");
    assertThatThrownBy(() -> clip.encodeTokens(new long[][] {new long[78]}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ids[0] has 78 ids, the model takes 1 to 77");
  }

  @Test
  @DisplayName("counts out of range are refused by the builder, with range and value")
  void counts() {
    ClipModelBuilder builder = ClipModel.builder();
    assertThatThrownBy(() -> builder.batchSize(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batchSize must be in [1, 4096], is 0");
    assertThatThrownBy(() -> builder.batchSize(4097)).hasMessageContaining("4097");
    assertThatThrownBy(() -> builder.decodingThreads(0)).hasMessageContaining("decodingThreads");
    assertThatThrownBy(() -> builder.decodingThreads(1025)).hasMessageContaining("[1, 1024]");
    assertThatThrownBy(() -> builder.concurrentBatches(0))
        .hasMessageContaining("concurrentBatches");
    assertThatThrownBy(() -> builder.concurrentBatches(1025)).hasMessageContaining("1025");
    assertThat(builder.batchSize(4096).decodingThreads(1024).concurrentBatches(1024))
        .isSameAs(builder);
  }

  @Test
  @DisplayName("a classifier made of labels gives probabilities that sum to one, best first")
  void zero_shot() {
    ZeroShotClassifier classifier =
        ZeroShotClassifier.of(
            clip, List.of("dog", "cat", "car"), List.of("a photo of a {}.", "a drawing of a {}."));
    List<ZeroShotClassifier.Prediction> predictions =
        classifier.classify(clip.encodeImage(picture(2)));
    assertThat(predictions).hasSize(3);
    assertThat(predictions.stream().mapToDouble(p -> p.probability()).sum())
        .isBetween(0.999, 1.001);
    assertThat(predictions.get(0).cosine()).isGreaterThanOrEqualTo(predictions.get(1).cosine());
    assertThatThrownBy(() -> ZeroShotClassifier.of(clip, List.of("dog"), List.of("no slot")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no {} for the label");
    assertThatThrownBy(() -> ZeroShotClassifier.of(clip, Arrays.asList("dog", null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels[1] is null");
    assertThatThrownBy(() -> ZeroShotClassifier.of(clip, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ZeroShotClassifier.of(clip, List.of("dog"), List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> classifier.classify(Embedding.of(1, 2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the picture's vector has 3 values, those of the labels 256: they are of different"
                + " models");
  }
}
