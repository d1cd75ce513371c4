package io.github.clip4j.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What comes out of a tower, taken apart. */
class VectorsTest {
  @Test
  @DisplayName("the rows of [B, D] come one by one, from halves as from floats")
  void rows() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList output = new NDList(manager.create(new float[] {1, 2, 3, 4, 5, 6}, new Shape(2, 3)));
      NDList halves = new NDList(output.head().toType(DataType.FLOAT16, true));
      float[][] expected = {{1, 2, 3}, {4, 5, 6}};

      assertThat(Vectors.rows(output)).isDeepEqualTo(expected);
      assertThat(Vectors.rows(halves)).isDeepEqualTo(expected);
      assertThat(Vectors.rows(new NDList(manager.zeros(new Shape(0, 3))))).isEmpty();
      assertThat(Vectors.single(new NDList(halves.head().get(1)))).containsExactly(4, 5, 6);
    }
  }

  @Test
  @DisplayName("no output, or one of another rank, is the archive's fault and told with its shape")
  void other_outputs() {
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> Vectors.rows(new NDList()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the model gave no output");
      assertThatThrownBy(() -> Vectors.single(new NDList()))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> Vectors.rows(new NDList(manager.zeros(new Shape(2, 3, 4)))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the model gave shape (2, 3, 4), expected [batch, dim]");
    }
  }
}
