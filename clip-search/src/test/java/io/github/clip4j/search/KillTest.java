package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run that is killed loses at most what it did since its last commit, and nothing is half done.
 */
class KillTest {
  private static final int PICTURES = 40;

  /** So small that the graph is built too, and killed at times. */
  private static final int GRAPH_FROM = 20;

  @TempDir Path temp;

  private final long seed = Long.getLong("clip.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void a_run_killed_twice_ends_as_one_that_was_not() throws Exception {
    killAndCompare(2);
  }

  @Test
  @Tag("slow")
  void a_run_killed_fifteen_times_ends_as_one_that_was_not() throws Exception {
    killAndCompare(15);
  }

  private void killAndCompare(int kills) throws Exception {
    Path folder = Files.createDirectory(temp.resolve("pictures"));
    for (int i = 0; i < PICTURES; i++) {
      Files.write(folder.resolve("p" + i + ".png"), IndexerTest.drawing(i));
    }
    Files.writeString(folder.resolve("broken.png"), "no picture");
    Path killed = temp.resolve("killed");
    int before = 0;
    for (int i = 0; i < kills; i++) {
      // Pictures change meanwhile, so that a killed run also has updates and deletions half done.
      if (i > 0) {
        Files.write(folder.resolve("p" + i + ".png"), IndexerTest.drawing(PICTURES + i));
        Files.delete(folder.resolve("p" + (PICTURES - i) + ".png"));
      }
      String last = killSomewhere(folder, killed);
      int now = check(killed);
      System.out.println("killed after " + last + ": " + now + " pictures in the index");
      assertThat(now)
          .as("seed %d: nothing committed is lost", seed)
          .isGreaterThanOrEqualTo(before - i);
      before = now;
    }
    IndexReport last = Pictures.indexer(folder, killed).graphFrom(GRAPH_FROM).build().run();
    assertThat(last.complete()).isTrue();

    Path whole = temp.resolve("whole");
    Pictures.indexer(folder, whole).graphFrom(GRAPH_FROM).build().run();
    List<IndexEntry> expected = entries(whole);
    List<IndexEntry> actual = entries(killed);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(actual.get(i).path()).isEqualTo(expected.get(i).path());
      assertThat(actual.get(i).hash()).isEqualTo(expected.get(i).hash());
      assertThat(actual.get(i).vector().cosine(expected.get(i).vector()))
          .as("seed %d, %s", seed, expected.get(i).path())
          .isCloseTo(1f, withinPercentage(0.01));
    }
    try (ImageIndex a = ImageIndex.open(killed);
        ImageIndex b = ImageIndex.open(whole)) {
      assertThat(a.failures()).isEqualTo(b.failures());
      SearchQuery query = SearchQuery.text("a chess board").withTop(10);
      assertThat(paths(a, query)).as("seed %d", seed).isEqualTo(paths(b, query));
    }
  }

  private static List<String> paths(ImageIndex index, SearchQuery query) throws IOException {
    return ImageSearcher.of(index, Pictures.model()).search(query).hits().stream()
        .map(hit -> hit.entry().path())
        .toList();
  }

  private static List<IndexEntry> entries(Path index) throws IOException {
    try (ImageIndex open = ImageIndex.open(index);
        Stream<IndexEntry> entries = open.entries()) {
      return entries.toList();
    }
  }

  /** The index after a kill opens, and every entry has its vector. */
  private static int check(Path index) throws IOException {
    try (ImageIndex open = ImageIndex.open(index);
        Stream<IndexEntry> entries = open.entries()) {
      return (int) entries.peek(e -> assertThat(e.vector().norm()).isBetween(0.999, 1.001)).count();
    } catch (IndexException e) {
      assertThat(e.code()).as("killed before the first commit").isEqualTo("IDX_MISSING");
      return 0;
    }
  }

  /** Starts a run, kills it after some steps and a moment more, and gives its last word. */
  private String killSomewhere(Path folder, Path index) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dai.djl.offline=true",
                "-Dclip4j.cache=" + System.getProperty("clip4j.cache"),
                "-cp",
                System.getProperty("java.class.path"),
                IndexProcess.class.getName(),
                folder.toString(),
                index.toString(),
                String.valueOf(GRAPH_FROM))
            .redirectErrorStream(true)
            .start();
    String last = "the start";
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      int steps = 1 + random.nextInt(25);
      for (int i = 0; i < steps; i++) {
        String line = out.readLine();
        if (line == null) {
          break;
        }
        last = line;
      }
      Thread.sleep(random.nextInt(50));
    } finally {
      process.destroyForcibly().waitFor();
    }
    return last;
  }
}
