package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code clip embed}: the vectors of pictures and texts, pictures first. */
@Command(
    name = "embed",
    description = "Print the vectors of pictures and texts.",
    mixinStandardHelpOptions = true)
final class EmbedCommand extends ModelCommand {
  /** Texts that go through the engine together. */
  private static final int BATCH = 32;

  @Option(
      names = "--image",
      paramLabel = "FILE",
      converter = InputFile.class,
      description = "A picture; may be repeated.")
  private List<Path> images = List.of();

  @Option(names = "--text", paramLabel = "TEXT", description = "A text; may be repeated.")
  private List<String> texts = List.of();

  @Option(
      names = "--texts-from",
      paramLabel = "FILE",
      converter = InputFile.class,
      description =
          "UTF-8 texts, one a line; in a .jsonl file, objects with \"text\". - is standard input.")
  private @Nullable Path textsFrom;

  @Option(names = "--normalize", description = "Bring every vector to length 1.")
  private boolean normalize;

  @Override
  public Integer call() throws IOException {
    if (images.isEmpty() && texts.isEmpty() && textsFrom == null) {
      throw usage("nothing to embed; give --image, --text or --texts-from");
    }
    List<String> allTexts = new ArrayList<>(texts);
    if (textsFrom != null) {
      allTexts.addAll(TextLines.read(textsFrom));
    }
    try (ClipModel clip = model.load(err(), output.verbose())) {
      int failed =
          Pictures.encodeAll(
              clip,
              images,
              (image, embedding) -> print(image.toString(), "image", embedding),
              this::reportFailure);
      for (int start = 0; start < allTexts.size(); start += BATCH) {
        List<String> batch = allTexts.subList(start, Math.min(start + BATCH, allTexts.size()));
        List<Embedding> embeddings = clip.encodeTexts(batch);
        for (int i = 0; i < batch.size(); i++) {
          print(batch.get(i), "text", embeddings.get(i));
        }
      }
      return failed == 0 ? 0 : ClipCommand.EXIT_FAULT;
    }
  }

  private void print(String input, String kind, Embedding embedding) {
    float[] vector = embedding.values();
    double norm = VectorMath.norm(vector);
    if (normalize) {
      vector = VectorMath.normalize(vector);
    }
    if (output.json()) {
      JsonObject object = new JsonObject();
      object.addProperty("input", input);
      object.addProperty("kind", kind);
      object.addProperty("dimension", vector.length);
      JsonArray values = new JsonArray(vector.length);
      for (float value : vector) {
        values.add(value);
      }
      object.add("vector", values);
      out().println(OutputOptions.line(object));
    } else {
      out()
          .printf(
              Locale.ROOT,
              "%s (%s, %d values, length %.4f)%n",
              OutputOptions.printable(input),
              kind,
              vector.length,
              norm);
      StringBuilder line = new StringBuilder();
      for (float value : vector) {
        line.append(line.isEmpty() ? "" : " ").append(String.format(Locale.ROOT, "%.5f", value));
      }
      out().println(line);
    }
    out().flush();
  }
}
