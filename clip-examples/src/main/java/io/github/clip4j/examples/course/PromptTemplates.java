package io.github.clip4j.examples.course;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sentences to put a label into, at {@code {}}: the 80 that OpenAI chose for ImageNet, and the 7
 * that they found to do nearly as well together. See NOTICE for origin and licence.
 */
public final class PromptTemplates {
  private PromptTemplates() {}

  /** The 80 templates of ImageNet. */
  public static List<String> imagenet80() throws IOException {
    return read("imagenet80.txt");
  }

  /** The 7 templates. */
  public static List<String> imagenet7() throws IOException {
    return read("imagenet7.txt");
  }

  private static List<String> read(String name) throws IOException {
    byte[] bytes = SampleCollection.resource("/io/github/clip4j/examples/templates/" + name);
    return new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }
}
