package io.github.clip4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.clip4j.checkpoint.Checkpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The cache among real processes: one converts, a killed one leaves nothing that counts. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ConversionProcessesTest {
  private static final String MODEL =
      Goldens.folder("vit_quickgelu").resolve("open_clip").toAbsolutePath().toString();

  @TempDir Path folder;

  private Path gate() {
    return folder.resolve("gate");
  }

  private List<Path> entryFiles() throws IOException {
    Path archives = folder.resolve("cache/archives");
    if (!Files.isDirectory(archives)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(archives)) {
      return all.filter(Files::isRegularFile).filter(f -> !f.toString().endsWith(".lock")).toList();
    }
  }

  private static List<String> rest(BufferedReader out, Process process) throws Exception {
    List<String> lines = out.lines().toList();
    assertThat(process.waitFor()).as(lines.toString()).isZero();
    return lines;
  }

  @Test
  @DisplayName("of several processes that want one archive at once, one converts")
  void one_of_them_converts() throws Exception {
    String cache = folder.resolve("cache").toString();
    List<Process> processes = new ArrayList<>();
    List<BufferedReader> outs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Process process = ConvertProcess.start(List.of(), "cache", MODEL, cache, gate().toString());
      processes.add(process);
      outs.add(process.inputReader());
    }
    for (BufferedReader out : outs) {
      assertThat(out.readLine()).isEqualTo("ready");
    }
    Files.createFile(gate());
    List<String> verdicts = new ArrayList<>();
    List<String> archives = new ArrayList<>();
    for (int i = 0; i < outs.size(); i++) {
      List<String> lines = rest(outs.get(i), processes.get(i));
      verdicts.add(lines.get(0));
      archives.add(lines.get(1));
    }
    assertThat(verdicts).containsExactlyInAnyOrder("converted", "found", "found");
    assertThat(archives).containsOnly(archives.get(0));
    assertThat(entryFiles()).containsExactly(Path.of(archives.get(0)));
    // The other processes made the archive that any libtorch runs.
    System.setProperty(OneDnn.PROPERTY, "false");
    try (ClipModel clip =
        ClipModel.builder()
            .model(Path.of(MODEL))
            .precision(Precision.FP32)
            .cacheFolder(folder.resolve("cache"))
            .load()) {
      assertThat(clip.archive()).isEqualTo(Path.of(archives.get(0)));
    } finally {
      System.clearProperty(OneDnn.PROPERTY);
    }
  }

  @Test
  @DisplayName(
      "row 30: a process killed in the middle leaves no archive, and the next one cleans up")
  void killed_in_the_middle() throws Exception {
    Path cache = folder.resolve("cache");
    Files.createFile(gate());
    Process process =
        ConvertProcess.start(List.of(), "hang", MODEL, cache.toString(), gate().toString());
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo("ready");
      assertThat(out.readLine()).isEqualTo("hanging");
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(entryFiles())
        .singleElement()
        .satisfies(f -> assertThat(f.getFileName().toString()).endsWith(".tmp"));
    Path archive;
    try (Checkpoint checkpoint = Checkpoint.open(Path.of(MODEL))) {
      archive =
          new ArchiveCache(cache)
              .archive(checkpoint, PrecisionChoice.both(Precision.FP32), done -> {});
    }
    assertThat(entryFiles()).containsExactly(archive);
    Path clean = folder.resolve("clean.pt");
    CheckpointConverter.convert(Path.of(MODEL), clean);
    assertThat(archive).hasSameBinaryContentAs(clean);
  }

  @Test
  @DisplayName("row 30: a real limit on the size of files is an error, and nothing is left")
  void the_system_refuses_to_write_on() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "needs a shell with ulimit");
    Path cache = folder.resolve("cache");
    Files.createFile(gate());
    // 100 blocks are 50 or 100 kB, the archive has more.
    List<String> limited = List.of("/bin/sh", "-c", "ulimit -f 100 && exec \"$@\"", "limited");
    Process process =
        ConvertProcess.start(limited, "cache", MODEL, cache.toString(), gate().toString());
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).isNotZero();
    assertThat(String.join("\n", lines)).contains("java.io.IOException: File too large");
    assertThat(entryFiles()).isEmpty();
  }
}
