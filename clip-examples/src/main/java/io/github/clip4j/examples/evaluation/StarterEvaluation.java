package io.github.clip4j.examples.evaluation;

import com.google.gson.GsonBuilder;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.examples.evaluation.EvaluationSet.Item;
import io.github.clip4j.examples.evaluation.EvaluationSet.Query;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The starter's evaluation through the library: the same pictures, texts and measures as {@code
 * tools/starter/evaluate.py}, and the same JSON, so that the figures of the model card can be
 * checked without Python.
 */
public final class StarterEvaluation {
  private final ClipModel clip;
  private final Path folder;
  private final EvaluationSet set;

  private StarterEvaluation(ClipModel clip, Path folder, EvaluationSet set) {
    this.clip = clip;
    this.folder = folder;
    this.set = set;
  }

  /**
   * Prints the measures as JSON.
   *
   * @param args the folder that {@code evaluation_set.py} wrote, and a model (default: starter)
   */
  public static void main(String[] args) throws IOException {
    if (args.length < 1 || args.length > 2) {
      System.err.println("usage: StarterEvaluation FOLDER [MODEL]");
      System.exit(2);
    }
    try (ClipModel clip = ClipModel.load(args.length > 1 ? args[1] : "starter")) {
      System.out.println(
          new GsonBuilder()
              .setPrettyPrinting()
              .disableHtmlEscaping()
              .create()
              .toJson(evaluate(clip, Path.of(args[0]))));
    }
  }

  /**
   * Runs the whole evaluation.
   *
   * @param folder holds {@code set.json} and the pictures
   * @return the measures in the order and under the names of {@code evaluation.json}
   */
  static Map<String, Object> evaluate(ClipModel clip, Path folder) throws IOException {
    return new StarterEvaluation(clip, folder, EvaluationSet.read(folder)).run();
  }

  private Map<String, Object> run() throws IOException {
    List<String> names = set.openmoji.stream().map(item -> item.name).toList();
    List<Embedding> images = pictures(set.openmoji);
    List<Embedding> labels = labels(names);
    float[][] cosines = Ranking.cosines(images, labels);
    int[] own = IntStream.range(0, names.size()).toArray();
    int[] imageToText = Ranking.ranks(cosines, own);
    int[] textToImage = Ranking.ranks(Ranking.transposed(cosines), own);

    Map<String, Object> out = new LinkedHashMap<>();
    out.put(
        "openmoji",
        ordered(
            "pictures", names.size(),
            "image_to_text", shares(imageToText, 1, 5, 10),
            "text_to_image", shares(textToImage, 1, 5)));
    out.put("groups_zero_shot", groups(images));
    out.put("held_out_clip_art", clipArt());
    int[] training =
        Ranking.ranks(
            Ranking.cosines(pictures(set.training), labels),
            set.training.stream().mapToInt(item -> names.indexOf(item.name)).toArray());
    Map<String, Object> styles = ordered("pictures", training.length);
    styles.putAll(shares(training, 1, 5));
    out.put("training_styles", styles);
    out.put("cosine", spread(cosines));
    queries(out, images, names);
    return out;
  }

  private List<Embedding> pictures(List<Item> items) throws IOException {
    return clip.encodeImages(items.stream().map(item -> folder.resolve(item.file)).toList());
  }

  /** A name's vector: each template's vector to unit length, their sum, to unit length again. */
  private List<Embedding> labels(List<String> names) {
    List<List<Embedding>> perTemplate = new ArrayList<>();
    for (String template : set.templates) {
      perTemplate.add(
          clip.encodeTexts(names.stream().map(name -> template.replace("{}", name)).toList()));
    }
    List<Embedding> out = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      float[] sum = new float[perTemplate.get(0).get(i).dimension()];
      for (List<Embedding> template : perTemplate) {
        float[] unit = template.get(i).normalized().values();
        for (int k = 0; k < sum.length; k++) {
          sum[k] += unit[k];
        }
      }
      out.add(Embedding.of(VectorMath.normalize(sum)));
    }
    return out;
  }

  private double groups(List<Embedding> images) {
    List<String> groups = List.copyOf(set.groups.keySet());
    float[][] cosines =
        Ranking.cosines(images, labels(groups.stream().map(set.groups::get).toList()));
    int[] right = set.openmoji.stream().mapToInt(item -> groups.indexOf(item.group)).toArray();
    return Ranking.percentWithin(Ranking.ranks(cosines, right), 1);
  }

  private Map<String, Object> clipArt() throws IOException {
    List<String> titles = set.clipArt.stream().map(item -> item.name).distinct().sorted().toList();
    int[] ranks =
        Ranking.ranks(
            Ranking.cosines(pictures(set.clipArt), labels(titles)),
            set.clipArt.stream().mapToInt(item -> titles.indexOf(item.name)).toArray());
    Map<String, Object> out = ordered("pictures", ranks.length, "titles", titles.size());
    out.putAll(shares(ranks, 1, 10));
    return out;
  }

  /** How far the cosines of pairs that belong together lie above those of pairs that do not. */
  private static Map<String, Object> spread(float[][] cosines) {
    int n = cosines.length;
    float[] match = new float[n];
    List<Float> other = new ArrayList<>();
    int seen = 0;
    for (int i = 0; i < n; i++) {
      match[i] = cosines[i][i];
      for (int j = 0; j < n; j++) {
        // every seventh pair is enough for a quantile
        if (i != j && seen++ % 7 == 0) {
          other.add(cosines[i][j]);
        }
      }
    }
    float[] others = new float[other.size()];
    for (int i = 0; i < others.length; i++) {
      others[i] = other.get(i);
    }
    return ordered("match_5_50_95", quantiles(match), "other_5_50_95", quantiles(others));
  }

  private static List<Double> quantiles(float[] values) {
    return List.of(
        Ranking.quantile(values, 0.05),
        Ranking.quantile(values, 0.5),
        Ranking.quantile(values, 0.95));
  }

  private void queries(Map<String, Object> out, List<Embedding> images, List<String> names) {
    List<Map<String, Object>> results = new ArrayList<>();
    int hits = 0;
    for (Query query : set.queries) {
      float[] scores = Ranking.cosines(List.of(clip.encodeText(query.text)), images)[0];
      List<String> top = Ranking.best(scores, 5).stream().map(names::get).toList();
      boolean right = top.stream().anyMatch(query.right::contains);
      hits += right ? 1 : 0;
      results.add(ordered("text", query.text, "top5", top, "right", right));
    }
    out.put("queries", results);
    out.put("queries_right", hits);
  }

  private static Map<String, Object> shares(int[] ranks, int... within) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (int k : within) {
      out.put("top" + k, Ranking.percentWithin(ranks, k));
    }
    return out;
  }

  private static Map<String, Object> ordered(Object... keysAndValues) {
    Map<String, Object> out = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      out.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return out;
  }
}
