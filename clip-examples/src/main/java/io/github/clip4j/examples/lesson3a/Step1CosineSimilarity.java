package io.github.clip4j.examples.lesson3a;

import io.github.clip4j.examples.course.LessonRun;
import io.github.clip4j.examples.report.Charts;
import io.github.clip4j.examples.report.Charts.Arrow;
import io.github.clip4j.examples.report.OutputFolder;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Step 1: the cosine of the angle between two vectors says how alike their directions are: 1 for
 * the same, 0 for unrelated (orthogonal), -1 for opposite. Their lengths do not matter.
 */
public final class Step1CosineSimilarity {
  private Step1CosineSimilarity() {}

  /**
   * Prints the cosines of a few vectors in the plane and draws them.
   *
   * @param args unused
   */
  public static void main(String[] args) throws IOException {
    run(LessonRun.console(), LessonRun.defaultFolder(Lesson3a.NUMBER));
  }

  static void run(PrintWriter out, OutputFolder folder) throws IOException {
    out.println("== Step 1: the cosine of the angle");
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

    // Vectors of your own: every number on the way.
    float[] vec4 = {2, 4};
    float[] vec5 = {-3, 5};
    byHand(out, vec4, vec5);
    out.println("cosine similarity of vec_4 with vec_5 is: " + cosineSimilarity(vec4, vec5));
    out.println("the library says: " + VectorMath.cosine(vec4, vec5));

    List<Arrow> arrows =
        List.of(
            new Arrow("vec_1", vec1[0], vec1[1]),
            new Arrow("vec_2", vec2[0], vec2[1]),
            new Arrow("vec_3", vec3[0], vec3[1]),
            new Arrow("vec_4", vec4[0], vec4[1]),
            new Arrow("vec_5", vec5[0], vec5[1]));
    out.println(
        "drawn: "
            + folder.png("arrows.png", Charts.arrows("The angle decides, not the length", arrows)));
  }

  private static void byHand(PrintWriter out, float[] a, float[] b) {
    StringBuilder products = new StringBuilder();
    double dot = 0;
    for (int i = 0; i < a.length; i++) {
      products.append(i == 0 ? "" : " + ").append(number(a[i])).append("·").append(number(b[i]));
      dot += a[i] * b[i];
    }
    out.println("vec_4: " + Arrays.toString(a) + ", vec_5: " + Arrays.toString(b));
    out.println("  dot product: " + products + " = " + dot);
    double lengthA = VectorMath.norm(a);
    double lengthB = VectorMath.norm(b);
    out.printf(Locale.ROOT, "  lengths: %.4f and %.4f%n", lengthA, lengthB);
    double cosine = dot / (lengthA * lengthB);
    out.printf(
        Locale.ROOT,
        "  cosine: %s / (%.4f · %.4f) = %.4f, an angle of %.1f degrees%n",
        dot,
        lengthA,
        lengthB,
        cosine,
        Math.toDegrees(Math.acos(cosine)));
  }

  private static String number(float value) {
    return value < 0 ? "(" + value + ")" : String.valueOf(value);
  }

  /** The formula spelled out: the dot product over the product of the lengths. */
  static double cosineSimilarity(float[] a, float[] b) {
    double dotProduct = VectorMath.dot(a, b);
    double productOfMagnitudes = VectorMath.norm(a) * VectorMath.norm(b);
    return dotProduct / productOfMagnitudes;
  }
}
