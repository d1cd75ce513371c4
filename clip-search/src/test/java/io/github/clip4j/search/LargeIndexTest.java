package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.Embedding;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index with a graph: what it finds compared with what looking at every vector finds. */
class LargeIndexTest {
  private static final int ROWS = 3000;
  private static final int DIMENSION = 64;
  private static final int GRAPH_FROM = 1000;
  private static final long SEED = Long.getLong("clip.seed", 5);
  private static final ModelIdentity MODEL =
      new ModelIdentity("made up", "f".repeat(64), DIMENSION, "none", "fp32");

  @TempDir static Path temp;

  private static Path location;

  /** Clusters around a common mean, as embeddings have them. */
  static float[] vector(Random random, float[][] centres) {
    float[] centre = centres[random.nextInt(centres.length)];
    float[] vector = new float[DIMENSION];
    for (int d = 0; d < DIMENSION; d++) {
      vector[d] = centre[d] + 0.5f * (float) random.nextGaussian();
    }
    return vector;
  }

  static float[][] centres(Random random) {
    float[][] centres = new float[50][DIMENSION];
    for (float[] centre : centres) {
      for (int d = 0; d < DIMENSION; d++) {
        centre[d] = 0.5f + (float) random.nextGaussian();
      }
    }
    return centres;
  }

  @BeforeAll
  static void build() throws IOException {
    location = temp.resolve("index");
    Random random = new Random(SEED);
    float[][] centres = centres(random);
    try (VectorCollection collection = VectorCollection.open(location, MODEL)) {
      for (int i = 0; i < ROWS; i++) {
        String half = i % 2 == 0 ? "even" : "odd";
        collection.put(
            "v" + i,
            Embedding.of(vector(random, centres)),
            Map.of("half", half, "number", String.valueOf(i)));
        if (i % 700 == 0) {
          collection.commit();
        }
      }
      collection.finish(GRAPH_FROM);
    }
  }

  private static long graphs() throws IOException {
    long count = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(location, "*.vex")) {
      for (Path file : files) {
        assertThat(file).isRegularFile();
        count++;
      }
    }
    return count;
  }

  private static Set<String> names(SearchResult result) {
    Set<String> names = new HashSet<>();
    result.hits().forEach(hit -> names.add(hit.entry().path()));
    return names;
  }

  private static double recall(ImageSearcher searcher, SearchFilter... filters) throws IOException {
    Random random = new Random(SEED);
    float[][] centres = centres(random);
    int found = 0;
    int all = 0;
    for (int i = 0; i < 50; i++) {
      SearchQuery query =
          SearchQuery.of(List.of(new QueryTerm.Vector(1, Embedding.of(vector(random, centres)))));
      for (SearchFilter filter : filters) {
        query = query.with(filter);
      }
      SearchResult approximate = searcher.search(query);
      SearchResult exact = searcher.search(query.withExact(true));
      assertThat(exact.exact()).isTrue();
      Set<String> expected = names(exact);
      all += expected.size();
      expected.retainAll(names(approximate));
      found += expected.size();
      for (int k = 1; k < approximate.hits().size(); k++) {
        assertThat(approximate.hits().get(k).score())
            .isLessThanOrEqualTo(approximate.hits().get(k - 1).score());
      }
    }
    return (double) found / all;
  }

  @Test
  void the_graph_finds_at_least_95_of_100() throws IOException {
    assertThat(graphs()).isEqualTo(1);
    try (ImageIndex index = ImageIndex.open(location)) {
      ImageSearcher searcher = ImageSearcher.withoutModel(index);
      assertThat(searcher.neighbours("v1", 5).exact()).isFalse();
      assertThat(recall(searcher)).as("seed %d", SEED).isGreaterThanOrEqualTo(0.95);
      assertThat(recall(searcher, SearchFilter.parse("half=odd"), SearchFilter.parse("number<900")))
          .as("with filters, seed %d", SEED)
          .isGreaterThanOrEqualTo(0.95);
    }
  }

  @Test
  void scores_are_cosines_of_the_float_vectors_though_candidates_come_by_int8() throws IOException {
    try (ImageIndex index = ImageIndex.open(location)) {
      ImageSearcher searcher = ImageSearcher.withoutModel(index);
      Embedding query = index.entry("v7").orElseThrow().vector();
      for (SearchHit hit : searcher.neighbours("v7", 20).hits()) {
        assertThat(Math.abs(hit.score() - hit.entry().vector().cosine(query))).isLessThan(2e-6f);
      }
    }
  }

  @Test
  void deep_pages_are_exact() throws IOException {
    try (ImageIndex index = ImageIndex.open(location)) {
      SearchQuery query = SearchQuery.parse("like:v9").withOffset(ROWS - 5).withTop(10);
      SearchResult result = ImageSearcher.withoutModel(index).search(query);
      assertThat(result.exact()).isTrue();
      assertThat(result.hits()).hasSize(5);
      assertThat(result.hits().get(4).rank()).isEqualTo(ROWS);
    }
  }

  @Test
  void pictures_that_come_later_lie_flat_beside_the_graph_and_are_found() throws IOException {
    Path copy = temp.resolve("copy");
    Files.createDirectory(copy);
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(location)) {
      stream.forEach(files::add);
    }
    for (Path file : files) {
      Files.copy(file, copy.resolve(file.getFileName()));
    }
    Random random = new Random(SEED + 1);
    float[][] centres = centres(new Random(SEED));
    float[] late = vector(random, centres);
    try (VectorCollection collection = VectorCollection.open(copy, MODEL)) {
      collection.put("late", Embedding.of(late), Map.of());
      collection.remove("v3");
      for (int i = 0; i < 4; i++) {
        collection.put("l" + i, Embedding.of(vector(random, centres)), Map.of());
        collection.commit();
      }
      collection.finish(GRAPH_FROM);
    }
    try (ImageIndex index = ImageIndex.open(copy)) {
      ImageSearcher searcher = ImageSearcher.withoutModel(index);
      SearchResult result =
          searcher.search(
              SearchQuery.of(List.of(new QueryTerm.Vector(2, Embedding.of(late)))).withTop(3));
      assertThat(result.exact()).as("the graph was kept").isFalse();
      assertThat(result.hits().get(0).entry().path()).isEqualTo("late");
      assertThat(index.size()).isEqualTo(ROWS + 4);
      assertThat(index.entry("v3")).isEmpty();
    }
  }

  @Test
  void a_vector_of_another_length_is_refused() throws IOException {
    Path other = temp.resolve("other");
    try (VectorCollection collection = VectorCollection.open(other, MODEL)) {
      assertThatThrownBy(() -> collection.put("x", Embedding.of(1, 2), Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the vector has 2 values, the model's 64");
      assertThatThrownBy(() -> VectorCollection.open(other, MODEL))
          .isInstanceOf(IndexException.class)
          .hasMessageContaining("is writing");
    }
  }
}
