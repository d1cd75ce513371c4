package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.vector.VectorMath;
import java.io.PrintStream;
import java.util.Arrays;

/**
 * Step 1: the cosine of the angle between two vectors says how alike their directions are: 1 for
 * the same, 0 for unrelated (orthogonal), -1 for opposite. Their lengths do not matter.
 */
public final class Step1CosineSimilarity {
  private Step1CosineSimilarity() {}

  /**
   * Prints the cosines of a few vectors in the plane.
   *
   * @param args unused
   */
  public static void main(String[] args) {
    run(System.out);
  }

  static void run(PrintStream out) {
    float[] vec1 = {1, 0};
    float[] vec2 = {0, 1};
    float[] vec3 = {-1, 0};

    // A vector points in the same direction as itself.
    out.println("cosine similarity of vec_1 with vec_1 is: " + cosineSimilarity(vec1, vec1));

    // Ten times longer, still the same direction.
    float[] vec1Scaled = {vec1[0] * 10, vec1[1] * 10};
    out.println("vec_1: " + Arrays.toString(vec1));
    out.println("vec_1_scaled: " + Arrays.toString(vec1Scaled));
    out.println(
        "cosine similarity of vec_1 with vec_1_scaled is: " + cosineSimilarity(vec1, vec1Scaled));

    out.println("cosine similarity of vec_1 with vec_2 is: " + cosineSimilarity(vec1, vec2));
    out.println("cosine similarity of vec_1 with vec_3 is: " + cosineSimilarity(vec1, vec3));

    // Now with vectors of your own.
    float[] vec4 = {2, 4};
    float[] vec5 = {-3, 5};
    out.println("cosine similarity of vec_4 with vec_5 is: " + cosineSimilarity(vec4, vec5));
    out.println("the library says: " + VectorMath.cosine(vec4, vec5));
  }

  /** The formula spelled out: the dot product over the product of the lengths. */
  static double cosineSimilarity(float[] a, float[] b) {
    double dotProduct = VectorMath.dot(a, b);
    double productOfMagnitudes = VectorMath.norm(a) * VectorMath.norm(b);
    return dotProduct / productOfMagnitudes;
  }
}
