package io.github.clip4j.benchmarks;

import io.github.clip4j.vector.ExactIndex;
import io.github.clip4j.vector.TopK;
import io.github.clip4j.vector.VectorStorage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@link ExactIndex} behind a pipe, for {@code tools/bench/search_peers.py}. Commands, words
 * separated by tabs:
 *
 * <pre>
 * build ROWS.f32 DIMENSION STORAGE RESCORE|- THREADS   milliseconds, bytes of the rows
 * queries QUERIES.f32
 * search K BATCH REPEATS                               milliseconds, the first BATCH queries
 * cpu K BATCH REPEATS                                  the same in processor time of the process
 * hits K OUT                                           row numbers as int32, k for each query
 * memory                                               resident now and at the highest, KiB
 * </pre>
 */
public final class ExactSearchServer {
  private int dimension;
  private ExactIndex index = ExactIndex.builder(1).build();
  private float[][] queries = new float[0][];

  private ExactSearchServer() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    ExactSearchServer server = new ExactSearchServer();
    LineServer.serve(
        Map.of(
            "build", server::build,
            "queries", server::readQueries,
            "search", server::search,
            "cpu", server::processorTime,
            "hits", server::hits,
            "memory", words -> LineServer.memory()));
  }

  private String build(String[] words) throws IOException {
    index = ExactIndex.builder(1).build();
    long start = System.nanoTime();
    dimension = Integer.parseInt(words[1]);
    ExactIndex.Builder builder =
        ExactIndex.builder(dimension)
            .storage(VectorStorage.valueOf(words[2]))
            .threads(Integer.parseInt(words[4]));
    if (!words[3].equals("-")) {
      builder.rescore(VectorStorage.valueOf(words[3]));
    }
    RowFile.forEach(Path.of(words[0]), dimension, builder::add);
    index = builder.build();
    return (System.nanoTime() - start) / 1_000_000 + " " + index.memoryBytes();
  }

  private String readQueries(String[] words) throws IOException {
    queries = RowFile.read(Path.of(words[0]), dimension);
    return String.valueOf(queries.length);
  }

  private String search(String[] words) throws Exception {
    int k = Integer.parseInt(words[0]);
    float[][] part = Arrays.copyOf(queries, Integer.parseInt(words[1]));
    return LineServer.time(
        Integer.parseInt(words[2]),
        none -> String.format(Locale.ROOT, "%s", index.search(part, k).get(0)));
  }

  /** One number, the mean: the clock of the operating system ticks too coarsely for single runs. */
  private String processorTime(String[] words) throws Exception {
    long start = LineServer.processorNanos();
    search(words);
    return String.format(
        Locale.ROOT,
        "%.3f",
        (LineServer.processorNanos() - start) / 1e6 / Integer.parseInt(words[2]));
  }

  private String hits(String[] words) throws IOException {
    int k = Integer.parseInt(words[0]);
    List<List<TopK.Hit>> found = index.search(queries, k);
    ByteBuffer out =
        ByteBuffer.allocate(found.size() * k * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (List<TopK.Hit> hits : found) {
      hits.forEach(hit -> out.putInt(hit.index()));
    }
    Files.write(Path.of(words[1]), out.array());
    return "";
  }
}
