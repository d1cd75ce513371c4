package io.github.clip4j.search;

import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;

/**
 * Gives a large index its graph at the end of a run. A graph costs about as much as it saves in
 * some thousand searches, so it is built once for many pictures: pictures that came later lie flat
 * beside it and are all looked at, until they are a tenth of the index.
 */
final class GraphBuilder {
  private static final double FLAT_SHARE = 0.1;
  private static final double DELETED_SHARE = 0.3;

  private final IndexWriter writer;
  private final VectorsCodec codec;
  private final int graphFrom;

  GraphBuilder(IndexWriter writer, VectorsCodec codec, int graphFrom) {
    this.writer = writer;
    this.codec = codec;
    this.graphFrom = graphFrom;
  }

  /** Builds if it pays. All is committed by then; the graph is not yet when this returns. */
  void buildIfWorthwhile() throws IOException {
    if (!isWorthwhile()) {
      return;
    }
    int threads = Runtime.getRuntime().availableProcessors();
    ExecutorService executor = threads > 1 ? Executors.newFixedThreadPool(threads) : null;
    try {
      codec.buildGraphs(threads, executor);
      writer.forceMerge(1);
    } finally {
      codec.writeFlat();
      if (executor != null) {
        executor.shutdown();
      }
    }
  }

  private boolean isWorthwhile() throws IOException {
    long flat = 0;
    long inGraphs = 0;
    long deleted = 0;
    try (DirectoryReader reader = DirectoryReader.open(writer.getDirectory())) {
      for (LeafReaderContext context : reader.leaves()) {
        LeafReader leaf = context.reader();
        if (hasGraph(leaf)) {
          inGraphs += leaf.numDocs();
          deleted += leaf.numDeletedDocs();
        } else {
          flat += leaf.numDocs();
        }
      }
    }
    long all = flat + inGraphs;
    return all >= graphFrom && (flat > FLAT_SHARE * all || deleted > DELETED_SHARE * all);
  }

  static boolean hasGraph(LeafReader leaf) {
    FieldInfo vector = leaf.getFieldInfos().fieldInfo(IndexFields.VECTOR);
    return vector != null
        && !FlatVectors.NAME.equals(vector.getAttribute("PerFieldKnnVectorsFormat.format"));
  }
}
