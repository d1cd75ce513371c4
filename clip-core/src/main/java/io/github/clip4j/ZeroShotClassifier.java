package io.github.clip4j;

import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Says which of some labels fits a picture, with no training: each label becomes a sentence (or
 * several), each sentence a vector, and the picture's vector is compared with them. With several
 * templates the unit vectors of a label are averaged and brought to length 1 again, as in OpenAI's
 * CLIP paper, section 3.1.4.
 *
 * <p>Immutable and thread-safe; holds vectors only, not the model.
 *
 * @since 0.1.0
 */
public final class ZeroShotClassifier {
  /** The template of OpenAI's examples. */
  public static final String DEFAULT_TEMPLATE = "a photo of a {}.";

  private static final String SLOT = "{}";

  private final List<String> labels;
  private final float[][] vectors;
  private final float logitScale;

  private ZeroShotClassifier(List<String> labels, float[][] vectors, float logitScale) {
    this.labels = labels;
    this.vectors = vectors;
    this.logitScale = logitScale;
  }

  /**
   * A label and how well it fits.
   *
   * @param label as given
   * @param cosine in [-1, 1]
   * @param probability softmax over all labels of cosine times the model's logit scale
   */
  public record Prediction(String label, float cosine, float probability) {
    /**
     * Checks the label.
     *
     * @param label as given
     * @param cosine in [-1, 1]
     * @param probability softmax over all labels of cosine times the model's logit scale
     */
    public Prediction {
      Objects.requireNonNull(label, "label");
    }
  }

  /**
   * Makes a classifier with {@link #DEFAULT_TEMPLATE}.
   *
   * @param clip encodes the labels, now
   * @param labels at least one
   * @return a classifier of these labels
   */
  public static ZeroShotClassifier of(ClipModel clip, List<String> labels) {
    return of(clip, labels, List.of(DEFAULT_TEMPLATE));
  }

  /**
   * Makes a classifier.
   *
   * @param clip encodes the labels, now
   * @param labels at least one
   * @param templates at least one sentence with {@code {}} where the label goes
   * @return a classifier of these labels
   * @throws IllegalArgumentException if a list is empty or a template has no {@code {}}
   */
  public static ZeroShotClassifier of(ClipModel clip, List<String> labels, List<String> templates) {
    Objects.requireNonNull(clip, "clip");
    ModelInputs.requireNoNull(labels, "labels");
    ModelInputs.requireNoNull(templates, "templates");
    if (labels.isEmpty() || templates.isEmpty()) {
      throw new IllegalArgumentException("at least one label and one template are needed");
    }
    List<String> sentences = new ArrayList<>();
    for (String label : labels) {
      for (String template : templates) {
        if (!template.contains(SLOT)) {
          throw new IllegalArgumentException("the template has no {} for the label: " + template);
        }
        sentences.add(template.replace(SLOT, label));
      }
    }
    List<Embedding> encoded = clip.encodeTexts(sentences);
    float[][] vectors = new float[labels.size()][];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = mean(encoded.subList(i * templates.size(), (i + 1) * templates.size()));
    }
    return new ZeroShotClassifier(List.copyOf(labels), vectors, clip.logitScale());
  }

  private static float[] mean(List<Embedding> embeddings) {
    float[] sum = new float[embeddings.get(0).dimension()];
    for (Embedding embedding : embeddings) {
      float[] unit = embedding.normalized().values();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += unit[i] / embeddings.size();
      }
    }
    return VectorMath.normalize(sum);
  }

  /** {@return the labels in their order} */
  public List<String> labels() {
    return labels;
  }

  /**
   * {@return all labels for one picture, the best first}
   *
   * @param image a vector of the same model
   * @throws IllegalArgumentException if the vector has another length than the labels'
   */
  public List<Prediction> classify(Embedding image) {
    Objects.requireNonNull(image, "image");
    if (image.dimension() != vectors[0].length) {
      throw new IllegalArgumentException(
          "the picture's vector has "
              + image.dimension()
              + " values, those of the labels "
              + vectors[0].length
              + ": they are of different models");
    }
    float[] cosines = VectorMath.cosine(image.values(), vectors);
    float[] logits = new float[cosines.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = logitScale * cosines[i];
    }
    float[] probabilities = VectorMath.softmax(logits);
    List<Prediction> predictions = new ArrayList<>();
    for (int i = 0; i < cosines.length; i++) {
      predictions.add(new Prediction(labels.get(i), cosines[i], probabilities[i]));
    }
    predictions.sort(Comparator.comparingDouble(Prediction::cosine).reversed());
    return List.copyOf(predictions);
  }

  /**
   * {@return all labels for one picture file, the best first}
   *
   * @param clip the model that the classifier was made with
   * @param image a picture file
   * @throws IOException if the picture cannot be read
   */
  public List<Prediction> classify(ClipModel clip, Path image) throws IOException {
    Objects.requireNonNull(clip, "clip");
    return classify(clip.encodeImage(image));
  }
}
