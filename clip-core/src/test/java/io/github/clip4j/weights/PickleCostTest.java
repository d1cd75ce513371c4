package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.clip4j.errors.ModelFormatException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each pickle here is short; read without a count of the work, it took hours or all memory. */
@DisplayName("A memo lets one byte stand for much: what a pickle makes of it is counted")
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PickleCostTest {
  private static void refused(PickleBytes pickle, String naming) {
    byte[] bytes = pickle.stop();
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> StateDict.find(PickleReader.read(bytes, "data.pkl", true), "x.pt"))
        .withMessageContaining(naming)
        .satisfies(e -> assertThat(e.code()).isEqualTo("PK_LIMIT"));
  }

  private static PickleBytes module() {
    return PickleBytes.protocol2().global("__torch__", "Module").op('q', 0);
  }

  @Test
  void dicts_made_again_and_again_of_one_long_list_of_pairs() {
    PickleBytes pickle = PickleBytes.protocol2().global("collections", "OrderedDict").op('q', 0);
    pickle.text("key").op('N', 0x86, 'q', 1, ']', '(');
    for (int i = 0; i < 50_000; i++) {
      pickle.op('h', 1);
    }
    pickle.op('e', 0x85, 'q', 2);
    for (int i = 0; i < 90_000; i++) {
      pickle.op('h', 0, 'h', 2, 'R');
    }
    refused(pickle, "more than 500000 values");
  }

  @Test
  void keys_that_are_tuples_of_shared_tuples() {
    // 16 times 16 times 16 times 16 parts, looked at for each pair.
    PickleBytes pickle = PickleBytes.protocol2().op('N', 'q', 0);
    for (int depth = 0; depth < 4; depth++) {
      pickle.op('(');
      for (int i = 0; i < 16; i++) {
        pickle.op('h', depth);
      }
      pickle.op('t', 'q', depth + 1);
    }
    pickle.op('}');
    for (int i = 0; i < 100_000; i++) {
      pickle.op('h', 4, 'h', 0, 's');
    }
    refused(pickle, "keys of more than 10000000 parts");
  }

  @Test
  void a_long_dict_in_a_hundred_thousand_places_of_a_list() throws ModelFormatException {
    PickleBytes pickle = PickleBytes.protocol2().op(']', '}', 'q', 0);
    for (int i = 0; i < 100_000; i++) {
      pickle.op('N', 'N', 's');
    }
    pickle.op('a');
    for (int i = 0; i < 100_000; i++) {
      pickle.op('h', 0, 'a');
    }
    // Nothing is wrong with it but its size; it is only to be read in linear time.
    assertThat(PickleReader.read(pickle.stop(), "data.pkl", false)).isNotNull();
  }

  @Test
  void a_module_of_many_attributes_under_many_names() {
    // The parent's first attribute is the child itself; all others are the same child again.
    PickleBytes pickle = module().op(')', 0x81, '}').text("child").op('q', 1);
    pickle.op('h', 0, ')', 0x81, '}');
    for (int i = 0; i < 20_000; i++) {
      pickle.op('N', 'N', 's');
    }
    pickle.op('b', 'q', 2, 's');
    for (int i = 0; i < 60; i++) {
      pickle.op('h', 1, 'h', 2, 's');
    }
    pickle.op('b');
    refused(pickle, "attributes in all");
  }

  @Test
  void a_million_attributes_are_looked_at_and_not_one_more() throws ModelFormatException {
    // Fifty names of one child; each time its attributes are looked at again.
    for (int attributes : new int[] {19_999, 20_000}) {
      PickleBytes pickle = module().op(')', 0x81, '}').text("child").op('q', 1);
      pickle.op('h', 0, ')', 0x81, '}').text("w");
      pickle.tensor("0", 1, 0, new int[] {1}, new int[] {1}).op('s');
      for (int i = 1; i < attributes; i++) {
        pickle.op('N', 'N', 's');
      }
      pickle.op('b', 'q', 2, 's');
      for (int i = 1; i < 50; i++) {
        pickle.op('h', 1, 'h', 2, 's');
      }
      pickle.op('b');
      if (attributes == 19_999) {
        PickleValue root = PickleReader.read(pickle.stop(), "data.pkl", true);
        assertThat(StateDict.find(root, "x.pt")).containsOnlyKeys("child.w");
      } else {
        refused(pickle, "more than 1000000 attributes");
      }
    }
  }

  @Test
  void a_path_has_4096_characters_at_most_its_dots_among_them() throws ModelFormatException {
    for (int length : new int[] {4095, 4096}) {
      PickleBytes pickle = module().op(')', 0x81, '}').text("m".repeat(length));
      pickle.op('h', 0, ')', 0x81, '}').text("");
      pickle.tensor("0", 1, 0, new int[] {1}, new int[] {1}).op('s', 'b', 's', 'b');
      if (length == 4095) {
        PickleValue root = PickleReader.read(pickle.stop(), "data.pkl", true);
        assertThat(StateDict.find(root, "x.pt")).containsOnlyKeys("m".repeat(4095) + ".");
      } else {
        refused(pickle, "path is longer than 4096");
      }
    }
  }

  @Test
  void modules_in_modules_whose_names_are_long() {
    PickleBytes pickle = module();
    int depth = 20;
    for (int i = 0; i < depth; i++) {
      pickle.op(i == 0 ? new int[0] : new int[] {'h', 0}).op(')', 0x81, '}');
      pickle.text("x".repeat(1000));
    }
    pickle.op('N');
    for (int i = 0; i < depth; i++) {
      pickle.op('s', 'b');
    }
    refused(pickle, "path is longer than 4096");
  }
}
