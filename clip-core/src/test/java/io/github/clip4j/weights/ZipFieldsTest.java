package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An archive of one entry of three bytes; each field can be set, in both headers and behind. */
@DisplayName("A zip says most things twice: an entry is read where all of them agree")
class ZipFieldsTest {
  private static final byte[] CONTENTS = {7, 8, 9};
  private static final long CRC = ZipBytes.crc(CONTENTS);
  private static final int DESCRIBED = 0x808;

  @TempDir Path folder;

  private String name = "m/x";
  private int flags = 0x800;
  private int method;
  private long localCrc = CRC;
  private long localPacked = 3;
  private long localSize = 3;
  private byte[] localExtra = {};
  private byte[] descriptor = {};
  private long packed = 3;
  private long size = 3;
  private long local;
  private int disk;
  private byte[] extra = {};
  private byte[] comment = {};
  private int endDisk;

  private byte[] zip() {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    Bytes out = new Bytes().u32(0x04034b50L).u16(20).u16(flags).u16(method).u32(0);
    out.u32(localCrc).u32(localPacked).u32(localSize).u16(utf8.length).u16(localExtra.length);
    out.raw(utf8).raw(localExtra).raw(CONTENTS).raw(descriptor);
    int start = out.size();
    out.u32(0x02014b50L).u16(20).u16(20).u16(flags).u16(method).u32(0).u32(CRC);
    out.u32(packed).u32(size).u16(utf8.length).u16(extra.length).u16(comment.length);
    out.u16(disk).u16(0).u32(0).u32(local).raw(utf8).raw(extra).raw(comment);
    int length = out.size() - start;
    out.u32(0x06054b50L).u16(endDisk).u16(endDisk).u16(1).u16(1).u32(length).u32(start).u16(0);
    return out.toArray();
  }

  private ZipRecord read() throws IOException {
    Path file = Files.write(folder.resolve("x.pt"), zip());
    try (FileChannel channel = FileChannel.open(file)) {
      return ZipDirectory.read(channel, file).get(name);
    }
  }

  private void reads() throws IOException {
    int headers = 30 + name.getBytes(StandardCharsets.UTF_8).length + localExtra.length;
    assertThat(read()).isEqualTo(new ZipRecord(name, true, CRC, 3, 3, headers));
  }

  private void refused(String code, String naming) {
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(this::read)
        .withMessageContaining("x.pt")
        .withMessageContaining(naming)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }

  /** Sizes are told behind the contents, since the writer did not know them before. */
  private void described(boolean signed, boolean wide, long crc, long packedSize, long wholeSize) {
    flags = DESCRIBED;
    localCrc = 0;
    localPacked = 0;
    localSize = 0;
    Bytes out = new Bytes();
    if (signed) {
      out.u32(0x08074b50L);
    }
    out.u32(crc);
    descriptor =
        (wide ? out.u64(packedSize).u64(wholeSize) : out.u32(packedSize).u32(wholeSize)).toArray();
  }

  @ParameterizedTest(name = "with signature: {0}, 64 bits: {1}")
  @CsvSource({"true,true", "true,false", "false,true", "false,false"})
  void a_descriptor_has_four_forms_and_each_of_its_numbers_counts(boolean signed, boolean wide)
      throws IOException {
    described(signed, wide, CRC, 3, 3);
    reads();
    described(signed, wide, CRC + 1, 3, 3);
    refused("PT_ZIP_AMBIGUOUS", "the data descriptor of 'm/x'");
    described(signed, wide, CRC, 4, 3);
    refused("PT_ZIP_AMBIGUOUS", "the data descriptor of 'm/x'");
    described(signed, wide, CRC, 3, 4);
    refused("PT_ZIP_AMBIGUOUS", "the data descriptor of 'm/x'");
  }

  @Test
  void an_announced_descriptor_must_be_there_with_its_own_signature() throws IOException {
    described(true, false, CRC, 3, 3);
    descriptor = new byte[0];
    refused("PT_ZIP_AMBIGUOUS", "is missing or differs");
    described(true, false, CRC, 3, 3);
    descriptor[3] ^= 1;
    refused("PT_ZIP_AMBIGUOUS", "is missing or differs");
    described(true, false, CRC, 3, 3);
    flags = 0x800;
    localCrc = CRC;
    localPacked = 3;
    localSize = 3;
    refused("PT_ZIP_AMBIGUOUS", "bytes between the last entry and the directory");
  }

