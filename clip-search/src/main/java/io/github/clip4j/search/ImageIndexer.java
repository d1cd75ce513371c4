package io.github.clip4j.search;

import io.github.clip4j.ClipModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Makes an index of a folder of pictures, and brings it up to date when run again.
 *
 * <pre>{@code
 * try (ClipModel clip = ClipModel.load("starter")) {
 *   IndexReport report = ImageIndexer.builder(clip, photos, index).build().run();
 * }
 * }</pre>
 *
 * <p>A file of the same size and time as before is not opened. One whose contents are known, by
 * their SHA-256, under another path keeps its vector: moving and renaming cost no encoding. Paths
 * that are gone leave the index. A file that cannot be read is reported and remembered, and does
 * not end the run.
 *
 * <p>What is done is committed every so many pictures or seconds, each commit whole: a process that
 * is killed leaves the index of its last commit, and the next run goes on from there. Any number of
 * readers, in this or other processes, may search meanwhile; a second writer is refused.
 *
 * <p>Thread-safe in that {@link #cancel()} may come from any thread; {@link #run()} is for one
 * thread at a time.
 *
 * @since 0.1.0
 */
public final class ImageIndexer {
  final Builder options;
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private volatile boolean interrupted;

  private ImageIndexer(Builder options) {
    this.options = options;
  }

  /**
   * Starts from defaults.
   *
   * @param model encodes the pictures; it is not closed
   * @param folder has the pictures, in any depth
   * @param index the folder of the index, made if need be; it may lie within {@code folder}
   * @return a builder with defaults
   */
  public static Builder builder(ClipModel model, Path folder, Path index) {
    return new Builder(model, folder, index);
  }

  /**
   * Brings the index up to date with the folder.
   *
   * @return what was done
   * @throws IndexException if the index is of another model or folder, locked by another writer, or
   *     damaged
   * @throws IOException if the folder is missing or the index cannot be written; what was done till
   *     then is kept where possible
   * @throws IllegalStateException if the model is closed
   */
  public IndexReport run() throws IOException {
    cancelled.set(false);
    interrupted = false;
    if (!Files.exists(options.folder)) {
      throw new NoSuchFileException(options.folder.toString());
    }
    if (!Files.isDirectory(options.folder)) {
      throw new NotDirectoryException(options.folder.toString());
    }
    IndexFolder.requireOurs(options.index);
    MetadataTable metadata = options.metadata == null ? null : MetadataTable.read(options.metadata);
    Files.createDirectories(options.index);
    VectorsCodec codec = new VectorsCodec();
    try (FSDirectory directory = FSDirectory.open(options.index);
        IndexWriter writer = IndexWriting.open(directory, options.index, codec)) {
      IndexFolder.About about =
          IndexWriting.adopt(
              writer,
              options.index,
              ModelIdentity.of(options.model, options.modelName),
              options.folder,
              options.relocated);
      try (IndexRun run = new IndexRun(this, writer, codec, about, metadata)) {
        return run.run();
      }
    } catch (IOException e) {
      throw IndexFolder.explain(e, options.index);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Ends a run soon: the pictures in the network are finished, what is done is committed, and
   * {@link #run()} returns with {@link IndexReport#complete()} false. Interrupting its thread does
   * the same. Does nothing if none runs.
   */
  public void cancel() {
    cancelled.set(true);
  }

  /**
   * Asked by the run's own thread. An interrupt is a cancellation; its flag is put back at the end,
   * since files cannot be written with it set.
   */
  boolean isCancelled() {
    clearInterrupt();
    return cancelled.get();
  }

  /** Turns an interrupt into a cancellation. */
  void clearInterrupt() {
    if (Thread.interrupted()) {
      interrupted();
    }
  }

  /** The run's thread was interrupted, and the flag is cleared. */
  void interrupted() {
    interrupted = true;
    cancelled.set(true);
  }

  /** Options of an indexer. Not thread-safe; each setter returns this builder. */
  public static final class Builder {
    final ClipModel model;
    final Path folder;
    final Path index;
    final List<PathMatcher> excludedPaths = new ArrayList<>();
    final List<PathMatcher> excludedNames = new ArrayList<>();
    String modelName = "unnamed";
    @Nullable Path metadata;
    boolean relocated;
    boolean emptyAllowed;
    boolean retryBroken;
    int batchSize = 16;
    int threads = Runtime.getRuntime().availableProcessors();
    int commitPictures = 1024;
    Duration commitInterval = Duration.ofSeconds(30);
    int graphFrom = ImageIndex.EXACT_BELOW;
    Consumer<IndexProgress> progress = p -> {};
    Consumer<IndexFailure> failures = f -> {};

    private Builder(ClipModel model, Path folder, Path index) {
      this.model = Objects.requireNonNull(model, "model");
      this.folder = Objects.requireNonNull(folder, "folder").toAbsolutePath().normalize();
      this.index = Objects.requireNonNull(index, "index").toAbsolutePath().normalize();
    }

    private Builder(Builder from) {
      model = from.model;
      folder = from.folder;
      index = from.index;
      excludedPaths.addAll(from.excludedPaths);
      excludedNames.addAll(from.excludedNames);
      modelName = from.modelName;
      metadata = from.metadata;
      relocated = from.relocated;
      emptyAllowed = from.emptyAllowed;
      retryBroken = from.retryBroken;
      batchSize = from.batchSize;
      threads = from.threads;
      commitPictures = from.commitPictures;
      commitInterval = from.commitInterval;
      graphFrom = from.graphFrom;
      progress = from.progress;
      failures = from.failures;
    }

    /**
     * What the model is called, so that a search can load it again; {@code "unnamed"} unless set.
     *
     * @param name any name; a search loads the model by it
     * @return this builder
     */
    public Builder modelName(String name) {
      modelName = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Leaves out files and folders. A pattern with a {@code /} is compared with the path below the
     * folder, one without with each name; {@code *}, {@code ?}, {@code [a-z]}, {@code {a,b}} and,
     * for any depth, {@code **} as in {@link java.nio.file.FileSystem#getPathMatcher}.
     *
     * @param glob a pattern
     * @return this builder
     * @throws IllegalArgumentException if the pattern is none
     */
    public Builder exclude(String glob) {
      Objects.requireNonNull(glob, "glob");
      PathMatcher matcher = folder.getFileSystem().getPathMatcher("glob:" + glob);
      (glob.contains("/") ? excludedPaths : excludedNames).add(matcher);
      return this;
    }

    /**
     * What else is known of the pictures: a CSV file with a header line and a column {@code path}
     * ({@code file} and {@code filename} will do), or a JSON file with an array of objects that
     * have such a member. Paths are below the folder; a name alone stands for the file of that name
     * in the folder itself. Without a metadata file entries keep the fields that they have.
     *
     * @param csvOrJson the file; read at each run
     * @return this builder
     */
    public Builder metadata(Path csvOrJson) {
      metadata = Objects.requireNonNull(csvOrJson, "csvOrJson");
      return this;
    }

    /**
     * Says that an index of another folder is to be used since the pictures were moved to this one.
     *
     * @param moved true if they were
     * @return this builder
     */
    public Builder relocated(boolean moved) {
      relocated = moved;
      return this;
    }

    /**
     * Says that a folder without any picture is no mistake. Unless set, a run that would empty a
     * filled index is refused: the folder may be a disk that is not mounted.
     *
     * @param allowed true to allow it
     * @return this builder
     */
    public Builder allowEmpty(boolean allowed) {
      emptyAllowed = allowed;
      return this;
    }

    /**
     * Tries files again that were found broken in an earlier run and have not changed.
     *
     * @param retry true to try again
     * @return this builder
     */
    public Builder retryBroken(boolean retry) {
      retryBroken = retry;
      return this;
    }

    /**
     * How many pictures go through the network at once; 16 unless set.
     *
     * @param size from 1 to 4096
     * @return this builder
     * @throws IllegalArgumentException if not in [1, 4096]
     */
    public Builder batchSize(int size) {
      batchSize = within(size, 1, 4096, "batchSize");
      return this;
    }

    /**
     * How many threads read and decode beside the network; one for each processor unless set.
     *
     * @param count from 1 to 1024
     * @return this builder
     * @throws IllegalArgumentException if not in [1, 1024]
     */
    public Builder decodingThreads(int count) {
      threads = within(count, 1, 1024, "decodingThreads");
      return this;
    }

    /**
     * After how many pictures the work is committed; 1024 unless set.
     *
     * @param pictures 1 or more
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder commitEvery(int pictures) {
      commitPictures = within(pictures, 1, Integer.MAX_VALUE, "commitEvery");
      return this;
    }

    /**
     * After what time the work is committed even if fewer pictures are done; 30 seconds unless set.
     *
     * @param interval zero or more
     * @return this builder
     * @throws IllegalArgumentException if negative
     */
    public Builder commitInterval(Duration interval) {
      if (Objects.requireNonNull(interval, "interval").isNegative()) {
        throw new IllegalArgumentException("commitInterval is negative: " + interval);
      }
      commitInterval = interval;
      return this;
    }

    /**
     * From how many pictures on an index gets a graph and is searched approximately; {@link
     * ImageIndex#EXACT_BELOW} unless set.
     *
     * @param pictures 1 or more
     * @return this builder
     * @throws IllegalArgumentException if below 1
     */
    public Builder graphFrom(int pictures) {
      graphFrom = within(pictures, 1, Integer.MAX_VALUE, "graphFrom");
      return this;
    }

    /**
     * Told about every few pictures, in the thread of {@link ImageIndexer#run()}.
     *
     * @param listener should return soon
     * @return this builder
     */
    public Builder onProgress(Consumer<IndexProgress> listener) {
      progress = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Told about each file that could not be read in this run, in the thread of {@code run()}.
     *
     * @param listener should return soon
     * @return this builder
     */
    public Builder onFailure(Consumer<IndexFailure> listener) {
      failures = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** {@return the indexer with the options as they are now} */
    public ImageIndexer build() {
      return new ImageIndexer(new Builder(this));
    }

    private static int within(int value, int least, int most, String name) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            name + " must be in [" + least + ", " + most + "], is " + value);
      }
      return value;
    }
  }
}
