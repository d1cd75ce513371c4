package io.github.clip4j.search;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.jspecify.annotations.Nullable;

/**
 * Answers queries on an index.
 *
 * <pre>{@code
 * try (ClipModel clip = ClipModel.load("starter");
 *     ImageIndex index = ImageIndex.open(Path.of("photos.index"))) {
 *   ImageSearcher searcher = ImageSearcher.of(index, clip);
 *   for (SearchHit hit : searcher.search(SearchQuery.parse("2 dog + beach - people")).hits()) {
 *     System.out.printf("%.3f %s%n", hit.score(), hit.entry().path());
 *   }
 * }
 * }</pre>
 *
 * <p>Thread-safe. It closes neither the index nor the model.
 *
 * @since 0.1.0
 */
public final class ImageSearcher {
  private final ImageIndex index;
  private final @Nullable ClipModel model;

  private ImageSearcher(ImageIndex index, @Nullable ClipModel model) {
    this.index = index;
    this.model = model;
  }

  /**
   * {@return a searcher for texts, pictures and all else}
   *
   * @param index what is searched
   * @param model the model that made the index
   * @throws IndexException if the index was made with another model or preprocessing
   */
  public static ImageSearcher of(ImageIndex index, ClipModel model) throws IOException {
    ModelIdentity given = ModelIdentity.of(model, "the model given");
    if (!given.comparable(index.model())) {
      throw new IndexException(
          "IDX_MODEL",
          index.location()
              + " cannot be searched with this model: "
              + given.differenceFrom(index.model()));
    }
    return new ImageSearcher(index, model);
  }

  /**
   * {@return a searcher for pictures of the index and for vectors only; it needs no model}
   *
   * @param index what is searched
   */
  public static ImageSearcher withoutModel(ImageIndex index) {
    return new ImageSearcher(Objects.requireNonNull(index, "index"), null);
  }

  /** {@return what is searched} */
  public ImageIndex index() {
    return index;
  }

  /**
   * Searches.
   *
   * @param query what is asked for
   * @return the best pictures, best first
   * @throws IOException if a picture of the query or the index cannot be read
   * @throws IllegalArgumentException if a filter's field or a {@code like:} path is not in the
   *     index, a vector has another length, or the terms cancel each other out
   * @throws IllegalStateException if a term needs a model and there is none, or the index is closed
   */
  public SearchResult search(SearchQuery query) throws IOException {
    long start = System.nanoTime();
    List<float @Nullable []> encoded = encode(query.terms());
    return index.reading(
        (searcher, location) -> {
          float[] unit = combine(query.terms(), encoded, searcher);
          return find(searcher, unit, query, null, start);
        },
        index.location());
  }

  /**
   * {@return the pictures most like one of the index, itself left out}
   *
   * @param path as {@link IndexEntry#path()}
   * @param top how many, 1 to {@link SearchQuery#MAX_TOP}
   * @throws IllegalArgumentException if the index has no such picture
   * @throws IOException if the index cannot be read
   */
  public SearchResult neighbours(String path, int top) throws IOException {
    long start = System.nanoTime();
    SearchQuery query = SearchQuery.of(List.of(new QueryTerm.Like(1, path))).withTop(top);
    return index.reading(
        (searcher, location) ->
            find(searcher, ImageIndex.vectorOf(searcher, path), query, path, start),
        index.location());
  }

  /**
   * The vector of a query: what {@link #search} compares pictures with.
   *
   * @param query what is asked for
   * @return of length 1
   * @throws IOException if a picture of the query or the index cannot be read
   */
  public Embedding vector(SearchQuery query) throws IOException {
    List<float @Nullable []> encoded = encode(query.terms());
    return index.reading(
        (searcher, location) -> Embedding.of(combine(query.terms(), encoded, searcher)),
        index.location());
  }

