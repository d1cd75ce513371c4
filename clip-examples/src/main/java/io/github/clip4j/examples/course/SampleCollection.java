package io.github.clip4j.examples.course;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/**
 * A small collection inside this module, as a museum might export it: 58 things, each drawn by two
 * groups of artists, Noto Emoji and Twemoji. The starter model has learned from Noto Emoji's
 * drawings and has never seen Twemoji's, so the second half is the honest test.
 */
public final class SampleCollection {
  /** The resource that lists the drawings, with the column names of open museum interfaces. */
  public static final String LIST = "/io/github/clip4j/examples/sample/collection.csv";

  private static final String FOLDER = "/io/github/clip4j/examples/sample/";

  private SampleCollection() {}

  /**
   * A drawing of the collection.
   *
   * @param title what it shows, such as {@code Dog face}
   * @param artist who drew it
   * @param group the department of this small museum, such as {@code Animals}
   * @param file its name, such as {@code noto-dog-face.png}
   */
  public record Drawing(String title, String artist, String group, String file) {
    /** The title as a word within a sentence. */
    public String name() {
      return title.toLowerCase(Locale.ROOT);
    }

    /** Whether the starter has never seen drawings of this style. */
    public boolean isUnseenStyle() {
      return file.startsWith("twemoji");
    }

    /** The bytes of the PNG file. */
    public byte[] bytes() throws IOException {
      return resource(FOLDER + "pictures/" + file);
    }

    /** The drawing, decoded for showing. */
    public BufferedImage image() throws IOException {
      return ImageIO.read(new ByteArrayInputStream(bytes()));
    }
  }

  /** All drawings, in the order of the list. */
  public static List<Drawing> drawings() throws IOException {
    String text = new String(resource(LIST), StandardCharsets.UTF_8);
    List<Drawing> drawings = new ArrayList<>();
    try (CsvReader<NamedCsvRecord> reader =
        CsvReader.builder().ofNamedCsvRecord(new StringReader(text))) {
      for (NamedCsvRecord row : reader) {
        String picture = row.getField("primaryImage");
        drawings.add(
            new Drawing(
                row.getField("title"),
                row.getField("artistDisplayName"),
                row.getField("department"),
                picture.substring(picture.lastIndexOf('/') + 1)));
      }
    }
    return List.copyOf(drawings);
  }

  /**
   * The collection as files: the list, and its pictures beside it.
   *
   * @param folder where to; a folder {@code sample} is made in it
   * @return the list
   * @throws IOException if a file cannot be written
   */
  public static Path unpack(Path folder) throws IOException {
    Path sample = folder.resolve("sample");
    Files.createDirectories(sample.resolve("pictures"));
    for (Drawing drawing : drawings()) {
      Files.write(sample.resolve("pictures").resolve(drawing.file()), drawing.bytes());
    }
    return Files.write(sample.resolve("collection.csv"), resource(LIST));
  }

  /** The drawing of a file name, such as {@code noto-dog-face.png}. */
  public static Drawing drawing(String file) throws IOException {
    for (Drawing drawing : drawings()) {
      if (drawing.file().equals(file)) {
        return drawing;
      }
    }
    throw new IllegalArgumentException("no such drawing: " + file);
  }

  /**
   * The vectors of drawings, in their order.
   *
   * @throws IOException if a drawing cannot be read
   */
  public static List<Embedding> encode(ClipModel clip, List<Drawing> drawings) throws IOException {
    List<Embedding> embeddings = new ArrayList<>();
    for (Drawing drawing : drawings) {
      embeddings.add(clip.encodeImage(drawing.bytes()));
    }
    return embeddings;
  }

  static byte[] resource(String name) throws IOException {
    try (InputStream stream = SampleCollection.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IOException("not on the class path: " + name);
      }
      return stream.readAllBytes();
    }
  }
}
