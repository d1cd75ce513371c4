package io.github.clip4j.weights;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Fuzz targets of the readers. {@code mvn -Pslow} replays stored inputs; {@code JAZZER_FUZZ=1
 * JAZZER_INSTRUMENTATION_INCLUDES='io.github.clip4j.**' mvn -Pslow test -pl clip-core -am
 * -Dtest=WeightFuzzTest#pickle -Dsurefire.failIfNoSpecifiedTests=false} searches for new ones.
 * Anything but success or a {@link ModelFormatException} is a finding. Slow because Jazzer's agent
 * rewrites every class that is loaded after it; files lie in memory where the system has a folder
 * for that, since a run takes a tenth of a millisecond and a disk more.
 */
@Tag("slow")
class WeightFuzzTest {
  private static Path folder = Path.of(".");

  @BeforeAll
  static void makeFolder() throws IOException {
    Path memory = Path.of("/dev/shm");
    folder =
        Files.isWritable(memory)
            ? Files.createTempDirectory(memory, "clip4j-fuzz")
            : Files.createTempDirectory("clip4j-fuzz");
  }

  @AfterAll
  static void removeFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("x.safetensors"));
    Files.deleteIfExists(folder.resolve("x.pt"));
    Files.delete(folder);
  }

  @DictionaryEntries({
    "\"dtype\":\"F32\"",
    "\"shape\":[",
    "\"data_offsets\":[",
    "__metadata__",
    "BF16",
    "18446744073709551616",
    "\\\\ud800",
    "1e9"
  })
  @FuzzTest(maxDuration = "5m")
  void safetensors(byte[] data) throws IOException {
    read("x.safetensors", data);
  }

  @DictionaryEntries({
    "PK\\x01\\x02",
    "PK\\x03\\x04",
    "PK\\x05\\x06",
    "PK\\x06\\x06",
    "PK\\x06\\x07",
    "PK\\x07\\x08",
    "\\xff\\xff\\xff\\xff",
    "data.pkl",
    "data/0",
    "../"
  })
  @FuzzTest(maxDuration = "5m")
  void zip(byte[] data) throws IOException {
    read("x.pt", data);
  }

  @FuzzTest(maxDuration = "5m")
  void pickle(byte[] data) {
    for (boolean torchScript : new boolean[] {false, true}) {
      try {
        StateDict.find(PickleReader.read(data, "fuzz", torchScript), "fuzz");
      } catch (ModelFormatException e) {
        // The expected answer to almost every input.
      }
    }
  }

  private static void read(String name, byte[] data) throws IOException {
    Path file = Files.write(folder.resolve(name), data);
    try {
      Refusal.readAll(file);
    } catch (ModelFormatException e) {
      // The expected answer to almost every input.
    }
  }
}
