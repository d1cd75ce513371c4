package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Compares a loaded model with figures that the reference programs made. */
final class ReferenceCheck {
  private static final String STARTER = "/io/github/clip4j/starter/";

  private static final int CLIP_VOCABULARY = 49408;

  /** Float rounding of one network against another's order of sums, relative to the length. */
  private static final double VECTOR_TOLERANCE = 1e-4;

  /** OpenAI's figures may come from half precision. */
  private static final double PROBABILITY_TOLERANCE = 1e-3;

  /**
   * From the README of github.com/openai/CLIP: what ViT-B/32 says about the diagram CLIP.png there.
   */
  static final List<String> DIAGRAM_LABELS = List.of("a diagram", "a dog", "a cat");

  static final float[] DIAGRAM_PROBABILITIES = {0.9927937f, 0.00421068f, 0.00299572f};

  private final ClipModel clip;
  private final List<Check> checks = new ArrayList<>();

  ReferenceCheck(ClipModel clip) {
    this.clip = clip;
  }

  /** One comparison; {@code found} and {@code expected} are for people. */
  record Check(String what, String found, String expected, boolean ok) {}

  List<Check> checks() {
    return List.copyOf(checks);
  }

  /** Token ids, pixels and vectors of the starter, against open_clip. */
  void starter() throws IOException {
    try {
      JsonObject reference = json("reference.json");
      sameWeights(reference);
      for (JsonElement element : reference.getAsJsonArray("texts")) {
        text(element.getAsJsonObject());
      }
      for (JsonElement element : reference.getAsJsonArray("pictures")) {
        picture(element.getAsJsonObject());
      }
    } catch (JsonParseException | IllegalStateException | ClassCastException e) {
      throw new IOException("reference.json in the starter jar is damaged", e);
    }
  }

  private void sameWeights(JsonObject reference) throws IOException {
    String expected = reference.get("weights_sha256").getAsString();
    String found = "";
    for (JsonElement file : json("starter.json").getAsJsonArray("files")) {
      if (file.getAsJsonObject().get("name").getAsString().endsWith(".safetensors")) {
        found = file.getAsJsonObject().get("sha256").getAsString();
      }
    }
    checks.add(new Check("weights, SHA-256", found, expected, found.equals(expected)));
  }

  private void text(JsonObject expected) {
    ids(expected);
    String text = expected.get("text").getAsString();
    vector("vector of '" + text + "'", clip.encodeText(text), expected);
  }

  private void ids(JsonObject expected) {
    String text = expected.get("text").getAsString();
    int[] ids = ints(expected.getAsJsonArray("ids"));
    int[] found = clip.tokenizer().encode(text).ids();
    checks.add(
        new Check(
            "ids of '" + text + "'",
            Arrays.toString(found),
            Arrays.toString(ids),
            Arrays.equals(found, ids)));
  }

  private void picture(JsonObject expected) throws IOException {
    String name = expected.get("picture").getAsString();
    byte[] file = resource("pictures/" + name);
    String sha256 = TensorBytes.sha256(TensorBytes.of(clip.imagePreprocessor().preprocess(file)));
    String wanted = expected.get("sha256").getAsString();
    checks.add(new Check("pixels of " + name, sha256, wanted, sha256.equals(wanted)));
    vector("vector of " + name, clip.encodeImage(file), expected);
  }

  private void vector(String what, Embedding found, JsonObject reference) {
    distance(what, found, floats(reference.getAsJsonArray("vector")));
  }

  private void distance(String what, Embedding found, float[] expected) {
    float[] values = found.values();
    double worst = values.length == expected.length ? 0 : Double.POSITIVE_INFINITY;
    for (int i = 0; i < Math.min(values.length, expected.length); i++) {
      worst = Math.max(worst, Math.abs((double) values[i] - expected[i]));
    }
    double relative = worst / VectorMath.norm(expected);
    checks.add(
        new Check(
            what,
            String.format(Locale.ROOT, "largest difference / length %.1e", relative),
            String.format(Locale.ROOT, "at most %.0e", VECTOR_TOLERANCE),
            relative <= VECTOR_TOLERANCE));
  }

  /** The published probabilities of OpenAI's ViT-B/32 for the diagram of its README. */
  void diagram(Path picture) throws IOException {
    diagram(clip.encodeImage(picture), clip.encodeTexts(DIAGRAM_LABELS), clip.logitScale(), checks);
  }

  /** The same from vectors: of the diagram, and of {@link #DIAGRAM_LABELS} in their order. */
  static void diagram(
      Embedding image, List<Embedding> labels, float logitScale, List<Check> checks) {
    float[] logits = new float[DIAGRAM_LABELS.size()];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = logitScale * image.cosine(labels.get(i));
    }
    float[] probabilities = VectorMath.softmax(logits);
    for (int i = 0; i < logits.length; i++) {
      float difference = Math.abs(probabilities[i] - DIAGRAM_PROBABILITIES[i]);
      checks.add(
          new Check(
              "probability of '" + DIAGRAM_LABELS.get(i) + "'",
              String.valueOf(probabilities[i]),
              String.valueOf(DIAGRAM_PROBABILITIES[i]),
              difference <= PROBABILITY_TOLERANCE));
    }
  }

  /**
   * What holds for every CLIP, and needs no figures of this one: the ids of its tokens, and vectors
   * that are numbers and do not depend on what else is in the batch.
   */
  void withoutReference() throws IOException {
    List<String> texts = new ArrayList<>();
    for (JsonElement element : json("reference.json").getAsJsonArray("texts")) {
      JsonObject expected = element.getAsJsonObject();
      texts.add(expected.get("text").getAsString());
      if (clip.config().text().vocabSize() == CLIP_VOCABULARY) {
        ids(expected);
      }
    }
    List<Embedding> together = clip.encodeTexts(texts);
    for (int i = 0; i < texts.size(); i++) {
      String what = "vector of '" + texts.get(i) + "', alone and in a batch";
      distance(what, clip.encodeText(texts.get(i)), together.get(i).values());
    }
    byte[] picture = resource("pictures/noto-cat-face.png");
    distance(
        "vector of a picture, twice",
        clip.encodeImage(picture),
        clip.encodeImage(picture).values());
  }

  private static JsonObject json(String name) throws IOException {
    String text = new String(resource(name), StandardCharsets.UTF_8);
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = ClipModel.class.getResourceAsStream(STARTER + name)) {
      if (in == null) {
        throw new IOException(
            name + " is not on the class path; add io.github.clip4j:clip-starter");
      }
      return in.readAllBytes();
    }
  }

  private static int[] ints(JsonArray array) {
    return array.asList().stream().mapToInt(JsonElement::getAsInt).toArray();
  }

  private static float[] floats(JsonArray array) {
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return values;
  }
}
