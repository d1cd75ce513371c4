package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
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
  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      converter = InputFile.class,
      description = "A picture file; - is standard input.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path image;

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "TEXT", description = "Texts.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private List<String> texts;

  @Override
  public Integer call() throws IOException {
    try (ClipModel clip = model.load(err(), output.verbose())) {
      Embedding picture = Pictures.encode(clip, image);
      List<Score> scores = score(picture, clip.encodeTexts(texts), clip.logitScale());
      if (output.json()) {
        out().println(OutputOptions.line(json(scores)));
      } else {
        print(scores);
        hintAtModel();
      }
    }
    return 0;
  }

  /**
   * How well one text fits.
   *
   * @param text as given
   * @param cosine in {@code [-1, 1]}
   * @param logit the cosine times the model's logit scale
   * @param probability softmax over the logits of all texts
   */
  private record Score(String text, float cosine, float logit, float probability) {}

  private List<Score> score(Embedding picture, List<Embedding> vectors, float logitScale) {
    float[] cosines = new float[vectors.size()];
    float[] logits = new float[vectors.size()];
    for (int i = 0; i < cosines.length; i++) {
      cosines[i] = picture.cosine(vectors.get(i));
      logits[i] = logitScale * cosines[i];
    }
    float[] probabilities = VectorMath.softmax(logits);
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i < cosines.length; i++) {
      scores.add(new Score(texts.get(i), cosines[i], logits[i], probabilities[i]));
    }
    return scores;
  }

  /** Results in the order of the texts. */
  private JsonObject json(List<Score> scores) {
    JsonArray results = new JsonArray();
    for (Score score : scores) {
      JsonObject result = new JsonObject();
      result.addProperty("text", score.text());
      result.addProperty("cosine", score.cosine());
      result.addProperty("logit", score.logit());
      result.addProperty("probability", score.probability());
      results.add(result);
    }
    JsonObject object = new JsonObject();
    object.addProperty("model", model.name());
    object.addProperty("image", image.toString());
    object.add("results", results);
    return object;
  }

  /** The best text first. */
  private void print(List<Score> scores) {
    out().println("cosine  probability  text");
    scores.stream()
        .sorted(Comparator.comparingDouble(Score::cosine).reversed())
        .forEach(
            score ->
                out()
                    .printf(
                        Locale.ROOT,
                        "%6.3f  %9.1f %%  %s%n",
                        score.cosine(),
                        100 * score.probability(),
                        OutputOptions.printable(score.text())));
  }
}
