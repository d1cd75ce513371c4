package consumer.search;

import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageIndexer;
import io.github.clip4j.search.ImageSearcher;
import io.github.clip4j.search.IndexReport;
import io.github.clip4j.search.SearchHit;
import io.github.clip4j.search.SearchQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A folder of pictures is indexed, brought up to date after one is renamed, and searched; {@code
 * run.sh} compares the output.
 */
public final class SearchApp {
  private static final String PICTURES = "io/github/clip4j/starter/pictures/";
  private static final List<String> NAMES =
      List.of("noto-dog-face.png", "noto-cat-face.png", "noto-pizza.png", "twemoji-bicycle.png");

  private SearchApp() {}

  public static void main(String[] args) throws IOException {
    Path work = Files.createTempDirectory("clip4j-consumer");
    Path pictures = Files.createDirectory(work.resolve("pictures"));
    Path index = work.resolve("index");
    for (String name : NAMES) {
      try (InputStream in =
          SearchApp.class.getClassLoader().getResourceAsStream(PICTURES + name)) {
        Files.copy(in, pictures.resolve(name));
      }
    }
    try (ClipModel clip = ClipModel.load("starter")) {
      System.out.println(said(run(clip, pictures, index)));
      Files.move(pictures.resolve("noto-pizza.png"), pictures.resolve("supper.png"));
      System.out.println(said(run(clip, pictures, index)));
      try (ImageIndex open = ImageIndex.open(index)) {
        ImageSearcher searcher = ImageSearcher.of(open, clip);
        for (SearchHit hit : searcher.search(SearchQuery.parse("a slice of pizza")).hits()) {
          System.out.printf(Locale.ROOT, "%.3f  %s%n", hit.score(), hit.entry().path());
        }
      }
    }
  }

  private static IndexReport run(ClipModel clip, Path pictures, Path index) throws IOException {
    return ImageIndexer.builder(clip, pictures, index).modelName("starter").build().run();
  }

  private static String said(IndexReport report) {
    return report.pictures() + " pictures, " + report.encoded() + " encoded";
  }
}
