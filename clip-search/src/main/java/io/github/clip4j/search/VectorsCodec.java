package io.github.clip4j.search;

import java.util.concurrent.ExecutorService;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswScalarQuantizedVectorsFormat;
import org.jspecify.annotations.Nullable;

/**
 * Lucene's codec, writing vectors flat while pictures come in and with a graph when told so. Which
 * of the two a segment has is in its own metadata, so a reader needs none of this.
 */
final class VectorsCodec extends Lucene912Codec {
  /** Neighbours of a node; twice as many on the lowest level. */
  static final int CONNECTIONS = 16;

  /** How many candidates are looked at to place a node. */
  static final int BREADTH = 100;

  /** int8 as Lucene means it: one byte a value, seven bits of it used, which its kernels need. */
  private static final int BITS = 7;

  private final KnnVectorsFormat flat = new FlatVectors();
  private volatile @Nullable KnnVectorsFormat graph;

  /** From now on merged segments get a graph, built by so many threads. */
  void buildGraphs(int threads, @Nullable ExecutorService executor) {
    graph =
        new Lucene99HnswScalarQuantizedVectorsFormat(
            CONNECTIONS, BREADTH, executor == null ? 1 : threads, BITS, false, null, executor);
  }

  /** From now on segments are flat again. */
  void writeFlat() {
    graph = null;
  }

  @Override
  public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
    KnnVectorsFormat now = graph;
    return now == null ? flat : now;
  }
}
