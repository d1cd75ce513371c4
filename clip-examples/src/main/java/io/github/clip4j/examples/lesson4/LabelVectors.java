package io.github.clip4j.examples.lesson4;

import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.vector.TopK;
import io.github.clip4j.vector.VectorMath;
import java.util.ArrayList;
import java.util.List;

/**
 * The sentences of some labels in some templates, each as a vector of length 1, so that any choice
 * of templates can be tried without encoding again.
 */
final class LabelVectors {
  private final float[][][] vectors; // label, template, value

  private LabelVectors(float[][][] vectors) {
    this.vectors = vectors;
  }

  static LabelVectors encode(ClipModel clip, List<String> labels, List<String> templates) {
    List<String> sentences = new ArrayList<>();
    for (String label : labels) {
      for (String template : templates) {
        sentences.add(template.replace("{}", label));
      }
    }
    List<Embedding> encoded = clip.encodeTexts(sentences);
    float[][][] vectors = new float[labels.size()][templates.size()][];
    for (int l = 0; l < labels.size(); l++) {
      for (int t = 0; t < templates.size(); t++) {
        vectors[l][t] = encoded.get(l * templates.size() + t).normalized().values();
      }
    }
    return new LabelVectors(vectors);
  }

  /** A vector a label with one template alone. */
  float[][] single(int template) {
    float[][] rows = new float[vectors.length][];
    for (int l = 0; l < rows.length; l++) {
      rows[l] = vectors[l][template];
    }
    return rows;
  }

  /** A vector a label with all templates: the mean of unit vectors, brought to length 1 again. */
  float[][] ensemble() {
    float[][] rows = new float[vectors.length][];
    for (int l = 0; l < rows.length; l++) {
      float[] mean = new float[vectors[l][0].length];
      for (float[] sentence : vectors[l]) {
        for (int i = 0; i < mean.length; i++) {
          mean[i] += sentence[i] / vectors[l].length;
        }
      }
      rows[l] = VectorMath.normalize(mean);
    }
    return rows;
  }

  /** The part of pictures whose nearest label is their own. */
  static double accuracy(float[][] pictures, int[] labelOf, float[][] labels) {
    float[][] cosines = VectorMath.cosine(pictures, labels);
    int right = 0;
    for (int i = 0; i < pictures.length; i++) {
      right += TopK.ofScores(cosines[i], 1).get(0).index() == labelOf[i] ? 1 : 0;
    }
    return (double) right / pictures.length;
  }
}
