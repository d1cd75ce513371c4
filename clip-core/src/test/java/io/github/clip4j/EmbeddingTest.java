package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
  @Test
  @DisplayName("the cosine is 1, 0 and -1 for the same, a right and the opposite direction")
  void cosine() {
    Embedding a = Embedding.of(1, 2);
    assertThat(a.cosine(Embedding.of(2, 4))).isCloseTo(1, Offset.offset(1e-6f));
    assertThat(a.cosine(Embedding.of(-2, 1))).isZero();
    assertThat(a.cosine(Embedding.of(-1, -2))).isCloseTo(-1, Offset.offset(1e-6f));
    assertThat(a.cosine(Embedding.of(0, 0))).isZero();
  }

  @Test
  @DisplayName("normalized has length 1 and the same direction")
  void normalized() {
    Embedding unit = Embedding.of(3, 4).normalized();
    assertThat(unit.values()).containsExactly(0.6f, 0.8f);
    assertThat(unit.norm()).isCloseTo(1, Offset.offset(1e-6));
  }

  @Test
  @DisplayName("the array that is given and the array that is got are copies")
  void values_are_copies() {
    float[] given = {1, 2};
    Embedding embedding = Embedding.of(given);
    given[0] = 9;
    embedding.values()[1] = 9;
    assertThat(embedding).isEqualTo(Embedding.of(1, 2));
  }

  @Test
  @DisplayName("NaN, infinity, no values and another dimension are refused by name")
  void mistakes() {
    assertThatThrownBy(() -> Embedding.of(1, Float.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("value 1");
    assertThatThrownBy(() -> Embedding.of()).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Embedding.of(1).cosine(Embedding.of(1, 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
