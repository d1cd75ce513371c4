package io.github.clip4j.examples.documents;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The first program of README. */
final class ReadmeProgram {
  private ReadmeProgram() {}

  public static void main(String[] args) throws IOException {
    // snippet: readme
    try (ClipModel clip = ClipModel.load("starter")) {
      Embedding dog = clip.encodeImage(Path.of("dog.png"));
      for (String text : List.of("a dog face", "a slice of pizza", "an automobile")) {
        System.out.printf("%.3f  %s%n", dog.cosine(clip.encodeText(text)), text);
      }
    }
    // end
  }
}
