package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Converted once, kept by content, made again when damaged. */
class ArchiveCacheTest {
  private static final Path MODEL = Goldens.folder("vit_quickgelu").resolve("open_clip");

  @TempDir Path cache;

  private ClipModel load(Precision precision) throws Exception {
    return ClipModel.builder().model(MODEL).cacheFolder(cache).precision(precision).load();
  }

  @Test
  @DisplayName("the second load takes the archive of the first; another precision is another one")
  void converted_once() throws Exception {
    Path archive;
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    try (ClipModel clip = load(Precision.FP32)) {
      archive = clip.archive();
    }
    Files.setLastModifiedTime(archive, old);
    try (ClipModel clip = load(Precision.FP32)) {
      assertThat(clip.archive()).isEqualTo(archive);
      assertThat(Files.getLastModifiedTime(archive)).isEqualTo(old);
    }
    try (ClipModel clip = load(Precision.INT8)) {
      assertThat(clip.archive()).isNotEqualTo(archive);
      assertThat(clip.precisionChoice().image()).isEqualTo(Precision.INT8);
    }
  }

  @Test
  @DisplayName("an archive cut short since is made again")
  void damaged_archive_heals() throws Exception {
    Path archive;
    Embedding expected;
    try (ClipModel clip = load(Precision.FP32)) {
      archive = clip.archive();
      expected = Embedding.of(clip.encodeTokens(new long[][] {{510, 5, 511}})[0]);
    }
    byte[] whole = Files.readAllBytes(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
    try (ClipModel clip = load(Precision.FP32)) {
      Embedding again = Embedding.of(clip.encodeTokens(new long[][] {{510, 5, 511}})[0]);
      assertThat(again.cosine(expected)).isGreaterThan(0.99999f);
    }
    assertThat(Files.readAllBytes(archive)).isEqualTo(whole);
  }
}
