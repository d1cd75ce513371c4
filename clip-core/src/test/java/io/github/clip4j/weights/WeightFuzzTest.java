package io.github.clip4j.weights;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/**
 * Fuzz targets of the readers. {@code mvn -Pslow} replays stored inputs; {@code JAZZER_FUZZ=1 mvn
 * -Pslow test -pl clip-core -am -Dtest=WeightFuzzTest#pickle} searches for new ones. Anything but
 * success or a {@link ModelFormatException} is a finding. Slow because Jazzer's agent rewrites
 * every class that is loaded after it.
 */
@Tag("slow")
class WeightFuzzTest {
  private static Path folder = Path.of(".");

  @BeforeAll
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("clip4j-fuzz");
  }

  @AfterAll
  static void removeFolder() throws IOException {
    Files.deleteIfExists(folder.resolve("x.safetensors"));
    Files.deleteIfExists(folder.resolve("x.pt"));
    Files.delete(folder);
  }

  @FuzzTest(maxDuration = "1m")
  void safetensors(byte[] data) throws IOException {
    read("x.safetensors", data);
  }

  @FuzzTest(maxDuration = "1m")
  void zip(byte[] data) throws IOException {
    read("x.pt", data);
  }

  @FuzzTest(maxDuration = "1m")
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
