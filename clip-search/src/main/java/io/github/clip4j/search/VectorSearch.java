package io.github.clip4j.search;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;
import org.jspecify.annotations.Nullable;

/**
 * The nearest vectors of one state of an index. Exact: every float vector is compared. Approximate:
 * Lucene's graph over int8 vectors gives several times as many candidates as wanted, and these are
 * compared by their float vectors; so order and scores are exact, and only a candidate that the
 * graph missed can be absent.
 */
final class VectorSearch {
  /** Candidates for each wanted picture, and the least of them; see docs/SEARCH.md for recall. */
  private static final int CANDIDATES_EACH = 4;

  private static final int CANDIDATES_LEAST = 200;

  /** Beyond so many wanted pictures comparing all is cheaper than walking the graph. */
  private static final int GRAPH_LIMIT = 1000;

  private final IndexSearcher searcher;

  VectorSearch(IndexSearcher searcher) {
    this.searcher = searcher;
  }

  /** A document and its cosine to the query. */
  record Hit(int doc, float score) {}

  /** Best first. */
  record Hits(List<Hit> hits, boolean exact) {}

  private static final Comparator<Hit> WORST_FIRST =
      Comparator.comparingDouble(Hit::score)
          .thenComparing(Comparator.comparingInt(Hit::doc).reversed());

  /**
   * The nearest of those that pass.
   *
   * @param candidates how many the graph is asked for, at least; 0 for the usual number
   */
  Hits nearest(float[] unit, int k, @Nullable Query filter, int candidates) throws IOException {
    if (k > GRAPH_LIMIT || !hasGraph()) {
      return scan(unit, k, filter);
    }
    int asked = candidates > 0 ? candidates : Math.max(CANDIDATES_LEAST, CANDIDATES_EACH * k);
    return approximate(unit, k, filter, Math.max(k, asked));
  }

  private boolean hasGraph() {
    return searcher.getIndexReader().leaves().stream()
        .anyMatch(context -> GraphBuilder.hasGraph(context.reader()));
  }

  Hits scan(float[] unit, int k, @Nullable Query filter) throws IOException {
    PriorityQueue<Hit> best = new PriorityQueue<>(WORST_FIRST);
    Weight weight =
        filter == null
            ? null
            : searcher.createWeight(searcher.rewrite(filter), ScoreMode.COMPLETE_NO_SCORES, 1);
    for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
      FloatVectorValues values = context.reader().getFloatVectorValues(IndexFields.VECTOR);
      if (values == null) {
        continue;
      }
      Bits live = context.reader().getLiveDocs();
      if (weight == null) {
        for (int doc = values.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = values.nextDoc()) {
          if (live == null || live.get(doc)) {
            offer(best, k, context.docBase + doc, unit, values);
          }
        }
      } else {
        Scorer scorer = weight.scorer(context);
        if (scorer == null) {
          continue;
        }
        DocIdSetIterator passing = scorer.iterator();
        for (int doc = passing.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = passing.nextDoc()) {
          if ((live == null || live.get(doc)) && values.advance(doc) == doc) {
            offer(best, k, context.docBase + doc, unit, values);
          }
        }
      }
    }
    return new Hits(bestFirst(best), true);
  }

  private Hits approximate(float[] unit, int k, @Nullable Query filter, int candidates)
      throws IOException {
    TopDocs found =
        searcher.search(
            new KnnFloatVectorQuery(IndexFields.VECTOR, unit, candidates, filter), candidates);
    ScoreDoc[] docs = found.scoreDocs;
    Arrays.sort(docs, Comparator.comparingInt(d -> d.doc));
    PriorityQueue<Hit> best = new PriorityQueue<>(WORST_FIRST);
    int next = 0;
    for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
      int end = context.docBase + context.reader().maxDoc();
      if (next == docs.length || docs[next].doc >= end) {
        continue;
      }
      FloatVectorValues values = context.reader().getFloatVectorValues(IndexFields.VECTOR);
      while (next < docs.length && docs[next].doc < end) {
        values.advance(docs[next].doc - context.docBase);
        offer(best, k, docs[next].doc, unit, values);
        next++;
      }
    }
    return new Hits(bestFirst(best), false);
  }

  private static void offer(
      PriorityQueue<Hit> best, int k, int doc, float[] unit, FloatVectorValues values)
      throws IOException {
    float dot = VectorUtil.dotProduct(unit, values.vectorValue());
    float score = Math.max(-1f, Math.min(1f, dot));
    Hit worst = best.peek();
    if (best.size() < k || (worst != null && score > worst.score())) {
      best.add(new Hit(doc, score));
      if (best.size() > k) {
        best.poll();
      }
    }
  }

  private static List<Hit> bestFirst(PriorityQueue<Hit> best) {
    List<Hit> hits = new ArrayList<>(best);
    hits.sort(WORST_FIRST.reversed());
    return hits;
  }
}
