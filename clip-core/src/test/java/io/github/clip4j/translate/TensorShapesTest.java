package io.github.clip4j.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import io.github.clip4j.tokenizer.ClipTokenizer;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which shapes the translators let through, and what reaches the archive. */
class TensorShapesTest {
  private static final String NEEDED = "the model needs [batch, 3, 32, 32]";

  @Test
  @DisplayName(
      "a batch of RGB squares passes; each other shape is told, with a hint where it helps")
  void image_shapes() {
    assertThatCode(() -> ImageTensorTranslator.requireShape(new Shape(7, 3, 32, 32), 32))
        .doesNotThrowAnyException();
    assertRefused(new Shape(3, 32, 32), "[3, 32, 32], " + NEEDED, "expandDims(0)");
    assertRefused(new Shape(1, 32, 32, 3), "[1, 32, 32, 3], " + NEEDED, "transpose(0, 3, 1, 2)");
    for (Shape shape :
        List.of(
            new Shape(0, 3, 32, 32),
            new Shape(1, 4, 32, 32),
            new Shape(1, 3, 31, 32),
            new Shape(1, 3, 32, 33),
            new Shape(32, 32),
            new Shape(3, 32, 31),
            new Shape(1, 1, 3, 32, 32))) {
      assertThatThrownBy(() -> ImageTensorTranslator.requireShape(shape, 32))
          .as("%s", shape)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageEndingWith(NEEDED);
    }
  }

  private static void assertRefused(Shape shape, String found, String hint) {
    assertThatThrownBy(() -> ImageTensorTranslator.requireShape(shape, 32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(found)
        .hasMessageContaining(hint);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(ints = {0, -1})
  @DisplayName("sizes below 1 are refused when the translator is made")
  void sizes(int size) {
    assertThatThrownBy(() -> ImageTensorTranslator.of(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("imageSize must be at least 1, is " + size);
    assertThatThrownBy(() -> TokenTensorTranslator.of(size))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("contextLength must be at least 1, is " + size);
  }

  @Test
  @DisplayName("rows of ids are padded with zeros to the longest, the mask says where ids are")
  void padded_and_masked() {
    ModuleMethod method = new ModuleMethod("get_text_features");
    Batchifier batchifier =
        TextTranslator.of(ClipTokenizer.openClip())
            .withMethod(method)
            .withAttentionMask()
            .getBatchifier();
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList batch =
          batchifier.batchify(
              new NDList[] {
                new NDList(manager.create(new long[] {5, 6, 7})),
                new NDList(manager.create(new long[] {8}))
              });

      assertThat(batch).hasSize(3);
      assertThat(batch.get(0).getShape()).isEqualTo(new Shape(2, 3));
      assertThat(batch.get(0).toLongArray()).containsExactly(5, 6, 7, 8, 0, 0);
      assertThat(batch.get(1).toLongArray()).containsExactly(1, 1, 1, 1, 0, 0);
      assertThat(batch.get(1).getDataType()).isEqualTo(DataType.INT64);
      assertThat(batch.get(2).getName()).isEqualTo("module_method:get_text_features");
    }
  }

  @Test
  @DisplayName("a method with a dot or a blank is no Python name and refused")
  void method_names() {
    for (String name : List.of("", "a.b", "a b", "1a", "a\n")) {
      assertThatThrownBy(() -> new ModuleMethod(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("not a method's name");
    }
  }
}
