package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDManager;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mixed sizes from four threads for a while: memory levels off, nothing stays attached to the
 * model, and every vector is the one that a lone thread gets. Some 20 seconds by default; {@code
 * -Dclip.soak.minutes=30} for the long form.
 */
class SoakTest {
  private static final int THREADS = 4;
  private static final long SEED = Long.getLong("clip.seed", 20261125);
  private static final long MILLIS =
      Math.round(60_000 * Double.parseDouble(System.getProperty("clip.soak.minutes", "0.3")));

  @TempDir Path folder;

  @Test
  @DisplayName("memory levels off, nothing is left behind, every vector is the lone thread's")
  void soak() throws Exception {
    try (ClipModel clip = ClipModel.builder().precision(Precision.FP32).batchSize(8).load()) {
      Inputs inputs = inputs(clip);
      NDManager manager = clip.engine().model().getNDManager();
      AtomicLong calls = new AtomicLong();
      long start = System.nanoTime();
      // The first third warms up: allocators, JIT, decoders.
      run(clip, inputs, start, MILLIS / 3, calls);
      int attachedBefore = attached(manager);
      long residentBefore = resident();
      List<String> samples = new ArrayList<>();
      int parts = 4;
      long least = Long.MAX_VALUE;
      for (int part = 1; part <= parts; part++) {
        run(clip, inputs, start, MILLIS / 3 + part * (2 * MILLIS / 3) / parts, calls);
        long now = resident();
        least = Math.min(least, now);
        samples.add(
            String.format(
                Locale.ROOT,
                "%d s: %d MiB resident, %d attached",
                (System.nanoTime() - start) / 1_000_000_000,
                now >> 20,
                attached(manager)));
      }
      System.out.printf(
          Locale.ROOT,
          "soak: %d calls from %d threads; after warm-up %d MiB resident, %d attached; %s%n",
          calls.get(),
          THREADS,
          residentBefore >> 20,
          attachedBefore,
          String.join("; ", samples));
      assertThat(attached(manager)).isEqualTo(attachedBefore);
      assertThat(manager.getManagedArrays().size()).isEqualTo(inputs.managedArrays);
      // The C library keeps and gives back freed memory as it likes, by some 200 MiB: the least
      // of the samples is what cannot be given back.
      long growth = least - residentBefore;
      assertThat(growth).as("bytes of growth after warm-up").isLessThan(64L << 20);
    }
  }

  /** Fixed inputs and what a lone thread makes of them. */
  private static final class Inputs {
    final List<Path> files = new ArrayList<>();
    final List<BufferedImage> pictures = new ArrayList<>();
    final List<String> texts = new ArrayList<>();
    final List<float[]> pictureVectors = new ArrayList<>();
    final List<float[]> textVectors = new ArrayList<>();
    int managedArrays;
  }

  private Inputs inputs(ClipModel clip) throws IOException {
    Inputs inputs = new Inputs();
    Random random = new Random(SEED);
    for (int i = 0; i < 12; i++) {
      int width = 20 + random.nextInt(200);
      BufferedImage picture = new BufferedImage(width, 40 + 10 * i, BufferedImage.TYPE_INT_RGB);
      Graphics2D g = picture.createGraphics();
      for (int k = 0; k < 10; k++) {
        g.setColor(new Color(random.nextInt(1 << 24)));
        g.fillOval(random.nextInt(100), random.nextInt(100), 30, 50);
      }
      g.dispose();
      Path file = folder.resolve(i + ".png");
      ImageIO.write(picture, "png", file.toFile());
      inputs.files.add(file);
      inputs.pictures.add(picture);
      inputs.pictureVectors.add(clip.encodeImage(picture).values());
    }
    for (int i = 0; i < 24; i++) {
      String text = "a photo of number " + i + " again".repeat(random.nextInt(12));
      inputs.texts.add(text);
      inputs.textVectors.add(clip.encodeText(text).values());
    }
    inputs.managedArrays = clip.engine().model().getNDManager().getManagedArrays().size();
    return inputs;
  }

  private static void run(ClipModel clip, Inputs inputs, long start, long untilMillis, AtomicLong n)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> results = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        Random random = new Random(SEED + 31 * t + untilMillis);
        results.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() - start < untilMillis * 1_000_000) {
                    call(clip, inputs, random);
                    n.incrementAndGet();
                  }
                  return null;
                }));
      }
      for (Future<?> result : results) {
        result.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void call(ClipModel clip, Inputs inputs, Random random) throws IOException {
    int picture = random.nextInt(inputs.pictures.size());
    int text = random.nextInt(inputs.texts.size());
    switch (random.nextInt(5)) {
      case 0 ->
          same(clip.encodeImage(inputs.pictures.get(picture)), inputs.pictureVectors.get(picture));
      case 1 -> same(clip.encodeText(inputs.texts.get(text)), inputs.textVectors.get(text));
      case 2 -> {
        int to = text + random.nextInt(inputs.texts.size() - text) + 1;
        List<Embedding> got = clip.encodeTexts(inputs.texts.subList(text, to));
        for (int i = text; i < to; i++) {
          same(got.get(i - text), inputs.textVectors.get(i));
        }
      }
      case 3 -> {
        int to = picture + random.nextInt(inputs.files.size() - picture) + 1;
        List<Embedding> got = clip.encodeImages(inputs.files.subList(picture, to));
        for (int i = picture; i < to; i++) {
          same(got.get(i - picture), inputs.pictureVectors.get(i));
        }
      }
      default -> {
        try (Stream<EncodedImage> stream = clip.encodeImages(inputs.files.stream())) {
          stream
              .limit(1L + picture)
              .forEach(
                  image -> {
                    int i = inputs.files.indexOf(image.file());
                    same(image.embedding(), inputs.pictureVectors.get(i));
                  });
        }
      }
    }
  }

  /** Equal within what batches of other sizes round differently: a few parts in a million. */
  private static void same(Embedding actual, float[] expected) {
    float[] values = actual.values();
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < expected.length; i++) {
      difference += (values[i] - expected[i]) * (double) (values[i] - expected[i]);
      norm += expected[i] * (double) expected[i];
    }
    double relative = Math.sqrt(difference / norm);
    if (!(relative <= 2e-6)) {
      throw new AssertionError("off by " + relative + " of its length, seed " + SEED);
    }
  }

  /** What hangs on the model's manager, sub-managers and predictors included. */
  static int attached(NDManager manager) throws ReflectiveOperationException {
    Field resources = BaseNDManager.class.getDeclaredField("resources");
    resources.setAccessible(true);
    return ((Map<?, ?>) resources.get(manager)).size();
  }

  /** Bytes of this process in memory; 0 where the system does not tell. */
  private static long resident() throws IOException {
    System.gc();
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
      }
    }
    return 0;
  }
}
