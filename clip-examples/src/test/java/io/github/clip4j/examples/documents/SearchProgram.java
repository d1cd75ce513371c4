package io.github.clip4j.examples.documents;

import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageIndexer;
import io.github.clip4j.search.ImageSearcher;
import io.github.clip4j.search.SearchHit;
import io.github.clip4j.search.SearchQuery;
import java.io.IOException;
import java.nio.file.Path;

/** The program of docs/SEARCH.md. */
final class SearchProgram {
  private SearchProgram() {}

  public static void main(String[] args) throws IOException {
    // snippet: search
    try (ClipModel clip = ClipModel.load("starter")) {
      ImageIndexer.builder(clip, Path.of("pictures"), Path.of("pictures.index"))
          .modelName("starter")
          .build()
          .run();
      try (ImageIndex index = ImageIndex.open(Path.of("pictures.index"))) {
        ImageSearcher searcher = ImageSearcher.of(index, clip);
        for (SearchHit hit : searcher.search(SearchQuery.parse("2 dog + pet - pizza")).hits()) {
          System.out.printf("%.3f %s%n", hit.score(), hit.entry().path());
        }
      }
    }
    // end
  }
}
