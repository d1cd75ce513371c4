package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A small file of torch.save whose end is replaced by the 64-bit end record, its locator and the
 * old end record, byte for byte; then single fields lie.
 */
@DisplayName("The 64-bit end of a zip is believed only where every field agrees")
class ZipEndRecordTest {
  private static final Path SMALL =
      Path.of("src/test/resources/io/github/clip4j/weights/WeightFuzzTestInputs/zip/one.pt");

  /** From the end: the end record, the locator before it, the 64-bit record before that. */
  private static final int END = 22;

  private static final int LOCATOR = END + 20;
  private static final int END64 = LOCATOR + 56;

  @TempDir Path folder;
  private byte[] wide = new byte[0];

  @BeforeEach
  void widen() throws IOException {
    byte[] bytes = Files.readAllBytes(SMALL);
    ByteBuffer old = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int end = bytes.length - END;
    int entries = old.getShort(end + 10);
    int size = old.getInt(end + 12);
    int start = old.getInt(end + 16);
    // torch writes such an end too: everything behind the directory is written anew.
    end = start + size;
    Bytes out = new Bytes().raw(Arrays.copyOf(bytes, end));
    out.u32(0x06064b50L).u64(44).u16(45).u16(45).u32(0).u32(0).u64(entries).u64(entries);
    out.u64(size).u64(start).u32(0x07064b50L).u32(0).u64(end).u32(1);
    out.u32(0x06054b50L).u16(0).u16(0).u16(0xFFFF).u16(0xFFFF).u32(0xFFFFFFFFL);
    wide = out.u32(0xFFFFFFFFL).u16(0).toArray();
  }

  private ByteBuffer at(int fromEnd, int field) {
    ByteBuffer buffer = ByteBuffer.wrap(wide).order(ByteOrder.LITTLE_ENDIAN);
    return buffer.position(wide.length - fromEnd + field).slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private void reads() throws IOException {
    assertThat(Refusal.readAll(Files.write(folder.resolve("x.pt"), wide))).isEqualTo(1);
  }

  private void refused(String code) throws IOException {
    assertThat(Refusal.of(folder, "x.pt", wide).code()).isEqualTo(code);
  }

  @Test
  void honest_it_is_read_with_and_without_the_old_numbers() throws IOException {
    reads();
    short entries = (short) at(END64, 32).getLong(0);
    at(END, 8).putShort(0, entries).putShort(2, entries);
    reads();
    at(END, 12).putInt(0, (int) at(END64, 40).getLong(0));
    reads();
    at(END, 16).putInt(0, (int) at(END64, 48).getLong(0));
    reads();
  }

  @ParameterizedTest(name = "field {1} of the record {0} from the end plus {2}: {3}")
  @CsvSource({
    END64 + ", 0, 1, PT_ZIP_AMBIGUOUS", // signature
    END64 + ", 4, 1, PT_ZIP_AMBIGUOUS", // its own size
    END64 + ", 16, 1, PT_ZIP_AMBIGUOUS", // this disk
    END64 + ", 20, 1, PT_ZIP_AMBIGUOUS", // the directory's disk
    END64 + ", 24, 1, PT_ZIP_AMBIGUOUS", // entries on this disk
    END64 + ", 32, 1, PT_ZIP_AMBIGUOUS", // entries in all
    END64 + ", 40, 1, PT_ZIP_AMBIGUOUS", // size of the directory
    END64 + ", 48, -1, PT_ZIP_AMBIGUOUS", // its start
    LOCATOR + ", 8, 1, PT_ZIP_AMBIGUOUS",
    LOCATOR + ", 8, -1, PT_ZIP_AMBIGUOUS",
    END + ", 4, 1, PT_ZIP_AMBIGUOUS", // disks of the old record
    END + ", 8, -1, PT_ZIP_AMBIGUOUS", // its two numbers of entries
  })
  void one_field_lies(int fromEnd, int field, int by, String code) throws IOException {
    ByteBuffer value = at(fromEnd, field);
    value.putShort(0, (short) (value.getShort(0) + by));
    refused(code);
  }

  @Test
  void old_numbers_that_are_given_must_be_the_same() throws IOException {
    short entries = (short) (at(END64, 32).getLong(0) + 1);
    at(END, 8).putShort(0, entries).putShort(2, entries);
    refused("PT_ZIP_AMBIGUOUS");
    widen();
    at(END, 12).putInt(0, (int) at(END64, 40).getLong(0) - 1);
    refused("PT_ZIP_AMBIGUOUS");
    widen();
    at(END, 16).putInt(0, (int) at(END64, 48).getLong(0) - 1);
    refused("PT_ZIP_AMBIGUOUS");
  }

  @ParameterizedTest
  @CsvSource({"100001", "-1", "4611686018427387904"})
  void too_many_entries_are_said_before_anything_is_read(long entries) throws IOException {
    at(END64, 24).putLong(0, entries).putLong(8, entries);
    refused("PT_ZIP_LIMIT");
  }

  @ParameterizedTest
  @CsvSource({"33554433", "-1", "9223372036854775807"})
  void so_is_a_directory_of_impossible_size(long size) throws IOException {
    at(END64, 40).putLong(0, size);
    refused("PT_ZIP_LIMIT");
  }
}
