package io.github.clip4j.benchmarks;

import ai.djl.Model;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Precision;
import io.github.clip4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Loading behind a pipe, for {@code tools/bench/load_times.py}. Commands, words separated by tabs;
 * each answers with milliseconds by the clock and of processor time, and closes what it loaded
 * outside of them:
 *
 * <pre>
 * clip4j CHECKPOINT CACHE    ClipModel, fp32; the first time converts
 * djl ARCHIVE                DJL's own Model.load of one archive
 * key CHECKPOINT CACHE       only opening the checkpoint and looking its hash up
 * read FILE                  every byte of a file into one buffer
 * </pre>
 */
public final class LoadServer {
  private LoadServer() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    LineServer.serve(
        Map.of(
            "clip4j",
            w -> time(() -> clip4j(Path.of(w[0]), Path.of(w[1]))),
            "djl",
            w -> time(() -> djl(Path.of(w[0]))),
            "key",
            w -> time(() -> key(Path.of(w[0]), Path.of(w[1]))),
            "read",
            w -> time(() -> read(Path.of(w[0])))));
  }

  /** Something that loads and gives what is to be closed. */
  private interface Load {
    AutoCloseable run() throws Exception;
  }

  private static String time(Load load) throws Exception {
    long start = System.nanoTime();
    long processor = LineServer.processorNanos();
    AutoCloseable loaded = load.run();
    double clock = (System.nanoTime() - start) / 1e6;
    double busy = (LineServer.processorNanos() - processor) / 1e6;
    loaded.close();
    return String.format(Locale.ROOT, "%.3f %.3f", clock, busy);
  }

  private static AutoCloseable clip4j(Path checkpoint, Path cache) throws IOException {
    return ClipModel.builder()
        .model(checkpoint)
        .precision(Precision.FP32)
        .cacheFolder(cache)
        .load();
  }

  private static AutoCloseable djl(Path archive) throws Exception {
    Model model = Model.newInstance("clip", "PyTorch");
    model.load(archive);
    return model;
  }

  private static AutoCloseable key(Path checkpoint, Path cache) throws IOException {
    Checkpoint opened = Checkpoint.open(checkpoint);
    opened.contentHash(cache.resolve("hashes"));
    return opened;
  }

  private static AutoCloseable read(Path file) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
    try (FileChannel channel = FileChannel.open(file)) {
      while (channel.read(buffer) >= 0) {
        buffer.clear();
      }
    }
    return () -> {};
  }
}
