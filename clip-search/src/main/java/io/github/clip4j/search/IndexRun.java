package io.github.clip4j.search;

import io.github.clip4j.vector.VectorMath;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.jspecify.annotations.Nullable;

/**
 * One run of an indexer. The folder is walked twice: first to count what there is to do and to see
 * which paths are gone, then to do it. Threads read, hash and decode ahead, two batches at most;
 * this thread runs the network and writes, so files are written in the order of the walk.
 */
final class IndexRun implements Closeable {
  /** Vectors of this run that are kept to find copies; a few MiB. */
  private static final int RECENT = 2048;

  private static final int PROGRESS_STEP = 16;

  private final ImageIndexer indexer;
  private final ImageIndexer.Builder options;
  private final IndexWriter writer;
  private final VectorsCodec codec;
  private final IndexFolder.About about;
  private final @Nullable MetadataTable metadata;
  private final Snapshot snapshot;
  private final RecentVectors recent = new RecentVectors(RECENT);
  private final ExecutorService decoders;
  private final long start = System.nanoTime();

  /** Documents of the snapshot whose paths are still there. */
  private final BitSet seen;

  /** Documents of the snapshot whose paths are gone but whose contents were found elsewhere. */
  private final BitSet movedAway = new BitSet();

  /** Paths of folders that could not be looked into: nothing below them is taken for gone. */
  private final Set<String> closedFolders = new HashSet<>();

  private final List<IndexFailure> failures = new ArrayList<>();
  private int added;
  private int updated;
  private int moved;
  private int touched;
  private int unchanged;
  private int removed;
  private int encoded;

  private IndexProgress.Phase phase = IndexProgress.Phase.SCAN;
  private long phaseStart = start;
  private long done;
  private long total;
  private int uncommitted;
  private long lastCommit = start;

