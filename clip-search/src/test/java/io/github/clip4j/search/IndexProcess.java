package io.github.clip4j.search;

import java.io.IOException;
import java.nio.file.Path;

/**
 * An indexing run in a process of its own, to be killed: arguments are the folder and the index.
 */
final class IndexProcess {
  private IndexProcess() {}

  public static void main(String[] args) throws IOException {
    Pictures.indexer(Path.of(args[0]), Path.of(args[1]))
        .batchSize(2)
        .commitEvery(3)
        .graphFrom(Integer.parseInt(args[2]))
        .onProgress(
            p -> {
              System.out.println(p.phase() + " " + p.done());
              System.out.flush();
            })
        .build()
        .run();
    System.out.println("END");
  }
}
