package io.github.clip4j.benchmarks;

import io.github.clip4j.Embedding;
import io.github.clip4j.search.ImageIndex;
import io.github.clip4j.search.ImageSearcher;
import io.github.clip4j.search.ModelIdentity;
import io.github.clip4j.search.QueryTerm;
import io.github.clip4j.search.SearchHit;
import io.github.clip4j.search.SearchQuery;
import io.github.clip4j.search.VectorCollection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The index of clip-search behind a pipe, for {@code tools/bench/search_peers.py}: int8 HNSW with
 * rescoring by float vectors, or every vector compared. Commands, words separated by tabs:
 *
 * <pre>
 * build ROWS.f32 DIMENSION           milliseconds, bytes on disk
 * queries QUERIES.f32
 * effort CANDIDATES                  how many the graph is asked for; 0: the usual; -1: compare all
 * search K BATCH REPEATS             milliseconds, the first BATCH queries one by one
 * hits K OUT                         row numbers as int32, k for each query
 * memory                             resident now and at the highest, KiB
 * </pre>
 */
public final class IndexSearchServer {
  private int dimension;
  private int effort;
  private @Nullable ImageIndex index;
  private float[][] queries = new float[0][];

  private IndexSearchServer() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    IndexSearchServer server = new IndexSearchServer();
    LineServer.serve(
        Map.of(
            "build", server::build,
            "queries", server::readQueries,
            "effort", server::setEffort,
            "search", server::search,
            "hits", server::hits,
            "memory", words -> LineServer.memory()));
  }

  private String build(String[] words) throws IOException {
    dimension = Integer.parseInt(words[1]);
    Path folder = Files.createTempDirectory("clip-index");
    long start = System.nanoTime();
    ModelIdentity model = new ModelIdentity("made up", "0".repeat(64), dimension, "none", "fp32");
    int[] next = {0};
    try (VectorCollection collection = VectorCollection.open(folder, model)) {
      RowFile.forEach(
          Path.of(words[0]),
          dimension,
          row -> collection.put(String.valueOf(next[0]++), Embedding.of(row), Map.of()));
      collection.finish(ImageIndex.EXACT_BELOW);
    }
    long took = (System.nanoTime() - start) / 1_000_000;
    index = ImageIndex.open(folder);
    long size = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        size += Files.size(file);
        file.toFile().deleteOnExit();
      }
    }
    folder.toFile().deleteOnExit();
    return took + " " + size;
  }

  private String readQueries(String[] words) throws IOException {
    queries = RowFile.read(Path.of(words[0]), dimension);
    return String.valueOf(queries.length);
  }

  private String setEffort(String[] words) {
    effort = Integer.parseInt(words[0]);
    return "";
  }

  private List<SearchHit> find(float[] query, int k) throws IOException {
    if (index == null) {
      throw new IllegalStateException("build first");
    }
    return ImageSearcher.withoutModel(index)
        .search(
            SearchQuery.of(List.of(new QueryTerm.Vector(1, Embedding.of(query))))
                .withTop(k)
                .withExact(effort < 0)
                .withCandidates(Math.max(0, effort)))
        .hits();
  }

  private String search(String[] words) throws Exception {
    int k = Integer.parseInt(words[0]);
    int batch = Integer.parseInt(words[1]);
    int[] next = {0};
    return LineServer.time(
        Integer.parseInt(words[2]),
        none -> {
          float found = 0;
          for (int i = 0; i < batch; i++) {
            found += find(queries[next[0]++ % queries.length], k).get(0).score();
          }
          return String.format(Locale.ROOT, "%s", found);
        });
  }

  private String hits(String[] words) throws IOException {
    int k = Integer.parseInt(words[0]);
    ByteBuffer out =
        ByteBuffer.allocate(queries.length * k * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float[] query : queries) {
      find(query, k).forEach(hit -> out.putInt(Integer.parseInt(hit.entry().path())));
    }
    Files.write(Path.of(words[1]), out.array());
    return "";
  }
}
