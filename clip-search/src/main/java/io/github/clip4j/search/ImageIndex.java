package io.github.clip4j.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;

/**
 * An index that is open for reading, as of its last commit; {@link #refresh()} goes on to a newer
 * one. {@link ImageIndexer} makes it, {@link ImageSearcher} searches it.
 *
 * <pre>{@code
 * try (ImageIndex index = ImageIndex.open(Path.of("photos.index"));
 *     Stream<IndexEntry> entries = index.entries()) {
 *   entries.forEach(entry -> System.out.println(entry.path() + " " + entry.vector()));
 * }
 * }</pre>
 *
 * <p>Thread-safe. Any number of readers may have the same index open, in this and other processes,
 * while one writer changes it. After {@link #close()} all methods throw {@link
 * IllegalStateException}.
 *
 * @since 0.1.0
 */
public final class ImageIndex implements AutoCloseable {
  /**
   * An index of fewer pictures than this has no graph and is searched exactly: comparing 5,000
   * vectors takes a few milliseconds.
   */
  public static final int EXACT_BELOW = 5000;

  private final Path location;
  private final FSDirectory directory;
  private final SearcherManager searchers;

  private ImageIndex(Path location, FSDirectory directory, SearcherManager searchers) {
    this.location = location;
    this.directory = directory;
    this.searchers = searchers;
  }

  /**
   * Opens an index at its last commit.
   *
   * @param index the folder of the index
   * @return the open index, for the caller to close
   * @throws IndexException if there is none, it is damaged, or of another version
   * @throws IOException if it cannot be read
   */
  public static ImageIndex open(Path index) throws IOException {
    Path location = Objects.requireNonNull(index, "index").toAbsolutePath().normalize();
    FSDirectory directory = IndexFolder.openExisting(location);
    SearcherManager searchers = null;
    boolean opened = false;
    try {
      searchers = new SearcherManager(directory, null);
      ImageIndex result = new ImageIndex(location, directory, searchers);
      result.about();
      opened = true;
      return result;
    } catch (IOException e) {
      throw IndexFolder.explain(e, location);
    } finally {
      if (!opened) {
        if (searchers != null) {
          searchers.close();
        }
        directory.close();
      }
    }
  }

  /** {@return the folder of the index, absolute} */
  public Path location() {
    return location;
  }

  /**
   * {@return the folder of the pictures when they were indexed, absolute; it need not be there any
   * more}
   *
   * @throws IOException if the index cannot be read
   */
  public Path folder() throws IOException {
    return about().root();
  }

  /**
   * {@return which model made the vectors}
   *
   * @throws IOException if the index cannot be read
   */
  public ModelIdentity model() throws IOException {
    return about().model();
  }

  /**
   * {@return when the index was made first}
   *
   * @throws IOException if the index cannot be read
   */
  public Instant created() throws IOException {
    return about().created();
  }

  private IndexFolder.About about() throws IOException {
    return reading(ImageIndex::about, location);
  }

  private static IndexFolder.About about(IndexSearcher searcher, Path location) throws IOException {
    DirectoryReader reader = (DirectoryReader) searcher.getIndexReader();
    return IndexFolder.about(reader.getIndexCommit().getUserData(), location);
  }

  /**
   * {@return how many pictures there are}
   *
   * @throws IOException if the index cannot be read
   */
  public int size() throws IOException {
    return reading((searcher, where) -> count(searcher, IndexFields.State.PICTURE), location);
  }

  /**
   * Goes on to the newest commit.
   *
   * @return whether there was a newer one
   * @throws IOException if the index cannot be read
   */
  public boolean refresh() throws IOException {
    try {
      IndexSearcher before = searchers.acquire();
      try {
        searchers.maybeRefreshBlocking();
        IndexSearcher now = searchers.acquire();
        try {
          return now != before;
        } finally {
          searchers.release(now);
        }
      } finally {
        searchers.release(before);
      }
    } catch (AlreadyClosedException e) {
      throw closed(e);
    }
  }