  @Test
  void a_described_entry_may_tell_its_numbers_before_too_if_they_are_right() throws IOException {
    described(false, false, CRC, 3, 3);
    localCrc = CRC;
    localPacked = 3;
    localSize = 3;
    reads();
    localSize = 2;
    refused("PT_ZIP_AMBIGUOUS", "differs between its local header and the directory");
  }

  @Test
  void numbers_of_the_local_header_must_be_those_of_the_directory() throws IOException {
    reads();
    localCrc = 0;
    refused("PT_ZIP_AMBIGUOUS", "differs between its local header and the directory");
    localCrc = CRC;
    localPacked = 2;
    refused("PT_ZIP_AMBIGUOUS", "differs between its local header and the directory");
    localPacked = 3;
    localSize = 0;
    refused("PT_ZIP_AMBIGUOUS", "differs between its local header and the directory");
  }

  @Test
  void each_number_that_does_not_fit_is_in_the_64_bit_field_in_a_fixed_order() throws IOException {
    size = -1;
    extra = new Bytes().u16(1).u16(8).u64(3).toArray();
    reads();
    packed = -1;
    extra = new Bytes().u16(1).u16(16).u64(3).u64(3).toArray();
    reads();
    local = -1;
    extra = new Bytes().u16(1).u16(24).u64(3).u64(3).u64(0).toArray();
    reads();
    size = 3;
    extra = new Bytes().u16(1).u16(16).u64(3).u64(0).toArray();
    reads();
    packed = 3;
    extra = new Bytes().u16(1).u16(8).u64(0).toArray();
    reads();
  }

  @Test
  void a_64_bit_field_that_is_short_or_there_twice_is_refused() {
    size = -1;
    packed = -1;
    extra = new Bytes().u16(1).u16(8).u64(3).toArray();
    refused("PT_ZIP_CORRUPT", "the zip64 field of 'm/x' is too short");
    extra = new Bytes().u16(1).u16(17).u64(3).u64(3).toArray();
    refused("PT_ZIP_CORRUPT", "an extra field of 'm/x' is cut short");
    byte[] twice = new Bytes().u16(1).u16(16).u64(3).u64(3).toArray();
    extra = new Bytes().raw(twice).raw(twice).toArray();
    refused("PT_ZIP_AMBIGUOUS", "'m/x' has two zip64 fields");
    extra = new byte[0];
    refused("PT_ZIP_LIMIT", "claims 4294967295 bytes");
    extra = new Bytes().u16(1).u16(0).toArray();
    refused("PT_ZIP_CORRUPT", "the zip64 field of 'm/x' is too short");
    packed = 3;
    local = -1;
    extra = new Bytes().u16(1).u16(8).u64(3).toArray();
    refused("PT_ZIP_CORRUPT", "the zip64 field of 'm/x' is too short");
    size = 3;
    packed = -1;
    refused("PT_ZIP_CORRUPT", "the zip64 field of 'm/x' is too short");
  }

  @Test
  void a_64_bit_field_that_nothing_asks_for_is_passed_over() throws IOException {
    byte[] unasked = new Bytes().u16(1).u16(8).u64(99).toArray();
    extra = new Bytes().raw(unasked).raw(unasked).toArray();
    reads();
  }

  @Test
  void the_local_header_of_a_described_entry_may_leave_its_64_bit_sizes_open() throws IOException {
    described(true, true, CRC, 3, 3);
    localPacked = -1;
    localSize = -1;
    localExtra = new Bytes().u16(1).u16(16).u64(0).u64(0).toArray();
    reads();
    localExtra = new Bytes().u16(1).u16(16).u64(3).u64(3).toArray();
    reads();
    localExtra = new Bytes().u16(1).u16(16).u64(0).u64(4).toArray();
    refused("PT_ZIP_AMBIGUOUS", "has other sizes in the zip64 field of its local header");
    localExtra = new Bytes().u16(1).u16(16).u64(4).u64(0).toArray();
    refused("PT_ZIP_AMBIGUOUS", "has other sizes in the zip64 field of its local header");
    flags = 0x800;
    localCrc = CRC;
    localExtra = new Bytes().u16(1).u16(16).u64(0).u64(0).toArray();
    refused("PT_ZIP_AMBIGUOUS", "has other sizes in the zip64 field of its local header");
  }

