package io.github.clip4j.search;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.VectorScorer;
import org.apache.lucene.util.Bits;

/**
 * Vectors of a segment without a graph, in Lucene's own file format; a search looks at each. Public
 * only because Lucene finds formats through {@link java.util.ServiceLoader}: nothing to use.
 *
 * <p>Lucene's graph format builds a graph for every segment however small, again at every merge.
 * Pictures that come in are therefore written flat, and the graph is built once at the end of a
 * run.
 *
 * @since 0.1.0
 */
public final class FlatVectors extends KnnVectorsFormat {
  static final String NAME = "Clip4jFlatVectors";

  private final Lucene99FlatVectorsFormat flat =
      new Lucene99FlatVectorsFormat(FlatVectorScorerUtil.getLucene99FlatVectorsScorer());

  /** For Lucene. */
  public FlatVectors() {
    super(NAME);
  }

  @Override
  public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
    return flat.fieldsWriter(state);
  }

  @Override
  public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
    return new Reader(flat.fieldsReader(state));
  }

  @Override
  public int getMaxDimensions(String field) {
    return IndexFields.MAX_DIMENSION;
  }

  /** Reads as Lucene's flat reader does, which itself answers no search. */
  private static final class Reader extends KnnVectorsReader {
    private final KnnVectorsReader flat;

    Reader(KnnVectorsReader flat) {
      this.flat = flat;
    }

    @Override
    public void search(String field, float[] target, KnnCollector collector, Bits accepted)
        throws IOException {
      FloatVectorValues values = getFloatVectorValues(field);
      VectorScorer scorer = values.scorer(target);
      if (scorer == null) {
        return;
      }
      DocIdSetIterator docs = scorer.iterator();
      for (int doc = docs.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = docs.nextDoc()) {
        if (accepted == null || accepted.get(doc)) {
          if (collector.earlyTerminated()) {
            return;
          }
          collector.incVisitedCount(1);
          collector.collect(doc, scorer.score());
        }
      }
    }

    @Override
    public void search(String field, byte[] target, KnnCollector collector, Bits accepted) {
      throw new UnsupportedOperationException("vectors of an index are floats");
    }

    @Override
    public FloatVectorValues getFloatVectorValues(String field) throws IOException {
      return flat.getFloatVectorValues(field);
    }

    @Override
    public ByteVectorValues getByteVectorValues(String field) throws IOException {
      return flat.getByteVectorValues(field);
    }

    @Override
    public void checkIntegrity() throws IOException {
      flat.checkIntegrity();
    }

    @Override
    public long ramBytesUsed() {
      return flat.ramBytesUsed();
    }

    @Override
    public void close() throws IOException {
      flat.close();
    }
  }
}
