package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Hashes of files are remembered until a file may have changed")
class HashMemoryTest {
  private static final long SEED = Long.getLong("clip.seed", 6);
  private static final FileTime LONG_AGO = FileTime.fromMillis(1_600_000_000_000L);

  @TempDir Path folder;
  private Path file;
  private Path entries;
  private HashMemory memory;
  private byte[] bytes;

  @BeforeEach
  void aFileOfTwoMebibytes() throws IOException {
    file = folder.resolve("weights.safetensors");
    entries = folder.resolve("hashes");
    memory = new HashMemory(entries);
    bytes = new byte[2 << 20];
    new Random(SEED).nextBytes(bytes);
    Files.write(file, bytes);
  }

  /** Makes the memory say something wrong, so that its use can be seen. */
  private void remember(String hash) throws IOException {
    Files.createDirectories(entries);
    Path real = file.toRealPath();
    Files.write(
        entries.resolve(ContentKey.hash(real.toString())),
        List.of(real.toString(), FileStamp.of(real).toString(), hash));
  }

  private static final String WRONG = "0".repeat(64);

  @Test
  void a_remembered_hash_is_taken_without_reading() throws IOException {
    remember(WRONG);
    assertThat(memory.hash(file)).isEqualTo(WRONG);
  }

  @Test
  void a_file_changed_a_moment_ago_is_read_and_not_remembered() throws IOException {
    assertThat(memory.hash(file)).isEqualTo(ContentKey.hash(file));
    assertThat(entries).doesNotExist();
  }

  @Test
  void a_settled_file_is_remembered_under_its_path() throws Exception {
    Thread.sleep(HashMemory.SETTLED.toMillis() + 200);
    String hash = memory.hash(file);
    assertThat(hash).isEqualTo(ContentKey.hash(file));
    try (Stream<Path> files = Files.list(entries)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .containsExactly(ContentKey.hash(file.toRealPath().toString()));
    }
    assertThat(memory.hash(file)).isEqualTo(hash);
  }

  @Test
  void another_size_is_read_again() throws IOException {
    remember(WRONG);
    Files.write(file, new byte[] {1}, StandardOpenOption.APPEND);
    assertThat(memory.hash(file)).isEqualTo(ContentKey.hash(file));
  }

  @Test
  void another_time_of_change_is_read_again() throws IOException {
    remember(WRONG);
    Files.setLastModifiedTime(file, LONG_AGO);
    assertThat(memory.hash(file)).isEqualTo(ContentKey.hash(file));
  }

  @Test
  @DisplayName("one byte changed, size kept and time of change set back: ctime gives it away")
  void a_change_with_the_time_set_back_is_seen_where_the_system_keeps_ctime() throws IOException {
    assumeTrue(file.getFileSystem().supportedFileAttributeViews().contains("unix"));
    Files.setLastModifiedTime(file, LONG_AGO);
    remember(ContentKey.hash(file));
    String old = memory.hash(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) ~bytes[1_000_000]}), 1_000_000);
    }
    Files.setLastModifiedTime(file, LONG_AGO);
    assertThat(memory.hash(file)).isNotEqualTo(old).isEqualTo(ContentKey.hash(file));
  }

  @Test
  void another_file_moved_to_the_same_path_with_the_same_size_and_time_is_seen()
      throws IOException {
    Files.setLastModifiedTime(file, LONG_AGO);
    remember(WRONG);
    Path other = folder.resolve("other");
    Files.write(other, new byte[bytes.length]);
    Files.setLastModifiedTime(other, LONG_AGO);
    assumeTrue(Files.readAttributes(other, "fileKey").get("fileKey") != null);
    Files.delete(file);
    Files.move(other, file);
    assertThat(memory.hash(file)).isEqualTo(ContentKey.hash(file));
  }

  @Test
  void a_broken_entry_is_as_none() throws IOException {
    remember("not a hash");
    assertThat(memory.hash(file)).isEqualTo(ContentKey.hash(file));
    Files.write(entries.resolve(ContentKey.hash(file.toRealPath().toString())), new byte[] {-1});
    assertThat(memory.hash(file)).isEqualTo(ContentKey.hash(file));
  }

  @Test
  void a_folder_that_cannot_be_made_costs_only_reading() throws Exception {
    Thread.sleep(HashMemory.SETTLED.toMillis() + 200);
    HashMemory nowhere = new HashMemory(file.resolve("below/a/file"));
    assertThat(nowhere.hash(file)).isEqualTo(ContentKey.hash(file));
  }

  @Test
  @DisplayName("the key changes with any byte of a large file")
  void every_byte_counts() throws IOException {
    String key = ContentKey.of(List.of(file), "config", null);
    Random random = new Random(SEED);
    for (int i = 0; i < 20; i++) {
      int at = i == 0 ? 0 : i == 1 ? bytes.length - 1 : random.nextInt(bytes.length);
      byte[] changed = bytes.clone();
      changed[at] ^= 1;
      Files.write(file, changed);
      assertThat(ContentKey.of(List.of(file), "config", null))
          .as("byte %d, seed %d", at, SEED)
          .isNotEqualTo(key);
    }
    Files.write(file, bytes);
    assertThat(ContentKey.of(List.of(file), "config", null)).isEqualTo(key);
  }
}
