package io.github.clip4j.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The container, read back by the JDK's own zip reader and byte by byte. */
class StoredZipTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private StoredZip create(Path file) throws Exception {
    return new StoredZip(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
  }

  @Test
  @DisplayName("the JDK reads every entry back, stored and with the right CRC")
  void jdk_reads_it() throws Exception {
    Path file = folder.resolve("a.zip");
    byte[] big = new byte[200_000];
    big[199_999] = 7;
    try (StoredZip zip = create(file)) {
      zip.entry("m/hello", HELLO);
      zip.entry("m/empty", new byte[0]);
      zip.entry(
          "m/pieces",
          big.length,
          sink -> {
            sink.write(ByteBuffer.wrap(big, 0, 150_000));
            sink.write(ByteBuffer.wrap(big, 150_000, 50_000));
          });
      zip.finish();
    }
    try (ZipFile read = new ZipFile(file.toFile())) {
      assertThat(read.stream().map(ZipEntry::getName))
          .containsExactly("m/hello", "m/empty", "m/pieces");
      ZipEntry hello = read.getEntry("m/hello");
      CRC32 crc = new CRC32();
      crc.update(HELLO);
      assertThat(hello.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(hello.getCrc()).isEqualTo(crc.getValue());
      assertThat(read.getInputStream(hello).readAllBytes()).isEqualTo(HELLO);
      assertThat(read.getInputStream(read.getEntry("m/pieces")).readAllBytes()).isEqualTo(big);
    }
  }

  @Test
  @DisplayName("payloads begin at multiples of 64, the gap filled by an FB field of Z")
  void payloads_are_aligned() throws Exception {
    Path file = folder.resolve("a.zip");
    try (StoredZip zip = create(file)) {
      zip.entry("m/x", new byte[] {1});
      zip.entry("m/a longer name", HELLO);
      zip.finish();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    // First local header: 30 bytes, name of 3, extra field to 64.
    assertThat(bytes.getInt(0)).isEqualTo(0x04034b50);
    assertThat(bytes.getShort(26)).isEqualTo((short) 3);
    assertThat(bytes.getShort(28)).isEqualTo((short) (64 - 33));
    assertThat(bytes.getShort(33)).isEqualTo((short) 0x4642);
    assertThat(bytes.getShort(35)).isEqualTo((short) (64 - 33 - 4));
    assertThat(bytes.get(63)).isEqualTo((byte) 'Z');
    assertThat(bytes.get(64)).isEqualTo((byte) 1);
    // Second local header at 65; its payload at the next multiple of 64 that leaves room.
    assertThat(bytes.getInt(65)).isEqualTo(0x04034b50);
    assertThat(bytes.get(128)).isEqualTo((byte) 'h');
  }

  @Test
  @DisplayName("an entry that writes another number of bytes than promised is an error")
  void size_must_be_kept() throws Exception {
    try (StoredZip zip = create(folder.resolve("a.zip"))) {
      assertThatThrownBy(() -> zip.entry("m/x", 3, sink -> sink.write(ByteBuffer.wrap(HELLO))))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("promised 3 bytes and wrote 5");
    }
  }

  @Test
  @DisplayName("zip64 records, forced on a small file, are read by the JDK")
  void zip64_is_read_by_the_jdk() throws Exception {
    Path file = folder.resolve("a.zip");
    try (StoredZip zip = zip64(file)) {
      for (int i = 0; i < 7; i++) {
        zip.entry(
            "m/" + i, ("entry of more than ten bytes, " + i).getBytes(StandardCharsets.UTF_8));
      }
      zip.entry("m/small", HELLO);
      zip.finish();
    }
    try (ZipFile read = new ZipFile(file.toFile())) {
      assertThat(read.size()).isEqualTo(8);
      ZipEntry five = read.getEntry("m/5");
      assertThat(five.getSize()).isEqualTo(31);
      assertThat(read.getInputStream(five).readAllBytes())
          .asString(StandardCharsets.UTF_8)
          .isEqualTo("entry of more than ten bytes, 5");
      assertThat(read.getInputStream(read.getEntry("m/small")).readAllBytes()).isEqualTo(HELLO);
    }
  }

  @Test
  @DisplayName("zip64 records stand where APPNOTE puts them")
  void zip64_bytes() throws Exception {
    Path file = folder.resolve("a.zip");
    try (StoredZip zip = zip64(file)) {
      zip.entry("m/0", new byte[11]);
      zip.entry("m/1", HELLO);
      zip.finish();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    // Local header of a large entry: version 45, sizes -1, the field with both sizes.
    assertThat(bytes.getShort(4)).isEqualTo((short) 45);
    assertThat(bytes.getInt(18)).isEqualTo(-1);
    assertThat(bytes.getInt(22)).isEqualTo(-1);
    assertThat(bytes.getShort(33)).isEqualTo((short) 1);
    assertThat(bytes.getShort(35)).isEqualTo((short) 16);
    assertThat(bytes.getLong(37)).isEqualTo(11);
    assertThat(bytes.getLong(45)).isEqualTo(11);
    // The file ends with end record, locator and zip64 end record, each naming the next.
    int end = bytes.limit() - 22;
    assertThat(bytes.getInt(end)).isEqualTo(0x06054b50);
    assertThat(bytes.getInt(end + 16)).isEqualTo(-1);
    int locator = end - 20;
    assertThat(bytes.getInt(locator)).isEqualTo(0x07064b50);
    int end64 = locator - 56;
    assertThat(bytes.getLong(locator + 8)).isEqualTo(end64);
    assertThat(bytes.getInt(end64)).isEqualTo(0x06064b50);
    assertThat(bytes.getLong(end64 + 4)).isEqualTo(44);
    assertThat(bytes.getLong(end64 + 24)).isEqualTo(2);
    long directory = bytes.getLong(end64 + 48);
    assertThat(directory + bytes.getLong(end64 + 40)).isEqualTo(end64);
    // First directory entry: both sizes in the field, the offset 0 in its plain place.
    int first = (int) directory;
    assertThat(bytes.getInt(first)).isEqualTo(0x02014b50);
    assertThat(bytes.getInt(first + 20)).isEqualTo(-1);
    assertThat(bytes.getShort(first + 30)).isEqualTo((short) 20);
    assertThat(bytes.getInt(first + 42)).isZero();
    // Second: a small entry at a large offset has the offset alone.
    int second = first + 46 + 3 + 20;
    assertThat(bytes.getInt(second + 20)).isEqualTo(HELLO.length);
    assertThat(bytes.getInt(second + 42)).isEqualTo(-1);
    assertThat(bytes.getShort(second + 30)).isEqualTo((short) 12);
    assertThat(bytes.getLong(second + 46 + 3 + 4)).isEqualTo(64 + 11);
  }

  /** Zip64 from sizes and offsets of 10 and from 5 entries on. */
  private StoredZip zip64(Path file) throws Exception {
    return new StoredZip(
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), 10, 5);
  }
}
