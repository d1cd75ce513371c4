package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt ends a run as {@link ImageIndexer#cancel()} does. */
class InterruptTest {
  @TempDir Path temp;

  @Test
  void an_interrupted_run_commits_and_leaves_the_flag_set() throws IOException {
    Path folder = Files.createDirectory(temp.resolve("pictures"));
    for (int i = 0; i < 10; i++) {
      Files.write(folder.resolve(i + ".png"), IndexerTest.drawing(i));
    }
    Path index = temp.resolve("index");
    IndexReport report =
        Pictures.indexer(folder, index)
            .batchSize(1)
            .onProgress(
                p -> {
                  if (p.phase() == IndexProgress.Phase.ENCODE && p.done() == 2) {
                    Thread.currentThread().interrupt();
                  }
                })
            .build()
            .run();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.complete()).isFalse();
    try (ImageIndex open = ImageIndex.open(index)) {
      assertThat(open.size()).isEqualTo(report.encoded()).isGreaterThanOrEqualTo(2).isLessThan(10);
    }
  }
}