  private SearchResult find(
      IndexSearcher searcher, float[] unit, SearchQuery query, @Nullable String without, long start)
      throws IOException {
    @Nullable Query filter = FilterQueries.all(query.filters(), searcher.getIndexReader());
    int wanted = query.offset() + query.top();
    int asked = without == null ? wanted : wanted + 1;
    VectorSearch search = new VectorSearch(searcher);
    VectorSearch.Hits found =
        query.exact()
            ? search.scan(unit, asked, filter)
            : search.nearest(unit, asked, filter, query.candidates());
    Snapshot snapshot = new Snapshot((DirectoryReader) searcher.getIndexReader());
    Path root =
        IndexFolder.about(
                ((DirectoryReader) searcher.getIndexReader()).getIndexCommit().getUserData(),
                index.location())
            .root();
    List<SearchHit> hits = new ArrayList<>();
    int rank = 0;
    for (VectorSearch.Hit hit : found.hits()) {
      if (hit.score() < query.minScore() || rank == wanted) {
        break;
      }
      boolean shown = rank >= query.offset();
      if (shown || without != null) {
        IndexEntry entry = snapshot.entry(hit.doc(), root);
        if (entry.path().equals(without)) {
          continue;
        }
        if (shown) {
          hits.add(new SearchHit(rank + 1, hit.score(), entry));
        }
      }
      rank++;
    }
    return new SearchResult(hits, found.exact(), Duration.ofNanos(System.nanoTime() - start));
  }

  /** Vectors of the terms that need the model, null for the others; texts go in together. */
  private List<float @Nullable []> encode(List<QueryTerm> terms) throws IOException {
    List<String> texts = new ArrayList<>();
    for (QueryTerm term : terms) {
      if (term instanceof QueryTerm.Text text) {
        texts.add(text.text());
      }
    }
    List<Embedding> embeddings = texts.isEmpty() ? List.of() : model().encodeTexts(texts);
    List<float @Nullable []> vectors = new ArrayList<>();
    int next = 0;
    for (QueryTerm term : terms) {
      if (term instanceof QueryTerm.Text) {
        vectors.add(embeddings.get(next++).values());
      } else if (term instanceof QueryTerm.Picture picture) {
        vectors.add(model().encodeImage(picture.file()).values());
      } else if (term instanceof QueryTerm.Vector vector) {
        vectors.add(vector.embedding().values());
      } else {
        vectors.add(null);
      }
    }
    return vectors;
  }

  private ClipModel model() {
    if (model == null) {
      throw new IllegalStateException(
          "this searcher has no model; texts and picture files need one");
    }
    return model;
  }

  private float[] combine(
      List<QueryTerm> terms, List<float @Nullable []> encoded, IndexSearcher searcher)
      throws IOException {
    double[] sum = new double[index.model().dimension()];
    for (int i = 0; i < terms.size(); i++) {
      QueryTerm term = terms.get(i);
      float[] vector = encoded.get(i);
      if (vector == null && term instanceof QueryTerm.Like like) {
        vector = ImageIndex.vectorOf(searcher, like.path());
      }
      if (vector == null || vector.length != sum.length) {
        throw new IllegalArgumentException(
            "a vector of the query has "
                + (vector == null ? 0 : vector.length)
                + " values, the index's have "
                + sum.length);
      }
      float[] unit = VectorMath.normalize(vector);
      for (int d = 0; d < sum.length; d++) {
        sum[d] += term.weight() * unit[d];
      }
    }
    double norm = 0;
    double weights = 0;
    for (double value : sum) {
      norm += value * value;
    }
    norm = Math.sqrt(norm);
    for (QueryTerm term : terms) {
      weights += Math.abs(term.weight());
    }
    if (norm < 1e-6 * weights) {
      throw new IllegalArgumentException("the terms of the query cancel each other out");
    }
    float[] result = new float[sum.length];
    for (int d = 0; d < result.length; d++) {
      result[d] = (float) (sum[d] / norm);
    }
    return result;
  }
}
