package io.github.clip4j;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decodes pictures in threads of its own while the caller waits for the network. A run holds at
 * most two batches: the one that is computed and the one that is decoded, so memory stays bounded
 * however many pictures there are.
 */
final class ImagePipeline implements AutoCloseable {
  private final int threads;
  private @Nullable ExecutorService decoders; // made at the first use; guarded by this
  private volatile boolean closed;

  ImagePipeline(int threads) {
    this.threads = threads;
  }

  /** Makes the tensor of one picture. */
  @FunctionalInterface
  interface Decoder<T> {
    float[] decode(T picture) throws IOException;
  }

  /** A picture and its vector. */
  record Encoded<T>(T picture, Embedding embedding) {}

  /** Starts a run over pictures, which are pulled as they are needed; order is kept. */
  <T> Run<T> run(
      Iterator<? extends T> pictures,
      int batchSize,
      Decoder<T> decoder,
      Function<List<float[]>, List<Embedding>> network) {
    return new Run<>(this, pictures, batchSize, decoder, network);
  }

  /** Pictures on their way. For one thread at a time. */
  static final class Run<T> implements AutoCloseable {
    private final ImagePipeline pipeline;
    private final Iterator<? extends T> source;
    private final int batchSize;
    private final Decoder<T> decoder;
    private final Function<List<float[]>, List<Embedding>> network;
    private final Queue<Task<T>> ahead = new ArrayDeque<>();
    private final Queue<Encoded<T>> ready = new ArrayDeque<>();

    private Run(
        ImagePipeline pipeline,
        Iterator<? extends T> source,
        int batchSize,
        Decoder<T> decoder,
        Function<List<float[]>, List<Embedding>> network) {
      this.pipeline = pipeline;
      this.source = source;
      this.batchSize = batchSize;
      this.decoder = decoder;
      this.network = network;
    }

    private record Task<T>(T picture, Future<float[]> tensor) {}

    /**
     * The next picture in order, or null after the last.
     *
     * @param onFailure told of pictures that cannot be read, which are then left out; null to stop
     *     at the first of them
     * @throws IOException the first failure, where nobody is told
     * @throws IllegalStateException if the model was closed
     */
    @Nullable Encoded<T> next(@Nullable BiConsumer<? super T, ? super IOException> onFailure)
        throws IOException {
      while (ready.isEmpty()) {
        if (Thread.currentThread().isInterrupted()) {
          throw interrupted(null); // with all decoded ahead nothing below would wait, hence notice
        }
        fill();
        if (ahead.isEmpty()) {
          return null;
        }
        List<T> pictures = new ArrayList<>(batchSize);
        List<float[]> batch = new ArrayList<>(batchSize);
        while (!ahead.isEmpty() && batch.size() < batchSize) {
          Task<T> task = ahead.remove();
          try {
            batch.add(pipeline.get(task.tensor()));
            pictures.add(task.picture());
          } catch (InterruptedIOException e) {
            throw e; // the run is to end, the picture is not at fault
          } catch (IOException e) {
            if (onFailure == null) {
              throw e;
            }
            onFailure.accept(task.picture(), e);
          }
        }
        if (!batch.isEmpty()) {
          List<Embedding> vectors = network.apply(batch);
          for (int i = 0; i < vectors.size(); i++) {
            ready.add(new Encoded<>(pictures.get(i), vectors.get(i)));
          }
        }
      }
      return ready.remove();
    }

    private void fill() {
      while (ahead.size() < 2 * batchSize && source.hasNext()) {
        T picture = source.next();
        if (picture == null) {
          throw new IllegalArgumentException("a picture in the sequence is null");
        }
        ahead.add(new Task<>(picture, pipeline.submit(() -> decoder.decode(picture))));
      }
    }

    /** Drops what is decoded and not computed. A second call does nothing. */
    @Override
    public void close() {
      ahead.forEach(task -> task.tensor().cancel(true));
      ahead.clear();
      ready.clear();
    }
  }

  /** The vectors of all pictures, order kept; the first failure in order ends it. */
  <T> List<Embedding> encode(
      List<T> pictures,
      int batchSize,
      Decoder<T> decoder,
      Function<List<float[]>, List<Embedding>> network)
      throws IOException {
    List<Embedding> result = new ArrayList<>(pictures.size());
    try (Run<T> run = run(pictures.iterator(), batchSize, decoder, network)) {
      for (Encoded<T> next = run.next(null); next != null; next = run.next(null)) {
        result.add(next.embedding());
      }
    }
    return result;
  }

  private static InterruptedIOException interrupted(@Nullable InterruptedException cause) {
    InterruptedIOException interrupted =
        new InterruptedIOException("interrupted while pictures were decoded");
    if (cause != null) {
      interrupted.initCause(cause);
    }
    return interrupted;
  }

  private float[] get(Future<float[]> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (CancellationException e) {
      throw CallQueue.closedFailure();
    } catch (ExecutionException e) {
      if (closed) {
        throw CallQueue.closedFailure(); // decoding was interrupted by close()
      }
      Throwable cause = e.getCause();
      if (cause instanceof IOException failure) {
        throw failure;
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException("a picture could not be decoded", e);
    }
  }

  private synchronized Future<float[]> submit(Callable<float[]> work) {
    if (closed) {
      throw CallQueue.closedFailure();
    }
    if (decoders == null) {
      AtomicInteger number = new AtomicInteger();
      decoders =
          Executors.newFixedThreadPool(
              threads,
              task -> {
                Thread thread = new Thread(task, "clip-decode-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
              });
    }
    return decoders.submit(work);
  }

  /** Ends all runs: they get an {@link IllegalStateException}. */
  @Override
  public synchronized void close() {
    closed = true;
    if (decoders != null) {
      for (Runnable neverRun : decoders.shutdownNow()) {
        if (neverRun instanceof Future<?> task) {
          task.cancel(false); // else whoever waits for it waits for ever
        }
      }
      decoders = null;
    }
  }
}
