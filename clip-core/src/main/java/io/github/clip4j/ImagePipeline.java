package io.github.clip4j;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decodes pictures in threads of its own while the caller's thread runs the network. A call holds
 * at most two batches: the one that is computed and the one that is decoded, so memory stays
 * bounded however many pictures there are.
 */
final class ImagePipeline implements AutoCloseable {
  private final int threads;
  private @Nullable ExecutorService decoders; // made at the first use; guarded by this

  ImagePipeline(int threads) {
    this.threads = threads;
  }

  /** Makes the tensor of one picture. */
  @FunctionalInterface
  interface Decoder<T> {
    float[] decode(T picture) throws IOException;
  }

  /** Encodes pictures, order kept; the first failure in order ends it. */
  <T> List<Embedding> encode(
      List<T> pictures,
      int batchSize,
      Decoder<T> decoder,
      Function<List<float[]>, List<Embedding>> network)
      throws IOException {
    List<Embedding> result = new ArrayList<>(pictures.size());
    Queue<Future<float[]>> ahead = new ArrayDeque<>();
    Iterator<T> source = pictures.iterator();
    try {
      while (source.hasNext() || !ahead.isEmpty()) {
        while (source.hasNext() && ahead.size() < 2 * batchSize) {
          T picture = source.next();
          ahead.add(executor().submit(() -> decoder.decode(picture)));
        }
        List<float[]> batch = new ArrayList<>(batchSize);
        while (!ahead.isEmpty() && batch.size() < batchSize) {
          batch.add(get(ahead.remove()));
        }
        result.addAll(network.apply(batch));
      }
    } finally {
      ahead.forEach(task -> task.cancel(true));
    }
    return result;
  }

  private static float[] get(Future<float[]> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while pictures were decoded");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
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

  private synchronized ExecutorService executor() {
    if (decoders == null) {
      AtomicInteger number = new AtomicInteger();
      decoders =
          Executors.newFixedThreadPool(
              threads,
              work -> {
                Thread thread = new Thread(work, "clip-decode-" + number.incrementAndGet());
                thread.setDaemon(true);
                return thread;
              });
    }
    return decoders;
  }

  @Override
  public synchronized void close() {
    if (decoders != null) {
      decoders.shutdownNow();
      decoders = null;
    }
  }
}