  @Test
  void other_fields_are_passed_over_before_and_behind_it() throws IOException {
    size = -1;
    byte[] other = new Bytes().u16(0x5455).u16(5).raw(new byte[5]).toArray();
    byte[] wide = new Bytes().u16(1).u16(8).u64(3).toArray();
    extra = new Bytes().raw(other).raw(wide).raw(other).u8(0, 0, 0).toArray();
    comment = new byte[] {'h', 'i'};
    localExtra = other;
    reads();
  }

  @ParameterizedTest(name = "{0} bytes at {1}")
  @CsvSource({"-9223372036854775808, 0", "4, 0", "3, -1", "3, 1", "3, 9223372036854775807"})
  void sizes_and_places_outside_the_file_are_refused_whatever_their_sign(long bytes, long at) {
    size = -1;
    packed = -1;
    local = -1;
    extra = new Bytes().u16(1).u16(24).u64(bytes).u64(bytes).u64(at).toArray();
    assertThatExceptionOfType(ModelFormatException.class)
        .isThrownBy(this::read)
        .satisfies(e -> assertThat(e.code()).isIn("PT_ZIP_LIMIT", "PT_ZIP_AMBIGUOUS"));
  }

  @Test
  void a_stored_entry_has_one_size_and_only_two_methods_are_read() throws IOException {
    size = 4;
    localSize = 4;
    refused("PT_ZIP_AMBIGUOUS", "'m/x' is stored, but its two sizes differ");
    method = 8;
    assertThat(read()).isEqualTo(new ZipRecord("m/x", false, CRC, 3, 4, 33));
    method = 9;
    refused("PT_ZIP_LIMIT", "packed by method 9; only 0 and 8 are read");
  }

  @Test
  void a_name_has_one_to_1024_bytes() throws IOException {
    name = "m/" + "x".repeat(1022);
    reads();
    name += "x";
    refused("PT_ZIP_LIMIT", "a name of 1025 bytes, at most 1024");
    name = "";
    refused("PT_ZIP_LIMIT", "a name of 0 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"m/\u007f", "m/\u0001", "/m", "m\\x", "m:x", "m/..", ".", "../m"})
  void a_name_stays_within_the_archive_and_has_no_control_characters(String bad) {
    name = bad;
    refused("PT_ZIP_NAME", "leaves the archive or is no name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"m/ x", "m/...", "m/..x", "m//x", "m/~", "m/é"})
  void other_names_are_read(String odd) throws IOException {
    name = odd;
    reads();
  }

  @Test
  void an_entry_of_another_disk_is_refused_and_so_is_an_archive_of_several() throws IOException {
    disk = 1;
    refused("PT_ZIP_AMBIGUOUS", "lies on another disk");
    disk = 0;
    endDisk = 1;
    refused("PT_ZIP_AMBIGUOUS", "the archive spans several disks");
    endDisk = 0xFFFF;
    reads();
  }

  @Test
  void the_directory_may_list_entries_in_another_order_than_they_lie() throws IOException {
    byte[] ordered = new ZipBytes().add("m/a", CONTENTS).add("m/b", CONTENTS).build();
    int directory = 2 * (30 + 3 + 3);
    int length = 46 + 3;
    byte[] turned = ordered.clone();
    System.arraycopy(ordered, directory, turned, directory + length, length);
    System.arraycopy(ordered, directory + length, turned, directory, length);
    Path file = Files.write(folder.resolve("x.pt"), turned);
    try (FileChannel channel = FileChannel.open(file)) {
      assertThat(ZipDirectory.read(channel, file))
          .containsExactly(
              entry("m/b", new ZipRecord("m/b", true, CRC, 3, 3, 36 + 33)),
              entry("m/a", new ZipRecord("m/a", true, CRC, 3, 3, 33)));
    }
  }
}
