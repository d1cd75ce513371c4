package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.clip4j.vector.VectorMath;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The sample test that CONTRIBUTING shows. */
class ContributingTest {
  // snippet: contributing
  @Test
  @DisplayName("the cosine of a vector of zeros is 0, as in torch")
  void cosineOfZeros() {
    assertThat(VectorMath.cosine(new float[] {0, 0}, new float[] {3, 4})).isZero();
  }
  // end
}
