package io.github.clip4j.benchmarks;

import ai.djl.Model;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Precision;
import io.github.clip4j.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * Loading behind a pipe, for {@code tools/bench/load_times.py}. Commands, words separated by tabs;
 * each answers with milliseconds, and closes what it loaded outside of them:
 *
 * <pre>
 * clip4j CHECKPOINT CACHE REPEATS    ClipModel, fp32; the first time converts
 * djl ARCHIVE REPEATS                DJL's own Model.load of one archive
 * key CHECKPOINT CACHE REPEATS       only opening the checkpoint and looking its hash up
 * read FILE REPEATS                  every byte of a file into one buffer
 * </pre>
 */
public final class LoadServer {
  private LoadServer() {}

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    LineServer.serve(
        Map.of(
            "clip4j",
            w -> times(w[2], () -> clip4j(Path.of(w[0]), Path.of(w[1]))),
            "djl",
            w -> times(w[1], () -> djl(Path.of(w[0]))),
            "key",
            w -> times(w[2], () -> key(Path.of(w[0]), Path.of(w[1]))),
            "read",
            w -> times(w[1], () -> read(Path.of(w[0])))));
  }

  /** Something that loads and gives what is to be closed. */
  private interface Load {
    AutoCloseable run() throws Exception;
  }

  private static String times(String repeats, Load load) throws Exception {
    StringBuilder times = new StringBuilder();
    for (int i = 0; i < Integer.parseInt(repeats); i++) {
      long start = System.nanoTime();
      AutoCloseable loaded = load.run();
      times.append((System.nanoTime() - start) / 1_000 / 1e3).append(' ');
      loaded.close();
    }
    return times.toString().strip();
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
