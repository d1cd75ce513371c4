package io.github.clip4j;

import java.awt.image.BufferedImage;
import java.util.List;

/**
 * A process that encodes from four threads until it is told to end, as a server does. It prints a
 * line once all of them have vectors. The argument {@code daemon} makes the threads daemons and
 * ends the main thread after some time, {@code exit} calls {@link System#exit} with 3.
 */
public final class EncodingProcess {
  private EncodingProcess() {}

  public static void main(String[] arguments) throws Exception {
    String end = arguments.length == 0 ? "" : arguments[0];
    // Not closed: the process is to end in the middle.
    @SuppressWarnings("resource")
    ClipModel clip =
        ClipModel.builder().precision(Precision.FP32).batchSize(8).concurrentBatches(4).load();
    BufferedImage picture = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
    float[] pixels = clip.imagePreprocessor().preprocess(picture);
    List<String> texts = List.of("a dog", "a slice of pizza on a plate");
    for (int t = 0; t < 4; t++) {
      boolean images = t % 2 == 0;
      Thread thread = new Thread(() -> encode(clip, images, pixels, texts));
      thread.setDaemon(end.equals("daemon"));
      thread.start();
    }
    clip.encodeTexts(texts);
    System.out.println("encoding");
    if (!end.isEmpty()) {
      Thread.sleep(200);
      if (end.equals("exit")) {
        System.exit(3);
      }
    }
  }

  private static void encode(ClipModel clip, boolean images, float[] pixels, List<String> texts) {
    try {
      while (true) {
        if (images) {
          clip.encodePixels(pixels, 1);
        } else {
          clip.encodeTexts(texts);
        }
      }
    } catch (IllegalStateException e) {
      System.out.println(e.getMessage());
    }
  }
}
