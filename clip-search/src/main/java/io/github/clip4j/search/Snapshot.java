package io.github.clip4j.search;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * One commit of an index, asked document by document: what is known of a path, where some contents
 * are already. Every question opens its own cursor, so all threads may ask.
 */
final class Snapshot implements Closeable {
  private final DirectoryReader reader;

  /** Takes the reader over. */
  Snapshot(DirectoryReader reader) {
    this.reader = reader;
  }

  /** What the index knows of a path. */
  record Known(int doc, IndexFields.State state, long size, long modifiedNanos, long fieldsKey) {
    boolean sameStamp(IndexFields.Stamp stamp) {
      return size == stamp.size() && modifiedNanos == stamp.modifiedNanos();
    }
  }

  int maxDoc() {
    return reader.maxDoc();
  }

  /** The documents of the newest version of a path, or null. */
  @Nullable Known known(String path) throws IOException {
    int doc = first(IndexFields.key(path));
    return doc < 0 ? null : known(doc);
  }

  Known known(int doc) throws IOException {
    return new Known(
        doc,
        IndexFields.State.of(number(doc, IndexFields.STATE)),
        number(doc, IndexFields.SIZE),
        number(doc, IndexFields.MODIFIED),
        number(doc, IndexFields.FIELDS_KEY));
  }

  /** A picture with these contents, or -1. */
  int withHash(String hash) throws IOException {
    return first(new Term(IndexFields.HASH, hash));
  }

  /** Whether the document was not deleted before this commit. */
  boolean isLive(int doc) {
    LeafReaderContext leaf = leaf(doc);
    Bits live = leaf.reader().getLiveDocs();
    return live == null || live.get(doc - leaf.docBase);
  }

  Document stored(int doc) throws IOException {
    return reader.storedFields().document(doc);
  }

  float[] vector(int doc) throws IOException {
    LeafReaderContext leaf = leaf(doc);
    FloatVectorValues values = leaf.reader().getFloatVectorValues(IndexFields.VECTOR);
    if (values == null || values.advance(doc - leaf.docBase) != doc - leaf.docBase) {
      throw new IllegalStateException("picture " + doc + " has no vector");
    }
    return values.vectorValue().clone();
  }

  IndexEntry entry(int doc, Path root) throws IOException {
    return IndexFields.entry(stored(doc), root, vector(doc));
  }

  private LeafReaderContext leaf(int doc) {
    return reader.leaves().get(ReaderUtil.subIndex(doc, reader.leaves()));
  }

  private long number(int doc, String field) throws IOException {
    LeafReaderContext leaf = leaf(doc);
    NumericDocValues values = leaf.reader().getNumericDocValues(field);
    return values != null && values.advanceExact(doc - leaf.docBase) ? values.longValue() : 0;
  }

  private int first(Term term) throws IOException {
    for (LeafReaderContext context : reader.leaves()) {
      LeafReader leaf = context.reader();
      PostingsEnum docs = leaf.postings(term, PostingsEnum.NONE);
      if (docs == null) {
        continue;
      }
      Bits live = leaf.getLiveDocs();
      for (int d = docs.nextDoc(); d != DocIdSetIterator.NO_MORE_DOCS; d = docs.nextDoc()) {
        if (live == null || live.get(d)) {
          return context.docBase + d;
        }
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
