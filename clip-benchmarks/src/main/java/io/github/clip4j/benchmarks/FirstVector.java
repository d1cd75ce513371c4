package io.github.clip4j.benchmarks;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import java.io.IOException;
import java.nio.file.Path;

/**
 * From nothing to the first vectors: loads a model, encodes one picture and one text, prints their
 * cosine. {@code tools/bench/peers.py} times the whole process beside open_clip doing the same.
 */
public final class FirstVector {
  private FirstVector() {}

  /** Takes a model's name or folder, and a picture. */
  public static void main(String[] args) throws IOException {
    try (ClipModel model = ClipModel.load(args[0])) {
      Embedding picture = model.encodeImage(Path.of(args[1]));
      System.out.println(picture.cosine(model.encodeText("a photo of a cat")));
    }
  }
}
