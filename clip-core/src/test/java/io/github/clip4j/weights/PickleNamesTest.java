package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.weights.PickleValue.Global;
import io.github.clip4j.weights.PickleValue.Instance;
import io.github.clip4j.weights.PickleValue.Int;
import io.github.clip4j.weights.PickleValue.Mapping;
import io.github.clip4j.weights.PickleValue.Tensor;
import io.github.clip4j.weights.PickleValue.Text;
import io.github.clip4j.weights.PickleValue.Tuple;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A name in a pickle stands for data; what each may be called with is fixed")
class PickleNamesTest {
  private static PickleBytes pickle() {
    return PickleBytes.protocol2();
  }

  private static PickleValue read(PickleBytes pickle) throws ModelFormatException {
    return PickleReader.read(pickle.stop(), "data.pkl", true);
  }

  private static void refused(PickleBytes pickle, String code, String naming) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> read(pickle))
        .withMessageContaining(naming)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  private static Map<String, Tensor> dict(PickleBytes pickle) throws ModelFormatException {
    return StateDict.find(read(pickle), "x.pt");
  }

  private static void noDict(PickleBytes pickle, String naming) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(() -> dict(pickle))
        .withMessageContaining(naming);
  }

  private static PickleBytes tensor(PickleBytes pickle) {
    return pickle.tensor("0", 2, 0, new int[] {2}, new int[] {1});
  }

  @Test
  void classes_of_torchscript_are_names_only_in_a_torchscript_file() throws ModelFormatException {
    assertThat(read(pickle().global("__torch__.clip", "Model")))
        .isEqualTo(new Global("__torch__.clip.Model"));
    for (String[] name :
        new String[][] {{"__torch__.clip", "Model"}, {"torch.jit._pickle", "build_intlist"}}) {
      assertThatExceptionOfType(ModelFormatException.class)
          .isThrownBy(
              () -> PickleReader.read(pickle().global(name[0], name[1]).stop(), "data.pkl", false))
          .satisfies(e -> assertThat(e.code()).isEqualTo("PK_GLOBAL"));
    }
  }

  @Test
  void an_ordered_dict_is_empty_or_made_of_a_list_of_pairs() throws ModelFormatException {
    PickleBytes pickle = pickle().global("collections", "OrderedDict").op(']', '(');
    pickle.text("a").op('N', 0x86).op(']', '(').text("b").op('K', 1, 'e', 'e', 0x85, 'R');
    Mapping dict = (Mapping) read(pickle);
    assertThat(dict.keys).containsExactly(new Text("a"), new Text("b"));
    assertThat(dict.get("b")).isEqualTo(new Int(1));

    refused(ordered().op('N', 0x85, 'R'), "PK_CORRUPT", "other than a list of pairs");
    refused(ordered().op(']', ']', 0x86, 'R'), "PK_CORRUPT", "other than a list of pairs");
    refused(ordered().op(']', 'N', 'a', 0x85, 'R'), "PK_CORRUPT", "other than pairs");
    refused(ordered().op(']', 'N', 'N', 0x86, 'a', 0x85, 'R'), "PK_CORRUPT", "than pairs");
  }

  private static PickleBytes ordered() {
    return pickle().global("collections", "OrderedDict");
  }

  @Test
  void a_size_is_its_tuple_and_a_device_is_an_object_without_state() throws ModelFormatException {
    assertThat(read(pickle().global("torch", "Size").tuple(2, 3).op(0x85, 'R')))
        .isEqualTo(new Tuple(List.of(new Int(2), new Int(3))));
    PickleValue device = read(pickle().global("torch", "device").text("cpu").op(0x85, 'R'));
    assertThat(((Instance) device).type).isEqualTo("torch.device");
    refused(pickle().global("torch", "Size").op(')', 'R'), "PK_CORRUPT", "other arguments");
    refused(pickle().global("torch", "Size").op('N', 0x85, 'R'), "PK_CORRUPT", "other arguments");
    refused(pickle().global("torch", "Size").op('N', 'R'), "PK_CORRUPT", "without a tuple");
    refused(pickle().global("torch", "float32").op(')', 'R'), "PK_GLOBAL", "torch.float32");
  }

  @Test
  void lists_of_torchscript_are_what_they_are_made_of() throws ModelFormatException {
    for (String kind : new String[] {"intlist", "doublelist", "boollist", "tensorlist"}) {
      String name = "build_" + kind;
      assertThat(read(pickle().global("torch.jit._pickle", name).op('K', 7, 0x85, 'R')))
          .isEqualTo(new Int(7));
      refused(pickle().global("torch.jit._pickle", name).op(')', 'R'), "PK_CORRUPT", name);
    }
  }

  @Test
  void a_type_tag_of_torchscript_is_passed_over() throws ModelFormatException {
    assertThat(read(tag().op('K', 7).text("int").op(0x86, 'R'))).isEqualTo(new Int(7));
    refused(tag().op('K', 7, 'N', 0x86, 'R'), "PK_CORRUPT", "restore_type_tag");
    refused(tag().op('K', 7, 0x85, 'R'), "PK_CORRUPT", "restore_type_tag");
  }

  private static PickleBytes tag() {
    return pickle().global("torch.jit._pickle", "restore_type_tag");
  }

  @Test
  void a_parameter_is_its_tensor() throws ModelFormatException {
    PickleBytes pickle = pickle().global("torch._utils", "_rebuild_parameter");
    assertThat(read(tensor(pickle).op(0x88, '}', 0x87, 'R'))).isInstanceOf(Tensor.class);
    pickle = pickle().global("torch._utils", "_rebuild_parameter");
    refused(tensor(pickle).op(0x88, 0x86, 'R'), "PK_CORRUPT", "_rebuild_parameter");
    pickle = pickle().global("torch._utils", "_rebuild_parameter");
    refused(pickle.op('N', 'N', 'N', 0x87, 'R'), "PK_CORRUPT", "_rebuild_parameter");
  }

  @Test
  void only_a_class_is_made_and_only_without_arguments() {
    refused(pickle().op('N', ')', 0x81), "PK_CORRUPT", "NEWOBJ of none");
    PickleBytes object = pickle().global("argparse", "Namespace");
    refused(object.op('N', 0x81), "PK_CORRUPT", "with arguments");
    object = pickle().global("argparse", "Namespace");
    refused(object.op('N', 0x85, 0x81), "PK_CORRUPT", "with arguments");
  }

  /** The five parts of a storage's id; the one of this index is None instead. */
  private static PickleBytes storage(int wrong) {
    PickleBytes pickle = pickle().op('(');
    pickle = wrong == 0 ? pickle.op('N') : pickle.text("storage");
    pickle = wrong == 1 ? pickle.op('N') : pickle.global("torch", "FloatStorage");
    pickle = wrong == 2 ? pickle.op('N') : pickle.text("0");
    pickle = wrong == 3 ? pickle.op('N') : pickle.text("cpu");
    return wrong == 4 ? pickle.op('N') : pickle.integer(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void each_part_of_a_storage_is_of_its_kind(int wrong) {
    refused(storage(wrong).op('t', 'Q'), "PK_CORRUPT", "a persistent id is not a storage");
  }

  @Test
  void a_storage_has_five_parts_and_the_type_of_an_element() throws ModelFormatException {
    assertThat(read(storage(-1).op('t', 'Q'))).isInstanceOf(PickleValue.Storage.class);
    refused(storage(-1).op('N', 't', 'Q'), "PK_CORRUPT", "not a storage");
    PickleBytes other = pickle().op('(').text("module").global("torch", "FloatStorage");
    refused(other.text("0").text("cpu").op('K', 2, 't', 'Q'), "PK_CORRUPT", "not a storage");
    other = pickle().op('(').text("storage").global("torch", "Size");
    refused(other.text("0").text("cpu").op('K', 2, 't', 'Q'), "PK_CORRUPT", "not a storage");
  }

  /** A tensor's arguments: storage, offset, size, strides and two more, one of them replaced. */
  private static PickleBytes arguments(int wrong) {
    PickleBytes pickle = pickle().global("torch._utils", "_rebuild_tensor_v2").op('(');
    if (wrong == 0) {
      pickle.op('N');
    } else {
      pickle.op('(').text("storage").global("torch", "FloatStorage").text("0").text("cpu");
      pickle.integer(2).op('t', 'Q');
    }
    pickle.op(wrong == 1 ? new int[] {'N'} : new int[] {'K', 0});
    pickle = wrong == 2 ? pickle.op('N') : pickle.tuple(2);
    return wrong == 3 ? pickle.op('N') : pickle.tuple(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void each_argument_of_a_tensor_is_of_its_kind(int wrong) {
    refused(arguments(wrong).op('N', 'N', 't', 'R'), "PK_CORRUPT", "other arguments");
  }

  @Test
  void a_tensor_has_six_arguments_or_seven() throws ModelFormatException {
    assertThat(read(arguments(-1).op('N', 'N', 't', 'R'))).isInstanceOf(Tensor.class);
    assertThat(read(arguments(-1).op('N', 'N', 'N', 't', 'R'))).isInstanceOf(Tensor.class);
    refused(arguments(-1).op('N', 't', 'R'), "PK_CORRUPT", "other arguments");
    refused(arguments(-1).op('N', 'N', 'N', 'N', 't', 'R'), "PK_CORRUPT", "other arguments");
  }

  private static PickleBytes view(int elements, int offset, int[] shape, int[] strides) {
    return pickle().tensor("0", elements, offset, shape, strides);
  }

  @Test
  void a_view_ends_with_its_storage_at_the_latest() throws ModelFormatException {
    assertThat(read(view(6, 0, new int[] {2, 3}, new int[] {3, 1}))).isInstanceOf(Tensor.class);
    assertThat(read(view(6, 5, new int[] {}, new int[] {}))).isInstanceOf(Tensor.class);
    assertThat(read(view(6, 6, new int[] {0}, new int[] {1}))).isInstanceOf(Tensor.class);
    // One number for all elements: a stride of 0, as torch's expand() makes.
    assertThat(read(view(2, 1, new int[] {2}, new int[] {0}))).isInstanceOf(Tensor.class);
    int[] two = {2};
    refused(view(6, 1, new int[] {2, 3}, new int[] {3, 1}), "PK_TENSOR_BOUNDS", "offset 1");
    refused(view(6, 6, new int[] {}, new int[] {}), "PK_TENSOR_BOUNDS", "offset 6");
    refused(view(6, 7, new int[] {0}, new int[] {1}), "PK_TENSOR_BOUNDS", "offset 7");
    refused(view(6, 0, two, new int[] {}), "PK_TENSOR_BOUNDS", "1 sizes of a tensor, but 0");
    int[] huge = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    refused(view(6, 0, huge, new int[] {0, 0, 0}), "PK_TENSOR_BOUNDS", "6 elements");
  }

  @Test
  void a_tensor_has_eight_dimensions_at_most_all_of_integers() throws ModelFormatException {
    assertThat(read(view(1, 0, ones(8), ones(8)))).isInstanceOf(Tensor.class);
    refused(view(1, 0, ones(9), ones(9)), "PK_TENSOR_BOUNDS", "9 dimensions, at most 8");
    PickleBytes pickle = pickle().global("torch._utils", "_rebuild_tensor_v2").op('(', '(');
    pickle.text("storage").global("torch", "FloatStorage").text("0").text("cpu").integer(2);
    pickle.op('t', 'Q', 'K', 0, 'N', 0x85).tuple(1).op('N', 'N', 't', 'R');
    refused(pickle, "PK_CORRUPT", "a size or stride is none");
  }

  private static int[] ones(int n) {
    int[] ones = new int[n];
    Arrays.fill(ones, 1);
    return ones;
  }

  @ParameterizedTest
  @ValueSource(strings = {"state_dict", "model_state_dict", "model"})
  void a_state_dict_is_found_in_the_wrappers_of_training_programs(String wrapper)
      throws ModelFormatException {
    PickleBytes pickle = pickle().op('}', '(').text("epoch").op('K', 3).text(wrapper).op('}');
    pickle = tensor(pickle.text("w")).op('s', 'u');
    assertThat(dict(pickle)).containsOnlyKeys("w");
  }

  @Test
  void what_is_no_tensor_or_has_no_name_is_passed_over() throws ModelFormatException {
    PickleBytes pickle = tensor(pickle().op('}', '(').op('K', 1));
    pickle = tensor(pickle.text("n").op('N').text("w")).op('u');
    assertThat(dict(pickle)).containsOnlyKeys("w");
    noDict(pickle().op('}').text("n").op('N', 's'), "no tensors are in it");
    noDict(pickle().op('N'), "it holds none");
    noDict(pickle().global("argparse", "Namespace").op(')', 0x81), "it holds instance");
  }

  @Test
  void attributes_of_modules_in_modules_become_dotted_names() throws ModelFormatException {
    PickleBytes pickle = pickle().global("__torch__", "M").op(')', 0x81, '}', '(');
    pickle.op('K', 1, 'N').text("training").op(0x89);
    tensor(pickle.text("scale"));
    pickle.text("none").global("__torch__", "Empty").op(')', 0x81);
    pickle.text("visual").global("__torch__", "V").op(')', 0x81, '}');
    pickle = tensor(pickle.text("proj")).op('s', 'b').op('u', 'b');
    assertThat(dict(pickle)).containsOnlyKeys("scale", "visual.proj");
  }

  @Test
  void a_tensors_name_has_4096_characters_at_most() throws ModelFormatException {
    String longest = "n".repeat(4096);
    assertThat(dict(tensor(pickle().op('}').text(longest)).op('s'))).containsOnlyKeys(longest);
    noDict(tensor(pickle().op('}').text(longest + "n")).op('s'), "a name too long");
  }
}
