package consumer;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import java.io.IOException;
import java.io.InputStream;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** What a user writes first, run from every kind of packaging; {@code run.sh} compares the output. */
public final class App {
  /** Three by two red pixels, lossless: read by the one decoder that comes from another library. */
  private static final byte[] WEBP =
      Base64.getDecoder().decode("UklGRh4AAABXRUJQVlA4TBEAAAAvAkAAAAdQjyIXpf+BiOh/AAA=");

  private static final String PICTURE = "io/github/clip4j/starter/pictures/noto-dog-face.png";

  private App() {}

  public static void main(String[] args) throws IOException {
    try (ClipModel clip = ClipModel.load("starter");
        InputStream picture = App.class.getClassLoader().getResourceAsStream(PICTURE)) {
      Embedding dog = clip.encodeImage(picture);
      for (String text : List.of("a dog face", "a slice of pizza", "an automobile")) {
        System.out.printf(Locale.ROOT, "%.3f  %s%n", dog.cosine(clip.encodeText(text)), text);
      }
      System.out.println("webp " + clip.encodeImage(WEBP).dimension());
    }
  }
}
