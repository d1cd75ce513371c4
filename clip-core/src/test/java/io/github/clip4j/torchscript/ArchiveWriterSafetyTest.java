package io.github.clip4j.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.clip4j.checkpoint.Checkpoint;
import io.github.clip4j.errors.ModelMismatchException;
import io.github.clip4j.weights.TensorInfo;
import io.github.clip4j.weights.TensorSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("An archive appears whole or not at all")
class ArchiveWriterSafetyTest {
  private static final byte[] OLD = {1, 2, 3};

  @TempDir Path folder;
  private Path target;
  private Checkpoint checkpoint;

  @BeforeEach
  void openTheSmallestModel() throws IOException {
    target = folder.resolve("clip.pt");
    checkpoint =
        Checkpoint.open(Path.of("src/test/resources/golden/models/vit_quickgelu/open_clip"));
  }

  @AfterEach
  void closeIt() throws IOException {
    checkpoint.close();
  }

  private void write(Disk disk) throws IOException {
    write(checkpoint.tensors(), disk);
  }

  private void write(TensorSource tensors, Disk disk) throws IOException {
    ArchiveWriter.write(
        checkpoint.config(), tensors, WeightPrecision.FP32, target, done -> {}, disk);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.toList();
    }
  }

  /** A disk that is full at the n-th writing call. */
  private static Disk fullAt(int n) {
    return new Disk() {
      @Override
      StoredZip openZip(Path file) throws IOException {
        FileChannel real = FileChannel.open(file, StandardOpenOption.WRITE);
        return new StoredZip(new FaultingChannel(real, n));
      }
    };
  }

  @ParameterizedTest(name = "an old archive there: {0}")
  @ValueSource(booleans = {false, true})
  @DisplayName("row 30: a disk full at any one call leaves what was there, and no other file")
  void disk_full_at_every_call(boolean oldThere) throws IOException {
    if (oldThere) {
      Files.write(target, OLD);
    }
    int n = 1;
    // Every call of the small ones, then in growing steps up to the first run that passes.
    for (boolean failed = true; failed; n += 1 + n / 50) {
      try {
        write(fullAt(n));
        failed = false;
      } catch (IOException e) {
        assertThat(e).hasMessage("No space left on device");
        if (oldThere) {
          assertThat(files()).containsExactly(target);
          assertThat(Files.readAllBytes(target)).isEqualTo(OLD);
        } else {
          assertThat(files()).isEmpty();
        }
      }
    }
    assertThat(n).isGreaterThan(100);
    assertThat(files()).containsExactly(target);
    Path clean = folder.resolve("clean.pt");
    ArchiveWriter.write(
        checkpoint.config(), checkpoint.tensors(), WeightPrecision.FP32, clean, done -> {});
    assertThat(target).hasSameBinaryContentAs(clean);
  }

  @Test
  @DisplayName("row 30: too little room is said before anything is written, with both numbers")
  void too_little_room() throws IOException {
    Disk small =
        new Disk() {
          @Override
          long room(Path where) {
            return 1_000_000;
          }
        };
    assertThatThrownBy(() -> write(small))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1000000")
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("-Dclip4j.cache");
    assertThat(files()).isEmpty();
  }

  @Test
  @DisplayName("row 30: no permission for a new file is an error with the folder's name")
  void no_permission() throws IOException {
    Disk closed =
        new Disk() {
          @Override
          Path createTemporary(Path where) throws IOException {
            throw new AccessDeniedException(where.toString());
          }
        };
    Files.write(target, OLD);
    assertThatThrownBy(() -> write(closed))
        .isInstanceOf(AccessDeniedException.class)
        .hasMessageContaining(folder.toString());
    assertThat(Files.readAllBytes(target)).isEqualTo(OLD);
  }

  @Test
  @DisplayName("row 30: a folder that the system itself keeps closed")
  void no_permission_of_the_system() throws IOException {
    assumeFalse(System.getProperty("user.name", "").equals("root"), "root may write everywhere");
    assumeFalse(System.getProperty("os.name", "").startsWith("Windows"), "no such permissions");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assertThatThrownBy(() -> write(Disk.REAL)).isInstanceOf(AccessDeniedException.class);
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    assertThat(files()).isEmpty();
  }

  @Test
  @DisplayName("a folder in the archive's place is an error, and stays")
  void target_is_a_folder() throws IOException {
    Files.createDirectories(target.resolve("full"));
    assertThatThrownBy(() -> write(Disk.REAL)).isInstanceOf(IOException.class);
    assertThat(files()).containsExactly(target);
    assertThat(target.resolve("full")).isDirectory();
  }

  @Test
  @DisplayName("weights that cannot be read to their end leave no archive")
  void reading_fails() throws IOException {
    String last =
        checkpoint.tensors().tensors().keySet().stream().max(Comparator.naturalOrder()).get();
    TensorSource broken =
        new Source(checkpoint.tensors().tensors()) {
          @Override
          public void readFloats(String name, long start, float[] dst, int offset, int count)
              throws IOException {
            if (name.equals(last)) {
              throw new IOException("the file ended");
            }
            checkpoint.tensors().readFloats(name, start, dst, offset, count);
          }
        };
    assertThatThrownBy(() -> write(broken, Disk.REAL)).hasMessage("the file ended");
    assertThat(files()).isEmpty();
  }

  @Test
  @DisplayName("weights that do not fit are refused before a file is made")
  void tensors_do_not_fit() throws IOException {
    Map<String, TensorInfo> fewer = new LinkedHashMap<>(checkpoint.tensors().tensors());
    fewer.remove("visual.proj");
    TensorSource source =
        new Source(fewer) {
          @Override
          public void readFloats(String name, long start, float[] dst, int offset, int count)
              throws IOException {
            checkpoint.tensors().readFloats(name, start, dst, offset, count);
          }
        };
    assertThatThrownBy(() -> write(source, Disk.REAL))
        .isInstanceOf(ModelMismatchException.class)
        .hasMessageContaining("visual.proj");
    assertThat(files()).isEmpty();
  }

  @Test
  @DisplayName("progress grows from tensor to tensor and ends at 1")
  void progress() throws IOException {
    List<Double> told = new ArrayList<>();
    ArchiveWriter.write(
        checkpoint.config(), checkpoint.tensors(), WeightPrecision.FP32, target, told::add);
    assertThat(told).isSorted().hasSizeGreaterThan(20).allMatch(d -> d > 0 && d <= 1);
    assertThat(told.get(told.size() - 1)).isEqualTo(1.0);
  }

  @Test
  @DisplayName("equal models give equal bytes")
  void deterministic() throws IOException {
    write(Disk.REAL);
    byte[] first = Files.readAllBytes(target);
    write(Disk.REAL);
    assertThat(Files.readAllBytes(target)).isEqualTo(first);
  }

  private abstract static class Source implements TensorSource {
    private final Map<String, TensorInfo> infos;

    Source(Map<String, TensorInfo> infos) {
      this.infos = infos;
    }

    @Override
    public Map<String, TensorInfo> tensors() {
      return infos;
    }

    @Override
    public void close() {}
  }
}
