package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.ClipModel;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/**
 * Step 2: load a CLIP and count its parameters. OpenAI's ViT-B/32 has 151,277,313; the small model
 * inside the library has about a tenth.
 */
public final class Step2LoadClip {
  private Step2LoadClip() {}

  /**
   * Loads a model and prints its size.
   *
   * @param args a model (default: starter)
   */
  public static void main(String[] args) throws IOException {
    try (ClipModel clip = Lesson3a.model(args)) {
      run(clip, System.out);
    }
  }

  static void run(ClipModel clip, PrintStream out) {
    out.println("Model parameters: " + String.format(Locale.ROOT, "%,d", clip.parameterCount()));
  }
}
