package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.weights.PickleValue.Bool;
import io.github.clip4j.weights.PickleValue.Instance;
import io.github.clip4j.weights.PickleValue.Int;
import io.github.clip4j.weights.PickleValue.Items;
import io.github.clip4j.weights.PickleValue.Mapping;
import io.github.clip4j.weights.PickleValue.None;
import io.github.clip4j.weights.PickleValue.Real;
import io.github.clip4j.weights.PickleValue.Text;
import io.github.clip4j.weights.PickleValue.Tuple;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A pickle is a program for a stack machine: each opcode that torch writes, by hand")
class PickleOpcodesTest {
  private static PickleBytes pickle() {
    return PickleBytes.protocol2();
  }

  private static PickleValue read(PickleBytes pickle) throws ModelFormatException {
    return PickleReader.read(pickle.stop(), "data.pkl", false);
  }

  private static void refused(PickleBytes pickle, String code, String naming) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> read(pickle))
        .withMessageContaining(naming)
        .withMessageContaining("offset")
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void none_true_and_false_are_one_byte_each() throws ModelFormatException {
    assertThat(read(pickle().op('N'))).isEqualTo(new None());
    assertThat(read(pickle().op(0x88))).isEqualTo(new Bool(true));
    assertThat(read(pickle().op(0x89))).isEqualTo(new Bool(false));
  }

  @Test
  void integers_of_one_two_and_four_bytes_are_little_endian_and_only_the_last_has_a_sign()
      throws ModelFormatException {
    assertThat(read(pickle().op('K', 0xFF))).isEqualTo(new Int(255));
    assertThat(read(pickle().op('M', 0x34, 0xF2))).isEqualTo(new Int(0xF234));
    assertThat(read(pickle().op('J', 0xFE, 0xFF, 0xFF, 0xFF))).isEqualTo(new Int(-2));
  }

  @Test
  void a_long_integer_is_twos_complement_of_any_length_and_must_fit_64_bits()
      throws ModelFormatException {
    assertThat(read(pickle().op(0x8A, 0))).isEqualTo(new Int(0));
    assertThat(read(pickle().op(0x8A, 1, 0xFF))).isEqualTo(new Int(-1));
    assertThat(read(pickle().op(0x8A, 2, 0xFF, 0x00))).isEqualTo(new Int(255));
    assertThat(read(pickle().op(0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80)))
        .isEqualTo(new Int(Long.MIN_VALUE));
    assertThat(read(pickle().op(0x8A, 9, 1, 0, 0, 0, 0, 0, 0, 0, 0))).isEqualTo(new Int(1));
    refused(pickle().op(0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0x80, 0), "PK_LIMIT", "64 bits");
    refused(pickle().op(0x8A, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F), "PK_LIMIT", "71 bits");
  }

  @Test
  void a_float_is_the_one_number_that_is_big_endian() throws ModelFormatException {
    assertThat(read(pickle().op('G', 0x3F, 0xF8, 0, 0, 0, 0, 0, 0))).isEqualTo(new Real(1.5));
  }

  @Test
  void text_has_its_length_in_one_byte_or_in_four_and_ends_with_the_file_at_most()
      throws ModelFormatException {
    assertThat(read(pickle().op('U', 2, 'h', 'i'))).isEqualTo(new Text("hi"));
    assertThat(read(pickle().text("für"))).isEqualTo(new Text("für"));
    assertThat(read(pickle().text(""))).isEqualTo(new Text(""));
    refused(pickle().op('U', 3, 'h'), "PK_CORRUPT", "3 bytes are announced, 2 remain");
  }

  @Test
  void text_may_have_a_mebibyte_and_no_byte_more() throws ModelFormatException {
    assertThat(read(pickle().text("x".repeat(1 << 20)))).isInstanceOf(Text.class);
    refused(pickle().text("x".repeat((1 << 20) + 1)), "PK_LIMIT", "1048577 bytes");
  }

  @Test
  void tuples_take_one_two_or_three_values_or_all_down_to_the_mark() throws ModelFormatException {
    Int one = new Int(1);
    Int two = new Int(2);
    assertThat(read(pickle().op(')'))).isEqualTo(new Tuple(List.of()));
    assertThat(read(pickle().op('K', 1, 0x85))).isEqualTo(new Tuple(List.of(one)));
    assertThat(read(pickle().op('K', 1, 'K', 2, 0x86))).isEqualTo(new Tuple(List.of(one, two)));
    assertThat(read(pickle().op('K', 1, 'K', 2, 'N', 0x87)))
        .isEqualTo(new Tuple(List.of(one, two, new None())));
    assertThat(read(pickle().op('(', 'K', 1, 'K', 2, 't'))).isEqualTo(new Tuple(List.of(one, two)));
    // A mark within a mark: the inner group ends at the inner one.
    assertThat(read(pickle().op('(', 'K', 1, '(', 't', 't')))
        .isEqualTo(new Tuple(List.of(one, new Tuple(List.of()))));
  }

  @Test
  void lists_grow_by_one_item_or_by_all_down_to_the_mark() throws ModelFormatException {
    Items list = (Items) read(pickle().op(']', 'K', 1, 'a', '(', 'K', 2, 'K', 3, 'e'));
    assertThat(list.items).containsExactly(new Int(1), new Int(2), new Int(3));
    refused(pickle().op('}', 'N', 'a'), "PK_CORRUPT", "APPEND on mapping");
    refused(pickle().op('N', '(', 'e'), "PK_CORRUPT", "APPENDS on none");
    refused(pickle().op('(', 'e'), "PK_CORRUPT", "APPENDS on mark");
  }

  @Test
  void dicts_keep_the_order_of_their_pairs_and_the_last_of_a_repeated_key_counts()
      throws ModelFormatException {
    PickleBytes pickle = pickle().op('}').text("a").op('K', 1, 's', '(');
    Mapping dict = (Mapping) read(pickle.text("b").op('K', 2).text("a").op('K', 3, 'u'));
    assertThat(dict.keys).containsExactly(new Text("a"), new Text("b"), new Text("a"));
    assertThat(dict.get("a")).isEqualTo(new Int(3));
    assertThat(dict.get("b")).isEqualTo(new Int(2));
    assertThat(dict.get("c")).isNull();
    refused(pickle().op(']', 'N', 'N', 's'), "PK_CORRUPT", "SETITEM on items");
    refused(pickle().op(']', '(', 'u'), "PK_CORRUPT", "SETITEMS on items");
    refused(pickle().op('}', '(', 'N', 'u'), "PK_CORRUPT", "a key without a value");
  }

  @Test
  void keys_are_numbers_text_none_and_short_tuples_of_these() throws ModelFormatException {
    PickleBytes pickle = pickle().op('}', '(').text("t").op('N', 'K', 1, 'N', 0x88, 'N');
    pickle.op('G', 0, 0, 0, 0, 0, 0, 0, 0, 'N', 'N', 'N', 'K', 1, 0x85, 'N', 'u');
    assertThat(((Mapping) read(pickle)).keys).hasSize(6);
    refused(pickle().op('}', ']', 'N', 's'), "PK_CORRUPT", "a key is items");
    refused(pickle().op('}', 'N', ']', 0x86, 'N', 's'), "PK_CORRUPT", "a key is tuple");
  }

  @Test
  void a_key_may_have_sixteen_parts_in_a_tuple_and_four_tuples_in_each_other()
      throws ModelFormatException {
    for (int parts : new int[] {16, 17}) {
      PickleBytes pickle = pickle().op('}', '(').op("N".repeat(parts).chars().toArray());
      if (parts == 16) {
        assertThat(((Mapping) read(pickle.op('t', 'N', 's'))).keys).hasSize(1);
      } else {
        refused(pickle.op('t', 'N', 's'), "PK_CORRUPT", "a key is tuple");
      }
    }
    assertThat(read(pickle().op('}', 'N', 0x85, 0x85, 0x85, 0x85, 'N', 's'))).isNotNull();
    refused(
        pickle().op('}', 'N', 0x85, 0x85, 0x85, 0x85, 0x85, 'N', 's'),
        "PK_CORRUPT",
        "a key is tuple");
  }

  @Test
  void the_memo_gives_back_the_same_value_by_a_short_or_a_long_number()
      throws ModelFormatException {
    Tuple twice = (Tuple) read(pickle().op(']', 'q', 0, 'h', 0, 0x86));
    assertThat(twice.items().get(0)).isSameAs(twice.items().get(1));
    twice = (Tuple) read(pickle().op(']', 'r', 3, 0, 0, 0, 'j', 3, 0, 0, 0, 0x86));
    assertThat(twice.items().get(0)).isSameAs(twice.items().get(1));
    refused(pickle().op(']', 'r', 4, 0, 0, 0), "PK_LIMIT", "memo id 4 after 3 opcodes");
    refused(pickle().op('j', 1, 0, 0, 0), "PK_MEMO", "memo id 1 was never set");
    refused(pickle().op('(', 'q', 0), "PK_CORRUPT", "nothing to memoize");
  }

  @Test
  void build_gives_an_object_its_state_once_and_passes_over_attributes_of_a_dict()
      throws ModelFormatException {
    PickleBytes object = pickle().global("argparse", "Namespace").op(')', 0x81);
    Instance options = (Instance) read(object.op('}').text("lr").op('N', 's', 'b'));
    assertThat(options.type).isEqualTo("argparse.Namespace");
    assertThat(options.state).isNotNull();
    Mapping dict = (Mapping) read(pickle().op('}', '}').text("_metadata").op('N', 's', 'b'));
    assertThat(dict.keys).isEmpty();

    object = pickle().global("argparse", "Namespace").op(')', 0x81);
    refused(object.op('}', 'b', '}', 'b'), "PK_CORRUPT", "BUILD of instance with mapping");
    object = pickle().global("argparse", "Namespace").op(')', 0x81);
    refused(object.op('N', 'b'), "PK_CORRUPT", "BUILD of instance with none");
    refused(pickle().op('}', 'N', 'b'), "PK_CORRUPT", "BUILD of mapping with none");
    refused(pickle().op(']', '}', 'b'), "PK_CORRUPT", "BUILD of items with mapping");
    refused(pickle().op('}', 'b'), "PK_CORRUPT", "BUILD of mark with mapping");
    refused(pickle().global("torch", "Size").op('}', 'b'), "PK_CORRUPT", "the name torch.Size");
  }

  @Test
  void protocol_is_told_once_at_the_start_or_not_at_all() throws ModelFormatException {
    assertThat(read(new PickleBytes().op('N'))).isEqualTo(new None());
    refused(new PickleBytes().op('N', 0x80, 2), "PK_CORRUPT", "a second PROTO");
  }

  @Test
  void a_name_is_two_lines_of_printable_ascii_of_512_characters_at_most() {
    String longest = "x".repeat(512);
    refused(pickle().global(longest, "y"), "PK_GLOBAL", longest + ".y");
    refused(pickle().global(longest + "x", "y"), "PK_CORRUPT", "too long");
    refused(pickle().global("~", "y"), "PK_GLOBAL", "~.y");
    refused(pickle().global(" ", "y"), "PK_GLOBAL", " .y");
    refused(pickle().global("\t", "y"), "PK_CORRUPT", "printable");
    refused(pickle().global("\u007f", "y"), "PK_CORRUPT", "printable");
    refused(pickle().global("é", "y"), "PK_CORRUPT", "printable");
  }

  @Test
  void a_pickle_ends_at_its_stop_with_one_value_and_nothing_after_it() {
    refused(pickle(), "PK_CORRUPT", "empty stack");
    refused(pickle().op('N', 'N'), "PK_CORRUPT", "the stack is not empty");
    refused(pickle().op('(', 'N'), "PK_CORRUPT", "the stack is not empty");
    refused(pickle().op('N', '.', 'N'), "PK_CORRUPT", "2 bytes follow the end");
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> PickleReader.read(new byte[0], "data.pkl", false))
        .withMessageContaining("truncated?");
  }

  @Test
  void a_number_may_be_the_last_byte_so_that_only_the_stop_is_missing() {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> PickleReader.read(pickle().op('K', 1).unfinished(), "data.pkl", false))
        .withMessageContaining("ends without STOP");
  }

  @Test
  void ten_million_opcodes_are_read_and_not_one_more() throws ModelFormatException {
    // An empty group of pairs again and again; with its dict and STOP one opcode too many, or none.
    for (int groups : new int[] {4_999_999, 5_000_000}) {
      byte[] bytes = new byte[2 * groups + 2];
      bytes[0] = '}';
      for (int i = 1; i < bytes.length - 1; i += 2) {
        bytes[i] = '(';
        bytes[i + 1] = 'u';
      }
      bytes[bytes.length - 1] = '.';
      if (groups < 5_000_000) {
        assertThat(PickleReader.read(bytes, "data.pkl", false)).isInstanceOf(Mapping.class);
      } else {
        assertThatExceptionOfType(ModelFormatException.class)
            .isThrownBy(() -> PickleReader.read(bytes, "data.pkl", false))
            .withMessageContaining("more than 10000000 opcodes");
      }
    }
  }

  @Test
  void a_stack_has_a_hundred_thousand_places_and_not_one_more() throws ModelFormatException {
    int[] nones = "N".repeat(99_999).chars().toArray();
    assertThat(((Tuple) read(pickle().op('(').op(nones).op('t'))).items()).hasSize(99_999);
    refused(pickle().op('(').op(nones).op('N', 't'), "PK_LIMIT", "a stack of more than 100000");
  }

  @Test
  void tuples_may_lie_64_deep_in_each_other_and_no_deeper() throws ModelFormatException {
    assertThat(read(nested(pickle().op('N'), 64))).isInstanceOf(Tuple.class);
    refused(nested(pickle().op('N'), 65), "PK_LIMIT", "nested deeper than 64");
  }

  @Test
  void a_shared_part_counts_with_its_own_depth_wherever_it_stands() throws ModelFormatException {
    // A pair: a part of depth 32, and the same part again within 31 or 32 tuples.
    assertThat(read(nested(nested(pickle().op('N'), 32).op('q', 0, 'h', 0), 31).op(0x86)))
        .isInstanceOf(Tuple.class);
    refused(
        nested(nested(pickle().op('N'), 32).op('q', 0, 'h', 0), 32).op(0x86),
        "PK_LIMIT",
        "nested deeper than 64");
  }

  private static PickleBytes nested(PickleBytes pickle, int tuples) {
    for (int i = 0; i < tuples; i++) {
      pickle.op(0x85);
    }
    return pickle;
  }

  @Test
  void half_a_million_values_are_made_and_not_one_more() throws ModelFormatException {
    for (int numbers : new int[] {499_999, 500_000}) {
      PickleBytes pickle = pickle().op(']');
      for (int i = 0; i < numbers; i++) {
        pickle.op('K', 0, 'a');
      }
      if (numbers < 500_000) {
        assertThat(((Items) read(pickle)).items).hasSize(numbers);
      } else {
        refused(pickle, "PK_LIMIT", "more than 500000 values");
      }
    }
  }
}
