package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.errors.UnsafeModelException;
import io.github.clip4j.weights.ZipBytes.Entry;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A broken or hostile PyTorch file is refused by name; nothing of it is ever run")
class HostileTorchZipTest {
  private static final byte[] VERSION = "3\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  /** {"a": [1, 2], "b": the transpose of [[1, 2, 3], [4, 5, 6]]} . */
  private static byte[] goodPickle() {
    return PickleBytes.protocol2()
        .op('}', '(')
        .text("a")
        .tensor("0", 2, 0, new int[] {2}, new int[] {1})
        .text("b")
        .tensor("1", 6, 0, new int[] {3, 2}, new int[] {1, 3})
        .op('u')
        .stop();
  }

  private static ZipBytes zip(byte[] pickle) {
    return new ZipBytes()
        .add("m/data.pkl", pickle)
        .add("m/data/0", Bytes.floats(1, 2))
        .add("m/data/1", Bytes.floats(1, 2, 3, 4, 5, 6))
        .add("m/version", VERSION);
  }

  private static ZipBytes good() {
    return zip(goodPickle());
  }

  private ModelFormatException refusal(byte[] file) throws IOException {
    return Refusal.of(folder, "x.pt", file);
  }

  private ModelFormatException refusal(ZipBytes zip) throws IOException {
    return refusal(zip.build());
  }

  private ModelFormatException pickleRefusal(byte[] pickle) throws IOException {
    ModelFormatException e = refusal(zip(pickle));
    assertThat(e).hasMessageContaining("data.pkl");
    return e;
  }

  @Test
  void zip64_fields_are_read_and_the_local_one_must_agree() throws IOException {
    Path file = folder.resolve("wide.pt");
    Files.write(file, good().wide("m/data/1", 24).build());
    assertThat(Refusal.readAll(file)).isEqualTo(8);
    ModelFormatException e = refusal(good().wide("m/data/1", 25));
    assertThat(e.code()).isEqualTo("PT_ZIP_AMBIGUOUS");
    assertThat(e).hasMessageContaining("m/data/1").hasMessageContaining("zip64");
    e = refusal(good().wide("m/data/1", 0));
    assertThat(e.code()).isEqualTo("PT_ZIP_AMBIGUOUS");
  }

  @Test
  void a_state_dict_with_a_strided_view_is_read() throws IOException {
    Path file = folder.resolve("good.pt");
    Files.write(file, good().build());
    try (WeightFile weights = WeightReader.open(file)) {
      assertThat(weights.format()).isEqualTo("pytorch zip");
      float[] a = new float[2];
      weights.readFloats("a", 0, a, 0, 2);
      assertThat(a).containsExactly(1, 2);
      float[] b = new float[6];
      weights.readFloats("b", 0, b, 0, 6);
      assertThat(b).containsExactly(1, 4, 2, 5, 3, 6);
      weights.readFloats("b", 3, b, 0, 2);
      assertThat(Arrays.copyOf(b, 2)).containsExactly(5, 3);
    }
  }

  @Test
  void a_deflated_pickle_is_read() throws IOException {
    Path file = folder.resolve("good.pt");
    byte[] bytes = good().change("m/data.pkl", e -> Entry.deflated(e.name(), goodPickle())).build();
    Files.write(file, bytes);
    assertThat(Refusal.readAll(file)).isEqualTo(8);
  }

  @Test
  void row_18_a_name_that_would_run_code() throws IOException {
    byte[] pickle =
        PickleBytes.protocol2().global("os", "system").text("touch x").op(0x85, 'R').stop();
    ModelFormatException e = pickleRefusal(pickle);
    assertThat(e).isInstanceOf(UnsafeModelException.class);
    assertThat(e.code()).isEqualTo("PK_GLOBAL");
    assertThat(e).hasMessageContaining("refused global 'os.system' at offset 2");
  }

