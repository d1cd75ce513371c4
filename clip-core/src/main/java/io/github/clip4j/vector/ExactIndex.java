package io.github.clip4j.vector;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Exact search over up to some millions of vectors held in memory: every row is looked at, nothing
 * is trained, and nothing is missed. It reads memory about as fast as the machine can, so a million
 * rows of 512 floats take some tens of milliseconds; several queries at once share the reading.
 *
 * <pre>{@code
 * ExactIndex index = ExactIndex.builder(512).addAll(vectors).build();
 * List<TopK.Hit> best = index.search(query, 10);
 * }</pre>
 *
 * <p>With {@link VectorStorage#FLOAT32}, the default, hits and scores equal those of {@link
 * TopK#search} to the last bit. The smaller forms first choose {@code k} times {@link
 * Builder#oversample} candidates by rounded vectors; these are scored again by the finest form
 * kept. Of equal scores the lower row comes first, whatever the number of threads. Rows are
 * numbered from 0 in the order in which they were added.
 *
 * <p>Memory: {@link #memoryBytes()}; while building, 2,048 rows of floats more. An index never
 * changes and is safe for use by many threads.
 *
 * @since 0.1.0
 */
public final class ExactIndex {
  private static final int LARGEST_DIMENSION = 65_536;
  private static final int LARGEST_SIZE = Integer.MAX_VALUE - 2 * Rows.BLOCK;

  /** Queries that go over a block together. */
  private static final int TILE = 8;

  /** Lengths between which no single-precision sum of products overflows or vanishes. */
  private static final double SHORTEST = 1e-15;

  private static final double LONGEST = 1e15;

  private final int dimension;
  private final int size;
  private final SimilarityFunction function;
  private final Rows scanned;
  private final Rows scored;
  private final SortedMap<Integer, float[]> extremes;
  private final int oversample;
  private final int threads;

  private ExactIndex(Builder builder, Rows scanned, Rows scored) {
    this.dimension = builder.dimension;
    this.size = builder.size;
    this.function = builder.function;
    this.scanned = scanned;
    this.scored = scored;
    this.extremes = Collections.unmodifiableSortedMap(new TreeMap<>(builder.extremes));
    this.oversample =
        builder.oversample == 0 ? builder.storage.defaultOversample() : builder.oversample;
    this.threads = builder.threads;
  }

  /**
   * Starts an index.
   *
   * @param dimension the length of every vector, from 1 to 65,536
   * @return an empty builder
   * @throws IllegalArgumentException if it is not
   */
  public static Builder builder(int dimension) {
    if (dimension < 1 || dimension > LARGEST_DIMENSION) {
      throw new IllegalArgumentException(
          "dimension must be from 1 to " + LARGEST_DIMENSION + ": " + dimension);
    }
    return new Builder(dimension);
  }

  /** {@return the number of rows} */
  public int size() {
    return size;
  }

  /** {@return the length of every vector} */
  public int dimension() {
    return dimension;
  }

  /**
   * {@return what the rows take in memory, in bytes, without the few bytes that each Java array
   * adds}
   */
  public long memoryBytes() {
    long bytes = scanned.bytes() + extremes.size() * 4L * dimension;
    return scored == scanned ? bytes : bytes + scored.bytes();
  }

  /**
   * The rows most alike to a query, best first.
   *
   * @param query a vector of {@link #dimension()} values
   * @param k how many to return at most, at least 1
   * @return unmodifiable; fewer than {@code k} only if there are fewer rows
   * @throws IllegalArgumentException if {@code k} is below 1, the length differs, or a value is NaN
   *     or infinite
   */
  public List<TopK.Hit> search(float[] query, int k) {
    Objects.requireNonNull(query, "query");
    return search(new float[][] {query}, k).get(0);
  }

  /**
   * The same for several queries, which share the reading of memory: eight take about twice as long
   * as one.
   *
   * @param queries vectors of {@link #dimension()} values
   * @param k how many to return at most for each, at least 1
   * @return unmodifiable, one list a query
   * @throws IllegalArgumentException if {@code k} is below 1, a length differs, or a value is NaN
   *     or infinite; the message names the query
   */
  public List<List<TopK.Hit>> search(float[][] queries, int k) {
    Objects.requireNonNull(queries, "queries");
    if (k < 1) {
      throw new IllegalArgumentException("k must be at least 1: " + k);
    }
    for (int i = 0; i < queries.length; i++) {
      requireVector(queries[i], dimension, queries.length == 1 ? "query" : "queries[" + i + "]");
    }
    // More than this many candidates could not be held anyway; it keeps the product from overflow.
    int wanted = (int) Math.min(size, (long) k * oversample + extremes.size());
    float[][] ordinary = Arrays.stream(queries).filter(this::isOrdinary).toArray(float[][]::new);
    int[][] candidates = size == 0 ? new int[ordinary.length][0] : candidates(ordinary, wanted);
    List<List<TopK.Hit>> result = new ArrayList<>(queries.length);
    int next = 0;
    for (float[] query : queries) {
      if (isOrdinary(query)) {
        result.add(best(query, candidates[next++], k));
      } else {
        result.add(allInDouble(query, k));
      }
    }
    return Collections.unmodifiableList(result);
  }

  private boolean isOrdinary(float[] query) {
    double norm = Math.sqrt(Kernels.dot(query, query));
    return norm >= SHORTEST && norm <= LONGEST;
  }

  private int[][] candidates(float[][] queries, int wanted) {
    if (queries.length == 0) {
      return new int[0][];
    }
    Rows.Scan scan = scanned.scan(queries);
    int blocks = (size - 1) / Rows.BLOCK + 1;
    AtomicInteger nextBlock = new AtomicInteger();
    int workers = Math.min(threads, blocks);
    List<ForkJoinTask<Candidates[]>> helpers = new ArrayList<>();
    for (int i = 1; i < workers; i++) {
      helpers.add(
          ForkJoinPool.commonPool()
              .submit(() -> scanBlocks(scan, queries.length, wanted, blocks, nextBlock)));
    }
    Candidates[] found = scanBlocks(scan, queries.length, wanted, blocks, nextBlock);
    for (ForkJoinTask<Candidates[]> helper : helpers) {
      Candidates[] more = helper.join();
      for (int i = 0; i < found.length; i++) {
        found[i].addAll(more[i]);
      }
    }
    int[][] rows = new int[queries.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = found[i].rows();
    }
    return rows;
  }

  /** Takes one block after the other until none is left. */
  private Candidates[] scanBlocks(
      Rows.Scan scan, int queries, int wanted, int blocks, AtomicInteger nextBlock) {
    Candidates[] found = new Candidates[queries];
    for (int i = 0; i < queries; i++) {
      found[i] = new Candidates(wanted, i, scan);
    }
    float[][] scores = new float[0][];
    for (int block = nextBlock.getAndIncrement();
        block < blocks;
        block = nextBlock.getAndIncrement()) {
      int first = block * Rows.BLOCK;
      int count = Math.min(Rows.BLOCK, size - first);
      for (int from = 0; from < queries; from += TILE) {
        int tile = Math.min(TILE, queries - from);
        if (scores.length != tile || scores[0].length != count) {
          scores = new float[tile][count];
        }
        scan.score(block, from, scores);
        for (int i = 0; i < tile; i++) {
          found[from + i].offer(first, scores[i]);
        }
      }
    }
    return found;
  }

  /** The best of some rows, and of the extreme ones, by scores in double precision. */
  private List<TopK.Hit> best(float[] query, int[] rows, int k) {
    TopK.Heap heap = new TopK.Heap(k);
    float[] scratch = new float[dimension];
    for (int row : rows) {
      if (!extremes.containsKey(row)) {
        heap.offer(new TopK.Hit(row, scored.score(row, query, scratch)));
      }
    }
    extremes.forEach(
        (row, vector) -> heap.offer(new TopK.Hit(row, function.compute(query, vector))));
    return heap.sorted();
  }

  /** For the query of zeros and for queries so long or short that floats would overflow. */
  private List<TopK.Hit> allInDouble(float[] query, int k) {
    TopK.Heap heap = new TopK.Heap(k);
    boolean alwaysZero =
        Kernels.dot(query, query) == 0
            && (function == SimilarityFunction.COSINE
                || function == SimilarityFunction.DOT_PRODUCT);
    int last = alwaysZero ? Math.min(size, k) : size;
    float[] scratch = new float[dimension];
    for (int row = 0; row < last; row++) {
      float[] extreme = extremes.get(row);
      double score =
          extreme == null ? scored.score(row, query, scratch) : function.compute(query, extreme);
      heap.offer(new TopK.Hit(row, score));
    }
    return heap.sorted();
  }

  private static void requireVector(float[] vector, int dimension, String name) {
    Objects.requireNonNull(vector, name);
    if (vector.length != dimension) {
      throw new IllegalArgumentException(
          name + " has " + vector.length + " values, the index has " + dimension);
    }
    VectorMath.requireFinite(vector, name);
  }

  /** Gathers rows and settings of an {@link ExactIndex}; used by one thread. */
  public static final class Builder {
    private final int dimension;
    private final SortedMap<Integer, float[]> extremes = new TreeMap<>();
    private SimilarityFunction function = SimilarityFunction.COSINE;
    private VectorStorage storage = VectorStorage.FLOAT32;
    private VectorStorage rescore = VectorStorage.FLOAT32;
    private boolean rescoreSet;
    private int oversample;
    private int threads = 1;

    private float[][] pending = new float[0][];
    private int size;
    private List<Rows> stores = List.of();
    private boolean built;

    private Builder(int dimension) {
      this.dimension = dimension;
    }

    /**
     * Sets what alike means; the default is {@link SimilarityFunction#COSINE}. {@link
     * SimilarityFunction#MANHATTAN} goes with {@link VectorStorage#FLOAT32} only.
     *
     * @param similarity what alike means
     * @return this builder
     * @throws IllegalStateException if a row was already added
     */
    public Builder similarity(SimilarityFunction similarity) {
      requireNoRows();
      this.function = Objects.requireNonNull(similarity, "similarity");
      return this;
    }

    /**
     * Sets the form that is scanned; the default is {@link VectorStorage#FLOAT32}.
     *
     * @param form how a row is stored
     * @return this builder
     * @throws IllegalStateException if a row was already added
     */
    public Builder storage(VectorStorage form) {
      requireNoRows();
      this.storage = Objects.requireNonNull(form, "form");
      return this;
    }

    /**
     * Keeps the rows in a second, finer form too, by which the candidates are scored. By default
     * there is none: candidates are scored by the form that was scanned, with the query unrounded.
     *
     * @param form how a row is stored
     * @return this builder
     * @throws IllegalStateException if a row was already added
     */
    public Builder rescore(VectorStorage form) {
      requireNoRows();
      this.rescore = Objects.requireNonNull(form, "form");
      this.rescoreSet = true;
      return this;
    }

    /**
     * Sets how many times {@code k} candidates are scored again; the default is 4 for {@link
     * VectorStorage#INT8}, 32 for {@link VectorStorage#BINARY}. {@link VectorStorage#FLOAT32} needs
     * none, there it changes nothing but the time.
     *
     * @param factor 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder oversample(int factor) {
      this.oversample = requirePositive(factor, "oversample");
      return this;
    }

    /**
     * Sets how many threads one search may use; the default is 1, the calling thread, which is best
     * where many searches run at once. More are borrowed from {@link ForkJoinPool#commonPool()}.
     *
     * @param count 1 or more
     * @return this builder
     * @throws IllegalArgumentException if it is below 1
     */
    public Builder threads(int count) {
      this.threads = requirePositive(count, "threads");
      return this;
    }

    /**
     * Adds a row; its number is the count of those before it.
     *
     * @param vector of the index's dimension; copied
     * @return this builder
     * @throws IllegalArgumentException if the length differs or a value is NaN or infinite; the
     *     message names the row, and the row is not added
     * @throws IllegalStateException after {@link #build()}, or beyond about two thousand million
     *     rows
     */
    public Builder add(float[] vector) {
      requireNotBuilt();
      Objects.requireNonNull(vector, "vector");
      requireVector(vector, dimension, "row " + size);
      if (size >= LARGEST_SIZE) {
        throw new IllegalStateException("an index holds at most " + LARGEST_SIZE + " rows");
      }
      if (stores.isEmpty()) {
        stores = openStores();
        pending = new float[Rows.BLOCK][];
      }
      int at = size % Rows.BLOCK;
      double norm = Math.sqrt(Kernels.dot(vector, vector));
      boolean noDirection = norm == 0 && storage == VectorStorage.BINARY;
      boolean tooLongOrShort = norm > LONGEST || (norm < SHORTEST && norm > 0);
      if (noDirection || tooLongOrShort) {
        // A row of zeros takes its place; searches score it apart.
        extremes.put(size, vector.clone());
        pending[at] = new float[dimension];
      } else {
        pending[at] = vector.clone();
      }
      size++;
      if (at == Rows.BLOCK - 1) {
        flush(Rows.BLOCK);
      }
      return this;
    }

    /**
     * Adds rows in order, as {@link #add} does; those before a refused one are added.
     *
     * @param vectors rows, each of the index's dimension; copied
     * @return this builder
     * @throws IllegalArgumentException as {@link #add} does
     */
    public Builder addAll(float[][] vectors) {
      Objects.requireNonNull(vectors, "vectors");
      for (float[] vector : vectors) {
        add(vector);
      }
      return this;
    }

    /**
     * Finishes the index; the builder cannot be used again. An index may be empty.
     *
     * @return an index of the rows added so far
     * @throws IllegalArgumentException if the storage cannot serve the similarity, or the second
     *     form is not finer than the first
     * @throws IllegalStateException if called twice
     */
    public ExactIndex build() {
      requireNotBuilt();
      if (stores.isEmpty()) {
        stores = openStores();
      }
      if (size % Rows.BLOCK != 0) {
        flush(size % Rows.BLOCK);
      }
      built = true;
      pending = new float[0][];
      return new ExactIndex(this, stores.get(0), stores.get(stores.size() - 1));
    }

    private void flush(int count) {
      for (Rows rows : stores) {
        rows.append(pending, count);
      }
      Arrays.fill(pending, null);
    }

    private List<Rows> openStores() {
      if (function == SimilarityFunction.MANHATTAN && storage != VectorStorage.FLOAT32) {
        throw new IllegalArgumentException(
            "MANHATTAN needs storage FLOAT32, not " + storage + "; rounded rows cannot serve it");
      }
      if (!rescoreSet) {
        return List.of(open(storage));
      }
      if (rescore.compareTo(storage) >= 0) {
        throw new IllegalArgumentException(
            "rescoring by " + rescore + " is not finer than storage " + storage);
      }
      return List.of(open(storage), open(rescore));
    }

    private Rows open(VectorStorage form) {
      return switch (form) {
        case FLOAT32 -> new FloatRows(dimension, function);
        case INT8 -> new ByteRows(dimension, function);
        case BINARY -> new BinaryRows(dimension, function);
      };
    }

    private static int requirePositive(int value, String name) {
      if (value < 1) {
        throw new IllegalArgumentException(name + " must be at least 1: " + value);
      }
      return value;
    }

    private void requireNoRows() {
      requireNotBuilt();
      if (size > 0) {
        throw new IllegalStateException("set this before the first row is added");
      }
    }

    private void requireNotBuilt() {
      if (built) {
        throw new IllegalStateException("the index is already built");
      }
    }
  }
}
