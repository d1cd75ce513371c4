package io.github.clip4j.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.Precision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The model behind a pipe, for {@code tools/bench/peers.py}. Its argument is the folder of inputs:
 * {@code pixels.f32} (32 pictures as tensors), {@code ids7.i64} and {@code ids77.i64} (32 texts
 * each). Commands, words separated by tabs:
 *
 * <pre>
 * load PRECISION FOLDER DECODING_THREADS
 * image BATCH REPEATS          milliseconds, then | and the mean processor time
 * text LENGTH BATCH REPEATS    the same
 * vectors FILE                 float32 rows: 8 pictures, 8 short texts, 8 long texts
 * files LIST OUT               milliseconds for all files that LIST names; vectors to OUT
 * empty                        loads the engine and multiplies two small matrices
 * memory                       resident now and at the highest, KiB
 * </pre>
 */
public final class ModelServer {
  private static final int SAMPLE = 8;

  private final float[] pixels;
  private final Path inputs;
  private ClipModel model = null;

  private ModelServer(Path inputs) throws IOException {
    this.inputs = inputs;
    ByteBuffer bytes = LineServer.read(inputs.resolve("pixels.f32"));
    pixels = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(pixels);
  }

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    ModelServer server = new ModelServer(Path.of(args[0]));
    LineServer.serve(
        Map.of(
            "load", server::load,
            "image", server::image,
            "text", server::text,
            "vectors", server::vectors,
            "files", server::files,
            "empty", words -> empty(),
            "memory", words -> LineServer.memory()));
  }

  private String load(String[] words) throws IOException {
    long start = System.nanoTime();
    model =
        ClipModel.builder()
            .precision(Precision.valueOf(words[0].toUpperCase(Locale.ROOT)))
            .model(Path.of(words[1]))
            .decodingThreads(Integer.parseInt(words[2]))
            .load();
    long took = (System.nanoTime() - start) / 1_000_000;
    return took + " " + model.precisionChoice().toString().replace('\n', ' ');
  }

  private String image(String[] words) throws Exception {
    int batch = Integer.parseInt(words[0]);
    float[] part = Arrays.copyOf(pixels, pixels.length / 32 * batch);
    return LineServer.timeAndProcessor(
        Integer.parseInt(words[1]), none -> String.valueOf(model.encodePixels(part, batch)[0][0]));
  }

  private String text(String[] words) throws Exception {
    long[][] ids = Arrays.copyOf(ids(words[0]), Integer.parseInt(words[1]));
    return LineServer.timeAndProcessor(
        Integer.parseInt(words[2]), none -> String.valueOf(model.encodeTokens(ids)[0][0]));
  }

  private String vectors(String[] words) throws IOException {
    List<float[]> rows = new ArrayList<>();
    float[] part = Arrays.copyOf(pixels, pixels.length / 32 * SAMPLE);
    rows.addAll(Arrays.asList(model.encodePixels(part, SAMPLE)));
    for (String length : List.of("7", "77")) {
      rows.addAll(Arrays.asList(model.encodeTokens(Arrays.copyOf(ids(length), SAMPLE))));
    }
    LineServer.write(Path.of(words[0]), rows.toArray(float[][]::new));
    return "";
  }

  private String files(String[] words) throws Exception {
    List<Path> files = Files.readAllLines(Path.of(words[0])).stream().map(Path::of).toList();
    long start = System.nanoTime();
    List<Embedding> vectors = model.encodeImages(files);
    double milliseconds = (System.nanoTime() - start) / 1e6;
    LineServer.write(
        Path.of(words[1]), vectors.stream().map(Embedding::values).toArray(float[][]::new));
    return String.format(Locale.ROOT, "%.1f", milliseconds);
  }

  private long[][] ids(String length) throws IOException {
    ByteBuffer bytes = LineServer.read(inputs.resolve("ids" + length + ".i64"));
    long[][] ids = new long[32][Integer.parseInt(length)];
    for (long[] row : ids) {
      for (int i = 0; i < row.length; i++) {
        row[i] = bytes.getLong();
      }
    }
    return ids;
  }

  private static String empty() {
    try (NDManager manager = Engine.getEngine("PyTorch").newBaseManager()) {
      return String.valueOf(
          manager.ones(new Shape(64, 64)).matMul(manager.ones(new Shape(64, 64))).getFloat(0, 0));
    }
  }
}
