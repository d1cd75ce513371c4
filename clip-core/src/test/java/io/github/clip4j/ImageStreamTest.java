package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pictures without end: pulled as they are wanted, in order, and what becomes of bad ones. */
@Timeout(120)
class ImageStreamTest {
  private static final int BATCH = 3;
  private static final int FILES = 10;
  private static ClipModel clip;
  private static List<Path> files;
  private static List<Embedding> expected;

  @TempDir static Path folder;

  @BeforeAll
  static void load() throws IOException {
    clip = ClipModel.builder().batchSize(BATCH).load();
    files = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      BufferedImage image = new BufferedImage(30 + i, 40, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = image.createGraphics();
      g.setColor(new Color(25 * i, 80, 200));
      g.fillOval(5, 5, 10 + i, 30);
      g.dispose();
      Path file = folder.resolve(i + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    expected = clip.encodeImages(files);
  }

  @AfterAll
  static void close() {
    clip.close();
  }

  private static void assertNear(Embedding actual, Embedding wanted) {
    assertThat(actual.cosine(wanted)).isGreaterThan(0.99999f);
  }

  @Test
  @DisplayName("results come in the order of the files, each with its file")
  void order() {
    try (Stream<EncodedImage> results = clip.encodeImages(files.stream())) {
      List<EncodedImage> all = results.toList();
      assertThat(all.stream().map(EncodedImage::file)).containsExactlyElementsOf(files);
      for (int i = 0; i < FILES; i++) {
        assertNear(all.get(i).embedding(), expected.get(i));
      }
    }
  }

  @Test
  @DisplayName("of an endless sequence no more than two batches are pulled ahead")
  void endless() {
    AtomicInteger pulled = new AtomicInteger();
    AtomicBoolean sourceClosed = new AtomicBoolean();
    Stream<Path> endless =
        Stream.generate(() -> files.get(pulled.getAndIncrement() % FILES))
            .onClose(() -> sourceClosed.set(true));
    try (Stream<EncodedImage> results = clip.encodeImages(endless)) {
      assertThat(pulled).hasValue(0);
      Iterator<EncodedImage> taken = results.iterator();
      for (int i = 1; i <= 20; i++) {
        EncodedImage image = taken.next();
        assertNear(image.embedding(), expected.get((i - 1) % FILES));
        assertThat(pulled.get()).isLessThanOrEqualTo(i + 3 * BATCH);
      }
    }
    assertThat(sourceClosed).isTrue();
  }

  @Test
  @DisplayName("a bad file ends the stream, or is left out where somebody is told")
  void failures() throws Exception {
    Path none = folder.resolve("none.png");
    Path text = folder.resolve("text.png");
    Files.writeString(text, "no picture");
    List<Path> mixed = List.of(files.get(0), none, files.get(1), text, files.get(2));
    assertThatThrownBy(() -> clip.encodeImages(mixed.stream()).toList())
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(NoSuchFileException.class);
    List<Path> told = new ArrayList<>();
    try (Stream<EncodedImage> results =
        clip.encodeImages(mixed.stream(), (file, why) -> told.add(file))) {
      assertThat(results.map(EncodedImage::file)).containsExactlyElementsOf(files.subList(0, 3));
    }
    assertThat(told).containsExactly(none, text);
    try (Stream<EncodedImage> results =
        clip.encodeImages(Stream.of(none, text), (file, why) -> told.add(file))) {
      assertThat(results).isEmpty();
    }
    assertThat(told).hasSize(4);
  }

  @Test
  @DisplayName("closing the model in the middle ends a stream and a long list with its message")
  void model_closed_in_the_middle() throws Exception {
    ClipModel model = ClipModel.builder().batchSize(2).load();
    Iterator<EncodedImage> taken =
        model.encodeImages(Stream.generate(() -> files.get(0))).iterator();
    taken.next();
    List<Path> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add(files.get(i % FILES));
    }
    List<Throwable> failures = new ArrayList<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                model.encodeImages(many);
              } catch (IOException | RuntimeException e) {
                failures.add(e);
              }
            });
    worker.start();
    Thread.sleep(300);
    model.close();
    worker.join(60_000);
    assertThat(worker.isAlive()).isFalse();
    assertThat(failures)
        .singleElement()
        .isInstanceOf(IllegalStateException.class)
        .extracting(Throwable::getMessage)
        .isEqualTo("model is closed");
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10; i++) {
                taken.next();
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
    assertThatThrownBy(() -> model.encodeImages(Stream.of(files.get(0))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("an interrupted list ends with its flag set, and the model serves on")
  void interrupted() throws Exception {
    List<Path> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add(files.get(i % FILES));
    }
    AtomicBoolean flag = new AtomicBoolean();
    List<Throwable> failures = new ArrayList<>();
    Thread worker =
        new Thread(
            () -> {
              try {
                clip.encodeImages(many);
              } catch (IOException | RuntimeException e) {
                failures.add(e);
                flag.set(Thread.currentThread().isInterrupted());
              }
            });
    worker.start();
    Thread.sleep(300);
    worker.interrupt();
    worker.join(60_000);
    assertThat(worker.isAlive()).isFalse();
    assertThat(failures).hasSize(1);
    assertThat(flag).isTrue();
    assertNear(clip.encodeImage(files.get(1)), expected.get(1));
  }

  @Test
  @DisplayName("what is broken off or interrupted in the middle leaves nothing in libtorch")
  void nothing_is_left_behind() throws Exception {
    NDManager manager = clip.engine().model().getNDManager();
    Runnable broken =
        () -> {
          try (Stream<EncodedImage> stream =
              clip.encodeImages(Stream.generate(() -> files.get(0)))) {
            assertThat(stream.limit(2).count()).isEqualTo(2);
          }
        };
    broken.run();
    int attached = SoakTest.attached(manager);
    int arrays = manager.getManagedArrays().size();
    for (int i = 0; i < 5; i++) {
      broken.run();
      Thread worker =
          new Thread(
              () -> {
                try {
                  while (true) {
                    clip.encodeImages(files);
                  }
                } catch (IOException | CancellationException e) {
                  // as wanted
                }
              });
      worker.start();
      Thread.sleep(20);
      worker.interrupt();
      worker.join(60_000);
      assertThat(worker.isAlive()).isFalse();
    }
    assertThat(SoakTest.attached(manager)).isEqualTo(attached);
    assertThat(manager.getManagedArrays().size()).isEqualTo(arrays);
  }
}
