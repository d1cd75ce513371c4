package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.vector.TopK;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code clip compare}: how well each of some texts describes one picture. */
@Command(
    name = "compare",
    description = "Compare a picture with texts.",
    mixinStandardHelpOptions = true)
final class CompareCommand extends ModelCommand {
  @Parameters(index = "0", paramLabel = "IMAGE", description = "A picture file.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path image;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "Texts.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private List<String> texts;

  @Override
  public Integer call() throws IOException {
    try (ClipModel clip = model.load(err(), output.verbose())) {
      Embedding picture = Pictures.encode(clip, image);
      Scores scores = Scores.of(picture, clip.encodeTexts(texts), clip.logitScale());
      if (output.json()) {
        out().println(OutputOptions.line(json(scores)));
      } else {
        print(scores);
        hintAtModel();
      }
    }
    return 0;
  }

  /** Results in the order of the texts. */
  private JsonObject json(Scores scores) {
    JsonArray results = new JsonArray();
    for (int i = 0; i < texts.size(); i++) {
      JsonObject result = new JsonObject();
      result.addProperty("text", texts.get(i));
      result.addProperty("cosine", scores.cosines()[i]);
      result.addProperty("logit", scores.logits()[i]);
      result.addProperty("probability", scores.probabilities()[i]);
      results.add(result);
    }
    JsonObject object = new JsonObject();
    object.addProperty("model", model.name());
    object.addProperty("image", image.toString());
    object.add("results", results);
    return object;
  }

  /** The best text first. */
  private void print(Scores scores) {
    out().println("cosine  probability  text");
    for (TopK.Hit hit : TopK.ofScores(scores.cosines(), texts.size())) {
      out()
          .printf(
              Locale.ROOT,
              "%6.3f  %9.1f %%  %s%n",
              hit.score(),
              100 * scores.probabilities()[hit.index()],
              texts.get(hit.index()));
    }
  }

  /**
   * What one picture makes of some texts.
   *
   * @param cosines in {@code [-1, 1]}
   * @param logits cosines times the model's logit scale
   * @param probabilities softmax over the logits
   */
  record Scores(float[] cosines, float[] logits, float[] probabilities) {
    static Scores of(Embedding picture, List<Embedding> texts, float logitScale) {
      float[] cosines = new float[texts.size()];
      float[] logits = new float[texts.size()];
      for (int i = 0; i < cosines.length; i++) {
        cosines[i] = picture.cosine(texts.get(i));
        logits[i] = logitScale * cosines[i];
      }
      return new Scores(cosines, logits, VectorMath.softmax(logits));
    }
  }
}
