package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.files.WholeFile;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import io.github.clip4j.weights.WeightReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code clip encode-tensors}: the model alone, without tokenizer and preprocessing, for checks
 * against another program that was given the same tensors.
 */
@Command(
    name = "encode-tensors",
    description = {
      "Encode ready-made tensors, for comparison with other programs.",
      "Reads pixel_values [N,3,S,S] and/or input_ids [N,T]; writes image_features and"
          + " text_features [N,D], not normalised. Runs in fp32 unless told otherwise."
    },
    mixinStandardHelpOptions = true)
final class EncodeTensorsCommand extends ModelCommand {
  private static final String PIXELS = "pixel_values";
  private static final String IDS = "input_ids";

  /** Rows that go through the engine together. */
  private static final int BATCH = 32;

  @Parameters(paramLabel = "FILE.safetensors", description = "The tensors to encode.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "OUT.safetensors",
      description = "Where the vectors go.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path outFile;

  @Override
  public Integer call() throws IOException {
    WholeFile.requirePlace(outFile);
    Map<String, float[][]> features = new LinkedHashMap<>();
    try (TensorSource source = WeightReader.open(file)) {
      TensorInfo pixels = source.tensors().get(PIXELS);
      TensorInfo ids = source.tensors().get(IDS);
      if (pixels == null && ids == null) {
        throw new IOException(
            file + ": has neither pixel_values nor input_ids, only " + source.tensors().keySet());
      }
      try (ClipModel clip = model.loadFp32(err(), output.verbose())) {
        if (pixels != null) {
          features.put("image_features", encodePixels(clip, source, pixels));
        }
        if (ids != null) {
          features.put("text_features", encodeIds(clip, source, ids));
        }
      }
    }
    try {
      SafetensorsFile.write(outFile, features);
    } catch (IOException e) {
      throw Failures.about(outFile, e);
    }
    report(features);
    return 0;
  }

  private float[][] encodePixels(ClipModel clip, TensorSource source, TensorInfo pixels)
      throws IOException {
    int size = clip.config().vision().imageSize();
    List<Long> shape = pixels.shape();
    if (shape.size() != 4 || !shape.subList(1, 4).equals(List.of(3L, (long) size, (long) size))) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: pixel_values is %s, but the model needs [N, 3, %d, %d]",
              file,
              shape,
              size,
              size));
    }
    int rows = Math.toIntExact(shape.get(0));
    int rowLength = 3 * size * size;
    float[][] features = new float[rows][];
    for (int start = 0; start < rows; start += BATCH) {
      int count = Math.min(BATCH, rows - start);
      float[] values = new float[count * rowLength];
      source.readFloats(PIXELS, (long) start * rowLength, values, 0, values.length);
      System.arraycopy(clip.encodePixels(values, count), 0, features, start, count);
    }
    return features;
  }

  private float[][] encodeIds(ClipModel clip, TensorSource source, TensorInfo ids)
      throws IOException {
    List<Long> shape = ids.shape();
    int context = clip.config().text().contextLength();
    if (shape.size() != 2 || shape.get(1) < 1 || shape.get(1) > context) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: input_ids is %s, but the model needs [N, 1 to %d]",
              file,
              shape,
              context));
    }
    int rows = Math.toIntExact(shape.get(0));
    int length = Math.toIntExact(shape.get(1));
    float[][] features = new float[rows][];
    for (int start = 0; start < rows; start += BATCH) {
      int count = Math.min(BATCH, rows - start);
      // Exact: ids are far below 2^24, up to which every integer is a float.
      float[] values = new float[count * length];
      source.readFloats(IDS, (long) start * length, values, 0, values.length);
      long[][] batch = new long[count][length];
      for (int i = 0; i < values.length; i++) {
        batch[i / length][i % length] = (long) values[i];
      }
      System.arraycopy(clip.encodeTokens(batch), 0, features, start, count);
    }
    return features;
  }

  private void report(Map<String, float[][]> features) {
    JsonObject object = new JsonObject();
    object.addProperty("out", outFile.toString());
    features.forEach(
        (name, rows) -> {
          JsonArray shape = new JsonArray();
          shape.add(rows.length);
          shape.add(rows.length == 0 ? 0 : rows[0].length);
          object.add(name, shape);
        });
    if (output.json()) {
      out().println(OutputOptions.line(object));
    } else {
      features.forEach(
          (name, rows) ->
              out()
                  .println(
                      name
                          + " "
                          + Arrays.asList(rows.length, rows.length == 0 ? 0 : rows[0].length)));
      out().println("written to " + outFile);
    }
  }
}
