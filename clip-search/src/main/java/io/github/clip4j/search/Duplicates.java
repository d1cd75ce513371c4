package io.github.clip4j.search;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.VectorUtil;

/** Groups pictures by similarity: union-find over pairs that are alike enough. */
final class Duplicates {
  private static final int NEIGHBOURS = 16;
  private static final int MOST_NEIGHBOURS = 256;

  /** Room for the rounding of equal vectors, so that a threshold of 1 finds copies. */
  private static final float ROUNDING = 1e-5f;

  private final IndexSearcher searcher;
  private final Path root;
  private final int[] parents;

  Duplicates(IndexSearcher searcher, Path root) {
    this.searcher = searcher;
    this.root = root;
    parents = new int[searcher.getIndexReader().maxDoc()];
    Arrays.setAll(parents, i -> i);
  }

  List<DuplicateGroup> groups(double threshold) throws IOException {
    float least = (float) threshold - ROUNDING;
    Snapshot snapshot = new Snapshot((DirectoryReader) searcher.getIndexReader());
    int[] docs = pictures();
    joinCopies(docs, snapshot);
    if (docs.length < ImageIndex.EXACT_BELOW) {
      compareAll(docs, snapshot, least);
    } else {
      compareNeighbours(docs, snapshot, least);
    }
    Map<Integer, List<IndexEntry>> groups = new LinkedHashMap<>();
    int[] sizes = new int[parents.length];
    for (int doc : docs) {
      sizes[find(doc)]++;
    }
    for (int doc : docs) {
      if (sizes[find(doc)] > 1) {
        groups.computeIfAbsent(find(doc), g -> new ArrayList<>()).add(snapshot.entry(doc, root));
      }
    }
    List<DuplicateGroup> result = new ArrayList<>();
    groups.values().forEach(entries -> result.add(group(entries)));
    result.sort(
        Comparator.<DuplicateGroup>comparingInt(g -> -g.entries().size())
            .thenComparing(g -> g.entries().get(0).path()));
    return result;
  }

  private static DuplicateGroup group(List<IndexEntry> entries) {
    entries.sort(Comparator.comparing(IndexEntry::path));
    IndexEntry first = entries.get(0);
    float least = 1;
    boolean identical = true;
    for (IndexEntry entry : entries) {
      least = Math.min(least, first.vector().cosine(entry.vector()));
      identical &= first.hash().equals(entry.hash());
    }
    return new DuplicateGroup(entries, identical, least);
  }

  private int[] pictures() throws IOException {
    List<Integer> docs = new ArrayList<>();
    for (LeafReaderContext context : searcher.getIndexReader().leaves()) {
      FloatVectorValues values = context.reader().getFloatVectorValues(IndexFields.VECTOR);
      Bits live = context.reader().getLiveDocs();
      if (values != null) {
        for (int doc = values.nextDoc();
            doc != DocIdSetIterator.NO_MORE_DOCS;
            doc = values.nextDoc()) {
          if (live == null || live.get(doc)) {
            docs.add(context.docBase + doc);
          }
        }
      }
    }
    return docs.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Equal contents need no comparing, and however many there are, they stay together. */
  private void joinCopies(int[] docs, Snapshot snapshot) throws IOException {
    Map<String, Integer> firsts = new HashMap<>();
    for (int doc : docs) {
      Integer first = firsts.putIfAbsent(snapshot.stored(doc).get(IndexFields.HASH), doc);
      if (first != null) {
        join(first, doc);
      }
    }
  }

  private void compareAll(int[] docs, Snapshot snapshot, float least) throws IOException {
    float[][] vectors = new float[docs.length][];
    for (int i = 0; i < docs.length; i++) {
      vectors[i] = snapshot.vector(docs[i]);
      for (int j = 0; j < i; j++) {
        if (VectorUtil.dotProduct(vectors[i], vectors[j]) >= least) {
          join(docs[i], docs[j]);
        }
      }
    }
  }

  private void compareNeighbours(int[] docs, Snapshot snapshot, float least) throws IOException {
    VectorSearch search = new VectorSearch(searcher);
    for (int doc : docs) {
      float[] vector = snapshot.vector(doc);
      for (int k = NEIGHBOURS; k <= MOST_NEIGHBOURS; k *= 4) {
        List<VectorSearch.Hit> hits = search.nearest(vector, k, null, 0).hits();
        for (VectorSearch.Hit hit : hits) {
          if (hit.score() >= least) {
            join(doc, hit.doc());
          }
        }
        // If even the last one is alike enough there are more.
        if (hits.isEmpty() || hits.get(hits.size() - 1).score() < least || hits.size() < k) {
          break;
        }
      }
    }
  }

  private int find(int doc) {
    int top = doc;
    while (parents[top] != top) {
      parents[top] = parents[parents[top]];
      top = parents[top];
    }
    return top;
  }

  private void join(int a, int b) {
    int first = find(a);
    int second = find(b);
    parents[Math.max(first, second)] = Math.min(first, second);
  }
}