  /**
   * {@return every picture with its vector, by path, read one by one as the stream is consumed} All
   * are of one state of the index. The stream must be closed.
   *
   * @throws UncheckedIOException from the stream's methods if reading fails
   * @throws IOException if the index cannot be read
   */
  public Stream<IndexEntry> entries() throws IOException {
    IndexSearcher searcher = acquire();
    boolean given = false;
    try {
      Path root = about(searcher, location).root();
      Snapshot snapshot = new Snapshot((DirectoryReader) searcher.getIndexReader());
      ScoreDoc[] docs = byPath(searcher, IndexFields.State.PICTURE);
      Stream<IndexEntry> entries =
          Stream.of(docs)
              .map(
                  doc -> {
                    try {
                      return snapshot.entry(doc.doc, root);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  })
              .onClose(() -> release(searcher));
      given = true;
      return entries;
    } finally {
      if (!given) {
        release(searcher);
      }
    }
  }

  /**
   * {@return the picture of a path}
   *
   * @param path below the indexed folder, with {@code /} between names
   * @throws IOException if the index cannot be read
   */
  public Optional<IndexEntry> entry(String path) throws IOException {
    Objects.requireNonNull(path, "path");
    return reading(
        (searcher, where) -> {
          Snapshot snapshot = new Snapshot((DirectoryReader) searcher.getIndexReader());
          Snapshot.Known known = snapshot.known(path);
          return known == null || known.state() != IndexFields.State.PICTURE
              ? Optional.empty()
              : Optional.of(snapshot.entry(known.doc(), about(searcher, where).root()));
        },
        location);
  }

  /**
   * {@return files that could not be read, by path}
   *
   * @throws IOException if the index cannot be read
   */
  public List<IndexFailure> failures() throws IOException {
    return reading(
        (searcher, where) -> {
          List<IndexFailure> failures = new ArrayList<>();
          for (IndexFields.State state : IndexFields.State.values()) {
            if (state != IndexFields.State.PICTURE) {
              for (ScoreDoc doc : byPath(searcher, state)) {
                var stored = searcher.storedFields().document(doc.doc);
                failures.add(
                    new IndexFailure(stored.get(IndexFields.PATH), stored.get(IndexFields.REASON)));
              }
            }
          }
          failures.sort(Comparator.comparing(IndexFailure::path));
          return List.copyOf(failures);
        },
        location);
  }

  /**
   * {@return the names that a {@link SearchFilter} may have: the library's own and the metadata's
   * columns}
   *
   * @throws IOException if the index cannot be read
   */
  public List<String> filterNames() throws IOException {
    return reading(
        (searcher, where) -> List.copyOf(FilterQueries.names(searcher.getIndexReader())), location);
  }

  /**
   * Groups of pictures that look nearly the same. Two pictures are in a group if their vectors are
   * as alike as asked, or if both are so with a third: groups are chains.
   *
   * <p>In an index below {@link #EXACT_BELOW} pictures all pairs are compared; in a larger one each
   * picture with its nearest neighbours.
   *
   * @param threshold the least cosine of two pictures, in (0, 1]; 1 means all but equal vectors.
   *     About 0.95 finds the same picture in another size or format
   * @return the largest groups first, then by the first path
   * @throws IOException if the index cannot be read
   */
  public List<DuplicateGroup> duplicates(double threshold) throws IOException {
    if (!(threshold > 0 && threshold <= 1)) {
      throw new IllegalArgumentException("threshold must be in (0, 1], is " + threshold);
    }
    return reading(
        (searcher, where) ->
            new Duplicates(searcher, about(searcher, where).root()).groups(threshold),
        location);
  }

  /** The unit vector of a picture of the index, or an error that names it. */
  static float[] vectorOf(IndexSearcher searcher, String path) throws IOException {
    Snapshot snapshot = new Snapshot((DirectoryReader) searcher.getIndexReader());
    Snapshot.Known known = snapshot.known(path);
    if (known == null || known.state() != IndexFields.State.PICTURE) {
      throw new IllegalArgumentException("the index has no picture '" + path + "'");
    }
    return snapshot.vector(known.doc());
  }

  private static int count(IndexSearcher searcher, IndexFields.State state) throws IOException {
    return searcher.count(new TermQuery(new Term(IndexFields.STATE, state.name())));
  }

  private static ScoreDoc[] byPath(IndexSearcher searcher, IndexFields.State state)
      throws IOException {
    int count = count(searcher, state);
    if (count == 0) {
      return new ScoreDoc[0];
    }
    return searcher.search(
            new TermQuery(new Term(IndexFields.STATE, state.name())),
            count,
            new Sort(new SortField(IndexFields.PATH, SortField.Type.STRING)))
        .scoreDocs;
  }

  /** Work on one state of the index. */
  interface Work<T> {
    T on(IndexSearcher searcher, Path location) throws IOException;
  }

  <T> T reading(Work<T> work, Path where) throws IOException {
    IndexSearcher searcher = acquire();
    try {
      return work.on(searcher, where);
    } catch (IOException e) {
      throw IndexFolder.explain(e, location);
    } finally {
      release(searcher);
    }
  }

  private IndexSearcher acquire() throws IOException {
    try {
      return searchers.acquire();
    } catch (AlreadyClosedException e) {
      throw closed(e);
    }
  }

  private void release(IndexSearcher searcher) {
    try {
      searchers.release(searcher);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static IllegalStateException closed(AlreadyClosedException cause) {
    return new IllegalStateException("the index is closed", cause);
  }

  /** Closes the files. Streams and searches that are under way may fail. */
  @Override
  public void close() throws IOException {
    searchers.close();
    directory.close();
  }
}