  @ParameterizedTest
  @CsvSource({
    "builtins, eval",
    "__builtin__, getattr",
    "torch, load",
    "torch.hub, load",
    "collections, OrderedDict.fromkeys",
    "numpy.core.multiarray, scalar",
    "__torch__, Module",
    "torch.FloatStorage, __new__",
  })
  void row_18_any_other_name_outside_the_list(String module, String name) throws IOException {
    ModelFormatException e = pickleRefusal(PickleBytes.protocol2().global(module, name).stop());
    assertThat(e.code()).isEqualTo("PK_GLOBAL");
  }

  @Test
  void row_18_a_listed_name_that_is_no_function_is_not_called() throws IOException {
    byte[] call = PickleBytes.protocol2().global("argparse", "Namespace").op(')', 'R').stop();
    assertThat(pickleRefusal(call).code()).isEqualTo("PK_GLOBAL");
    byte[] make = PickleBytes.protocol2().global("torch", "device").op(')', 0x81).stop();
    assertThat(pickleRefusal(make).code()).isEqualTo("PK_GLOBAL");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {'i', 'o', 0x93, 0x82, 0x83, 0x84, 0x95, 0x94, '0', '2', 'P', 'I', 'B', 0x8B, 0xFF})
  void row_19_an_opcode_that_torch_does_not_write(int opcode) throws IOException {
    ModelFormatException e = pickleRefusal(PickleBytes.protocol2().op('N', opcode).stop());
    assertThat(e.code()).isEqualTo("PK_OPCODE");
    assertThat(e).hasMessageContaining(String.format("0x%02x at offset 3", opcode));
    assertThat(e).hasMessageContaining("torch.save");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5})
  void row_19_another_protocol(int protocol) throws IOException {
    ModelFormatException e = pickleRefusal(new PickleBytes().op(0x80, protocol, 'N').stop());
    assertThat(e.code()).isEqualTo("PK_OPCODE");
    assertThat(e).hasMessageContaining("protocol " + protocol);
  }

  @Test
  void row_20_a_memo_id_far_beyond_what_was_read() throws IOException {
    byte[] pickle = PickleBytes.protocol2().op('N', 'r', 0xFF, 0xFF, 0xFF, 0xFF).stop();
    assertThat(pickleRefusal(pickle).code()).isEqualTo("PK_LIMIT");
  }

  @Test
  void row_20_a_memo_id_that_was_never_set() throws IOException {
    assertThat(pickleRefusal(PickleBytes.protocol2().op('h', 9).stop()).code())
        .isEqualTo("PK_MEMO");
  }

  @Test
  void row_20_a_list_that_contains_itself() throws IOException {
    byte[] pickle = PickleBytes.protocol2().op(']', 'q', 0, 'h', 0, 'a').stop();
    assertThat(pickleRefusal(pickle).code()).isEqualTo("PK_MEMO");
  }

  @Test
  void row_20_a_billion_laughs_costs_no_more_than_its_length() throws IOException {
    PickleBytes pickle = PickleBytes.protocol2().op('N', 'q', 0);
    for (int i = 0; i < 60; i++) {
      pickle.op('(');
      for (int k = 0; k < 10; k++) {
        pickle.op('h', i);
      }
      pickle.op('t', 'q', i + 1);
    }
    // Ten to the power of sixty leaves, but no state dict among them; the stack keeps the tuples.
    assertThat(pickleRefusal(pickle.stop()).code()).isEqualTo("PK_CORRUPT");
  }

  @Test
  void row_20_nesting_without_end() throws IOException {
    PickleBytes pickle = PickleBytes.protocol2().op('N');
    for (int i = 0; i < 50_000; i++) {
      pickle.op(0x85);
    }
    assertThat(pickleRefusal(pickle.stop()).code()).isEqualTo("PK_LIMIT");
  }

  @Test
  void row_20_a_stack_without_end() throws IOException {
    byte[] pickle = new byte[200_000];
    Arrays.fill(pickle, (byte) 'N');
    assertThat(pickleRefusal(pickle).code()).isEqualTo("PK_LIMIT");
    Arrays.fill(pickle, (byte) ']');
    assertThat(pickleRefusal(pickle).code()).isEqualTo("PK_LIMIT");
  }

  @Test
  void row_21_broken_structure() throws IOException {
    byte[][] pickles = {
      PickleBytes.protocol2().stop(),
      PickleBytes.protocol2().op('N').unfinished(),
      PickleBytes.protocol2().op('N', '.', 'N').unfinished(),
      PickleBytes.protocol2().op('N', 'N').stop(),
      PickleBytes.protocol2().op('t').stop(),
      PickleBytes.protocol2().op('(').stop(),
      PickleBytes.protocol2().op('(', 0x85).stop(),
      PickleBytes.protocol2().op('N', 'N', 'a').stop(),
      PickleBytes.protocol2().op('}', '(', 'N', 'u').stop(),
      PickleBytes.protocol2().op('}', ']', 'N', 's').stop(),
      PickleBytes.protocol2().op('N', 'N', 'R').stop(),
      PickleBytes.protocol2().op('N', 'N', 'b').stop(),
      PickleBytes.protocol2().op('N', 'Q').stop(),
      PickleBytes.protocol2().op('q', 0).stop(),
      PickleBytes.protocol2().op(0x80, 2).stop(),
      PickleBytes.protocol2().op('X', 0xFF, 0xFF, 0xFF, 0xFF).stop(),
      PickleBytes.protocol2().op('X', 1, 0, 0, 0, 0xFF).stop(),
      PickleBytes.protocol2().op(0x8A, 200).stop(),
      PickleBytes.protocol2().op('c').stop(),
      {},
    };
    for (int i = 0; i < pickles.length; i++) {
      ModelFormatException e = pickleRefusal(pickles[i]);
      assertThat(e.code()).as("pickle %d: %s", i, e.getMessage()).isEqualTo("PK_CORRUPT");
      assertThat(e).hasMessageContaining("offset");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "2, 1, 2, 1", // past the end
    "2, -1, 2, 1", // before the start
    "2, 0, 2, -1", // backwards
    "2, 0, -1, 1", // a negative size
    "2, 0, 3, 0", // one float, repeated
    "2, 0, 2, 2147483647",
    "-5, 0, 0, 1",
  })
  void row_22_a_view_outside_its_storage(int storage, int offset, int size, int stride)
      throws IOException {
    byte[] pickle =
        PickleBytes.protocol2()
            .op('}')
            .text("a")
            .tensor("0", storage, offset, new int[] {size}, new int[] {stride})
            .op('s')
            .stop();
    ModelFormatException e = pickleRefusal(pickle);
    assertThat(e.code()).isEqualTo(storage < 0 ? "PK_CORRUPT" : "PK_TENSOR_BOUNDS");
  }

  @Test
  void row_22_a_storage_of_another_size_than_its_record() throws IOException {
    byte[] pickle =
        PickleBytes.protocol2()
            .op('}')
            .text("a")
            .tensor("0", 3, 0, new int[] {2}, new int[] {1})
            .op('s')
            .stop();
    ModelFormatException e = refusal(zip(pickle));
    assertThat(e.code()).isEqualTo("PK_TENSOR_BOUNDS");
    assertThat(e).hasMessageContaining("3 elements").hasMessageContaining("8 bytes");
  }

  @Test
  void row_23_containers_that_are_not_zip_are_named() throws IOException {
    byte[] tar = new byte[512];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    byte[][] files = {
      new Bytes().u8(0x80, 2, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20).toArray(),
      new Bytes().u8(0x80, 4, 0x95).raw(new byte[20]).toArray(),
      tar,
      new Bytes().text("PYTORCH1").toArray(),
      new Bytes().u8('7', 'z', 0xBC, 0xAF, 0x27, 0x1C).toArray(),
      new Bytes().u8(0x1F, 0x8B, 8, 0).toArray(),
    };
    String[] names = {"stacked pickles", "plain pickle", "tar", "PYTORCH1", "7z", "gzip"};
    for (int i = 0; i < files.length; i++) {
      ModelFormatException e = refusal(files[i]);
      assertThat(e.code()).isEqualTo("PT_UNSUPPORTED_CONTAINER");
      assertThat(e).hasMessageContaining(names[i]).hasMessageContaining("safetensors");
    }
  }

  private void ambiguous(ZipBytes zip, String naming) throws IOException {
    ModelFormatException e = refusal(zip);
    assertThat(e.code()).as(e.getMessage()).isEqualTo("PT_ZIP_AMBIGUOUS");
    assertThat(e).hasMessageContaining(naming);
  }

  @Test
  void row_24_two_entries_of_one_name_or_of_names_that_differ_in_case() throws IOException {
    ambiguous(good().add("m/data/0", Bytes.floats(9, 9)), "m/data/0");
    ambiguous(good().add("m/DATA/0", Bytes.floats(9, 9)), "m/DATA/0");
  }

  @Test
  void row_24_local_header_and_directory_disagree() throws IOException {
    ambiguous(good().change("m/data/0", e -> e.withLocalName("m/data/9")), "m/data/0");
    ambiguous(good().change("m/data/0", e -> e.withLocalFlags(0)), "m/data/0");
  }

  @ParameterizedTest
  @ValueSource(ints = {0x1, 0x20, 0x40, 0x2000})
  void row_24_flags_of_encryption_and_patching(int flag) throws IOException {
    ambiguous(good().change("m/data/0", e -> e.withFlags(0x800 | flag)), "m/data/0");
  }

  @Test
  void row_24_bytes_before_between_or_after_the_entries() throws IOException {
    ambiguous(good().change("m/data/1", e -> e.withGapBefore(3)), "m/data/1");
    ambiguous(good().change("m/data.pkl", e -> e.withGapBefore(1)), "m/data.pkl");
    byte[] zip = good().build();
    assertThat(refusal(new Bytes().text("MZ").raw(zip).toArray()).code())
        .isEqualTo("PT_ZIP_AMBIGUOUS");
    // A copy behind the archive: two directories and two end records.
    assertThat(refusal(new Bytes().raw(zip).raw(zip).toArray()).code())
        .isEqualTo("PT_ZIP_AMBIGUOUS");
    byte[] end = Arrays.copyOfRange(zip, zip.length - 22, zip.length);
    assertThat(refusal(new Bytes().raw(zip).raw(end).toArray()).code())
        .isEqualTo("PT_ZIP_AMBIGUOUS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "m/../../x", "C:\\x", "/etc/x", "m/./x", "m/a\nb"})
  void row_25_names_that_leave_the_archive(String name) throws IOException {
    ModelFormatException e = refusal(good().add(name, new byte[1]));
    assertThat(e.code()).isEqualTo("PT_ZIP_NAME");
  }

  @Test
  void row_26_a_pickle_that_unpacks_a_thousandfold() throws IOException {
    byte[] bomb = new byte[8 << 20];
    ModelFormatException e =
        refusal(good().change("m/data.pkl", old -> Entry.deflated("m/data.pkl", bomb)));
    assertThat(e.code()).isEqualTo("PT_ZIP_LIMIT");
  }

  @Test
  void row_26_a_pickle_that_unpacks_to_more_or_less_than_stated() throws IOException {
    for (long size : new long[] {goodPickle().length - 1, goodPickle().length + 1}) {
      ModelFormatException e =
          refusal(
              good()
                  .change(
                      "m/data.pkl",
                      old -> Entry.deflated("m/data.pkl", goodPickle()).withSize(size)));
      assertThat(e.code()).isEqualTo("PT_ZIP_LIMIT");
    }
  }

  @Test
  void row_26_a_compressed_storage() throws IOException {
    ModelFormatException e =
        refusal(good().change("m/data/0", o -> Entry.deflated("m/data/0", Bytes.floats(1, 2))));
    assertThat(e.code()).isEqualTo("PT_ZIP_LIMIT");
    assertThat(e).hasMessageContaining("m/data/0");
  }

  @Test
  void row_26_ten_million_announced_entries() throws IOException {
    assertThat(refusal(good().announcing(10_000_000)).code()).isEqualTo("PT_ZIP_LIMIT");
  }

  @Test
  void row_26_sizes_beyond_the_file() throws IOException {
    byte[] zip = good().build();
    // The packed size of the first entry of the directory, which begins with the file's own name.
    int directory = 0;
    for (int i = 0; i < zip.length - 4; i++) {
      if (zip[i] == 'P' && zip[i + 1] == 'K' && zip[i + 2] == 1 && zip[i + 3] == 2) {
        directory = i;
        break;
      }
    }
    Arrays.fill(zip, directory + 20, directory + 28, (byte) 0x7F);
    assertThat(refusal(zip).code()).isEqualTo("PT_ZIP_LIMIT");
  }

  @Test
  void row_27_one_flipped_bit_in_a_weight() throws IOException {
    ZipBytes zip =
        good()
            .change(
                "m/data/1",
                e -> {
                  byte[] flipped = e.packed().clone();
                  flipped[7] ^= 0x10;
                  return new Entry(
                      e.name(), e.name(), flipped, e.size(), e.crc(), 0, 0x800, 0x800, 0);
                });
    ModelFormatException e = refusal(zip);
    assertThat(e.code()).isEqualTo("PT_CRC");
    assertThat(e).hasMessageContaining("record data/1: CRC32 expected");
  }

  @Test
  void row_28_byte_order_version_and_missing_records() throws IOException {
    for (String order : new String[] {"big", "middle", ""}) {
      byte[] bytes = order.getBytes(StandardCharsets.US_ASCII);
      assertThat(refusal(good().add("m/byteorder", bytes)).code()).isEqualTo("PT_BYTEORDER");
    }
    for (String version : new String[] {"99", "0", "11", "-1", ""}) {
      byte[] bytes = version.getBytes(StandardCharsets.US_ASCII);
      ZipBytes zip = good().change("m/version", e -> Entry.stored(e.name(), bytes));
      assertThat(refusal(zip).code()).isEqualTo("PT_VERSION");
    }
    for (String record : new String[] {"m/data.pkl", "m/data/1", "m/version"}) {
      assertThat(refusal(good().remove(record)).code()).isEqualTo("PT_MISSING_RECORD");
    }
    assertThat(refusal(new ZipBytes()).code()).isEqualTo("PT_MISSING_RECORD");
  }

  @Test
  void a_damaged_note_of_torch_is_seen_by_its_checksum() throws IOException {
    byte[] id = "0123456789".getBytes(StandardCharsets.US_ASCII);
    byte[] file = good().add("m/.data/serialization_id", id).build();
    int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("0123456789");
    file[at] = 'x';
    ModelFormatException e = refusal(file);
    assertThat(e.code()).isEqualTo("PT_CRC");
    assertThat(e).hasMessageContaining("serialization_id");
  }

  @Test
  void a_note_has_4096_bytes_at_most() throws IOException {
    Path file = folder.resolve("noted.pt");
    Files.write(file, good().add("m/.data/serialization_id", new byte[4096]).build());
    assertThat(Refusal.readAll(file)).isEqualTo(8);
    ModelFormatException e = refusal(good().add("m/.data/serialization_id", new byte[4097]));
    assertThat(e.code()).isEqualTo("PT_ZIP_LIMIT");
    assertThat(e).hasMessageContaining("4097 bytes").hasMessageContaining("the limit is 4096");
  }

  @Test
  void a_long_record_is_checked_to_its_last_byte() throws IOException {
    float[] values = new float[70_000];
    Arrays.fill(values, 2);
    byte[] pickle =
        PickleBytes.protocol2()
            .op('}')
            .text("a")
            .tensor("0", values.length, 0, new int[] {values.length}, new int[] {1})
            .op('s')
            .stop();
    ZipBytes zip =
        new ZipBytes()
            .add("m/data.pkl", pickle)
            .add("m/version", VERSION)
            .add("m/data/0", Bytes.floats(values));
    Path file = Files.write(folder.resolve("long.pt"), zip.build());
    assertThat(Refusal.readAll(file)).isEqualTo(4096);
    ModelFormatException e =
        refusal(
            zip.change(
                "m/data/0",
                old -> {
                  byte[] flipped = old.packed().clone();
                  flipped[flipped.length - 1] ^= 1;
                  return new Entry(
                      old.name(), old.name(), flipped, old.size(), old.crc(), 0, 0x800, 0x800, 0);
                }));
    assertThat(e.code()).isEqualTo("PT_CRC");
  }

  @Test
  void a_closed_file_reads_no_more_and_a_refused_one_is_not_left_open() throws IOException {
    Path file = Files.write(folder.resolve("good.pt"), good().build());
    WeightFile weights = WeightReader.open(file);
    assertThat(weights.files()).containsExactly(file);
    weights.close();
    assertThatThrownBy(() -> weights.readFloats("a", 0, new float[2], 0, 2))
        .isInstanceOf(ClosedChannelException.class);

    Path fileDescriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(fileDescriptors));
    refusal(good().remove("m/version"));
    try (Stream<Path> open = Files.list(fileDescriptors)) {
      assertThat(open.map(HostileTorchZipTest::target)).noneMatch(t -> t.startsWith(folder));
    }
  }

  /** Where a descriptor leads; one that is closed meanwhile leads nowhere. */
  private static Path target(Path link) {
    try {
      return Files.readSymbolicLink(link);
    } catch (IOException e) {
      return link;
    }
  }

  @ParameterizedTest
  @CsvSource({"cpu,", "cuda:0,", "mps,", "gpu,PK_CORRUPT", "cuda:x,PK_CORRUPT", "'',PK_CORRUPT"})
  void storages_may_come_from_any_device_that_torch_has(String location, String code)
      throws IOException {
    byte[] pickle =
        PickleBytes.protocol2()
            .op('}', '(')
            .text("a")
            .tensor(location, "0", 2, 0, new int[] {2}, new int[] {1})
            .op('u')
            .stop();
    if (code != null) {
      assertThat(pickleRefusal(pickle).code()).isEqualTo(code);
      return;
    }
    Path file = Files.write(folder.resolve("device.pt"), zip(pickle).build());
    assertThat(Refusal.readAll(file)).isEqualTo(2);
  }

  @Test
  void a_key_that_python_cannot_hash_is_refused() throws IOException {
    // A tuple that holds a dict.
    byte[] pickle = PickleBytes.protocol2().op('}', '}', 0x85, 'N', 's').stop();
    assertThat(pickleRefusal(pickle).code()).isEqualTo("PK_CORRUPT");
  }

  @Test
  void a_zip_of_something_else_is_told_from_a_checkpoint() throws IOException {
    ZipBytes zip = new ZipBytes().add("readme.txt", new byte[3]).add("m/x", new byte[1]);
    assertThat(refusal(zip).code()).isEqualTo("PT_MISSING_RECORD");
  }

  @Test
  @Tag("mutants")
  void every_cut_and_every_changed_byte_gives_a_refusal_or_the_tensors() throws IOException {
    // What survives are the times and versions of entries.
    assertThat(Mutations.survivors(folder.resolve("x.pt"), good().build())).isLessThan(1000);
  }

  @Test
  @Tag("slow")
  @DisplayName("every value of every byte: refused, or the very same tensors")
  void every_value_of_every_byte() throws IOException {
    byte[] good = good().build();
    int survivors = Mutations.exhaustive(folder.resolve("x.pt"), good, true);
    // Versions, times and attributes of entries, which nobody reads.
    assertThat(survivors).isLessThan(255 * good.length / 4);
    System.out.printf("zip: %d mutants, %d read%n", 255 * good.length, survivors);
  }
}
