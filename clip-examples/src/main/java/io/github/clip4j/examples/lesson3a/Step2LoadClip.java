package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.ClipModel;
import io.github.clip4j.examples.course.LessonRun;
import java.io.IOException;

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
    try (LessonRun run = LessonRun.onConsole(Lesson3a.NUMBER, args)) {
      run(run);
    }
  }

  static void run(LessonRun run) {
    run.heading("Step 2: a CLIP, loaded");
    ClipModel clip = run.clip();
    run.sayf("Model parameters: %,d", clip.parameterCount());
    run.sayf(
        "It looks at pictures of %d x %d pixels, reads %d tokens at most, and gives vectors of %d"
            + " values.",
        clip.config().vision().imageSize(),
        clip.config().vision().imageSize(),
        clip.config().text().contextLength(),
        clip.config().embedDim());
  }
}