  IndexRun(
      ImageIndexer indexer,
      IndexWriter writer,
      VectorsCodec codec,
      IndexFolder.About about,
      @Nullable MetadataTable metadata)
      throws IOException {
    this.indexer = indexer;
    this.options = indexer.options;
    this.writer = writer;
    this.codec = codec;
    this.about = about;
    this.metadata = metadata;
    snapshot = new Snapshot(DirectoryReader.open(writer.getDirectory()));
    seen = new BitSet(snapshot.maxDoc());
    AtomicInteger number = new AtomicInteger();
    decoders =
        Executors.newFixedThreadPool(
            options.threads,
            work -> {
              Thread thread = new Thread(work, "clip-index-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  IndexReport run() throws IOException {
    boolean complete = false;
    try {
      if (scan() && encodeAll()) {
        begin(IndexProgress.Phase.FINISH, 0);
        removeGone();
        commit();
        complete = !indexer.isCancelled();
        if (complete) {
          new GraphBuilder(writer, codec, options.graphFrom).buildIfWorthwhile();
        }
      }
      commit();
    } catch (IOException | RuntimeException | Error e) {
      keepWhatIsDone(e);
      throw e;
    }
    failures.sort(Comparator.comparing(IndexFailure::path));
    return new IndexReport(
        added,
        updated,
        moved,
        touched,
        unchanged,
        removed,
        failures,
        encoded,
        complete,
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** Every document is whole, and what was encoded is worth keeping. */
  private void keepWhatIsDone(Throwable failure) {
    try {
      if (writer.isOpen()) {
        commit();
      }
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Marks what is still there and counts what is to be opened; false if cancelled. */
  private boolean scan() throws IOException {
    FolderWalk walk = walk();
    long toOpen = 0;
    long all = 0;
    while (walk.hasNext()) {
      if (indexer.isCancelled()) {
        return false;
      }
      FolderWalk.Found found = walk.next();
      if (found.folder()) {
        closedFolders.add(found.stamp().path() + "/");
        continue;
      }
      all++;
      Snapshot.Known known = snapshot.known(found.stamp().path());
      if (known != null) {
        seen.set(known.doc());
      }
      if (needsOpening(found, known)) {
        toOpen++;
      }
      done = all;
      tick();
    }
    if (all == 0 && closedFolders.isEmpty() && !options.emptyAllowed && hasLivePictures()) {
      throw new IndexException(
          "IDX_FOLDER_EMPTY",
          about.root()
              + " has no pictures any more, though "
              + options.index
              + " does; if that is meant, allow an empty folder");
    }
    begin(IndexProgress.Phase.ENCODE, toOpen);
    return true;
  }

  private FolderWalk walk() throws IOException {
    return new FolderWalk(
        about.root(),
        options.index,
        new FolderWalk.Excludes(options.excludedPaths, options.excludedNames));
  }

  private boolean hasLivePictures() throws IOException {
    for (int doc = 0; doc < snapshot.maxDoc(); doc++) {
      if (snapshot.isLive(doc) && snapshot.known(doc).state() == IndexFields.State.PICTURE) {
        return true;
      }
    }
    return false;
  }

  private boolean needsOpening(FolderWalk.Found found, Snapshot.@Nullable Known known) {
    if (found.problem() != null) {
      return false;
    }
    return known == null
        || !known.sameStamp(found.stamp())
        || known.state() == IndexFields.State.UNREADABLE
        || (known.state() == IndexFields.State.BROKEN && options.retryBroken);
  }

  /** Reads and encodes what is new; false if cancelled. */
  private boolean encodeAll() throws IOException {
    Preparation preparation = new Preparation(options.model.imagePreprocessor(), snapshot, recent);
    FolderWalk walk = walk();
    Deque<Future<Preparation.Result>> ahead = new ArrayDeque<>();
    List<Preparation.Fresh> batch = new ArrayList<>();
    try {
      while (true) {
        boolean goOn = !indexer.isCancelled();
        while (goOn && ahead.size() < 2 * options.batchSize && walk.hasNext()) {
          submit(walk.next(), preparation, ahead);
        }
        if (ahead.isEmpty()) {
          break;
        }
        Preparation.Result result = get(ahead.remove());
        if (result instanceof Preparation.Fresh fresh) {
          batch.add(fresh);
        } else if (result instanceof Preparation.Same same) {
          keep(same);
        } else if (result instanceof Preparation.Failed failed) {
          fail(failed.found(), failed.state(), failed.reason());
        }
        if (batch.size() == options.batchSize) {
          encode(batch);
          commitIfDue();
        }
      }
      encode(batch);
    } finally {
      ahead.forEach(task -> task.cancel(true));
    }
    return !indexer.isCancelled();
  }

  private void submit(
      FolderWalk.Found found, Preparation preparation, Deque<Future<Preparation.Result>> ahead)
      throws IOException {
    if (found.folder()) {
      closedFolders.add(found.stamp().path() + "/");
      report(new IndexFailure(found.stamp().path() + "/", String.valueOf(found.problem())));
      return;
    }
    Snapshot.Known known = snapshot.known(found.stamp().path());
    if (known != null) {
      seen.set(known.doc());
    }
    if (found.problem() != null) {
      fail(found, IndexFields.State.UNREADABLE, found.problem());
    } else if (needsOpening(found, known)) {
      ahead.add(decoders.submit(() -> preparation.prepare(found, known)));
    } else if (known != null && known.state() == IndexFields.State.BROKEN) {
      String reason = snapshot.stored(known.doc()).get(IndexFields.REASON);
      failures.add(new IndexFailure(found.stamp().path(), String.valueOf(reason)));
    } else if (known != null) {
      renewFields(found, known);
    }
  }

  /** A file that was not opened: only what the metadata file says may have changed. */
  private void renewFields(FolderWalk.Found found, Snapshot.Known known) throws IOException {
    if (metadata != null) {
      Map<String, String> fields = metadata.fields(found.stamp().path());
      if (IndexFields.fieldsKey(IndexFields.json(fields)) != known.fieldsKey()) {
        Document stored = snapshot.stored(known.doc());
        PictureHeader header =
            new PictureHeader(
                stored.get(IndexFields.FORMAT),
                stored.getField(IndexFields.WIDTH).numericValue().intValue(),
                stored.getField(IndexFields.HEIGHT).numericValue().intValue());
        put(found, stored.get(IndexFields.HASH), header, fields, snapshot.vector(known.doc()));
        touched++;
        return;
      }
    }
    unchanged++;
  }

  private Map<String, String> fields(FolderWalk.Found found) throws IOException {
    if (metadata != null) {
      return metadata.fields(found.stamp().path());
    }
    Snapshot.Known known = snapshot.known(found.stamp().path());
    return known == null || known.state() != IndexFields.State.PICTURE
        ? Map.of()
        : IndexFields.fields(snapshot.stored(known.doc()));
  }

  private void keep(Preparation.Same same) throws IOException {
    Snapshot.Known known = snapshot.known(same.found().stamp().path());
    boolean wasPicture = known != null && known.state() == IndexFields.State.PICTURE;
    Map<String, String> fields = fields(same.found());
    if (same.source() >= 0 && known != null && same.source() == known.doc()) {
      touched++;
    } else if (same.source() >= 0 && !seen.get(same.source())) {
      moved++;
      movedAway.set(same.source());
      if (metadata == null && fields.isEmpty()) {
        fields = IndexFields.fields(snapshot.stored(same.source()));
      }
    } else if (wasPicture) {
      updated++;
    } else {
      added++;
    }
    put(same.found(), same.hash(), same.header(), fields, same.vector().values());
    done++;
    tick();
  }

  private void encode(List<Preparation.Fresh> batch) throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    int length = batch.get(0).tensor().values().length;
    float[] pixels = new float[Math.multiplyExact(batch.size(), length)];
    for (int i = 0; i < batch.size(); i++) {
      System.arraycopy(batch.get(i).tensor().values(), 0, pixels, i * length, length);
    }
    float[][] vectors;
    try {
      vectors = options.model.encodePixels(pixels, batch.size());
    } catch (CancellationException e) {
      // Interrupted while it waited, or the process is ending: the next run encodes these.
      indexer.clearInterrupt();
      indexer.cancel();
      batch.clear();
      return;
    }
    for (int i = 0; i < batch.size(); i++) {
      Preparation.Fresh fresh = batch.get(i);
      float[] unit;
      try {
        unit = VectorMath.normalize(vectors[i]);
      } catch (IllegalArgumentException notFinite) {
        fail(fresh.found(), IndexFields.State.BROKEN, "the model made no finite vector of it");
        continue;
      }
      Snapshot.Known known = snapshot.known(fresh.found().stamp().path());
      if (known != null && known.state() == IndexFields.State.PICTURE) {
        updated++;
      } else {
        added++;
      }
      encoded++;
      recent.put(fresh.hash(), unit);
      put(fresh.found(), fresh.hash(), fresh.header(), fields(fresh.found()), unit);
      done++;
    }
    batch.clear();
    publish();
  }

  private void put(
      FolderWalk.Found found,
      String hash,
      PictureHeader header,
      Map<String, String> fields,
      float[] unit)
      throws IOException {
    writer.updateDocument(
        IndexFields.key(found.stamp().path()),
        IndexFields.picture(found.stamp(), hash, header, fields, unit));
    uncommitted++;
  }

  private void fail(FolderWalk.Found found, IndexFields.State state, String reason)
      throws IOException {
    writer.updateDocument(
        IndexFields.key(found.stamp().path()), IndexFields.failure(found.stamp(), state, reason));
    uncommitted++;
    done++;
    report(new IndexFailure(found.stamp().path(), reason));
    tick();
  }

  private void report(IndexFailure failure) {
    failures.add(failure);
    options.failures.accept(failure);
  }

  private void removeGone() throws IOException {
    for (int doc = 0; doc < snapshot.maxDoc(); doc++) {
      if (seen.get(doc) || !snapshot.isLive(doc)) {
        continue;
      }
      String path = snapshot.stored(doc).get(IndexFields.PATH);
      if (closedFolders.stream().anyMatch(path::startsWith)) {
        if (snapshot.known(doc).state() == IndexFields.State.PICTURE) {
          unchanged++;
        }
        continue;
      }
      writer.deleteDocuments(IndexFields.key(path));
      uncommitted++;
      if (snapshot.known(doc).state() == IndexFields.State.PICTURE && !movedAway.get(doc)) {
        removed++;
      }
    }
  }

  private void commitIfDue() throws IOException {
    boolean due = System.nanoTime() - lastCommit >= options.commitInterval.toNanos();
    if (uncommitted >= options.commitPictures || (due && uncommitted > 0)) {
      commit();
    }
  }

  private void commit() throws IOException {
    indexer.clearInterrupt(); // Files cannot be written with the flag set.
    writer.commit();
    uncommitted = 0;
    lastCommit = System.nanoTime();
  }

  private void begin(IndexProgress.Phase next, long files) {
    phase = next;
    phaseStart = System.nanoTime();
    done = 0;
    total = files;
    publish();
  }

  private void tick() {
    if (done % PROGRESS_STEP == 0 || done == total) {
      publish();
    }
  }

  private void publish() {
    options.progress.accept(
        new IndexProgress(
            phase,
            done,
            total == 0 ? 0 : Math.max(total, done),
            failures.size(),
            Duration.ofNanos(System.nanoTime() - phaseStart)));
  }

  /** Waits for a result; an interrupt meanwhile ends the run after it. */
  private Preparation.Result get(Future<Preparation.Result> task) {
    while (true) {
      try {
        return task.get();
      } catch (InterruptedException e) {
        indexer.interrupted();
      } catch (ExecutionException e) {
        throw new IllegalStateException("a picture could not be prepared", e.getCause());
      }
    }
  }

  @Override
  public void close() throws IOException {
    decoders.shutdownNow();
    snapshot.close();
  }
}
