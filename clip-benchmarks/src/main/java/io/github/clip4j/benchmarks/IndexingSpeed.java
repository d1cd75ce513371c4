package io.github.clip4j.benchmarks;

import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndexer;
import io.github.clip4j.search.IndexReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What an index costs beside the encoding: {@link ImageIndexer} from start to end, and {@link
 * ClipModel#encodeImages} of the same files, in turns. Prints the pictures a second of both and the
 * median of the ratios.
 *
 * <pre>
 * java … io.github.clip4j.benchmarks.IndexingSpeed FOLDER [ROUNDS [MODEL]]
 * </pre>
 */
public final class IndexingSpeed {
  private IndexingSpeed() {}

  /** See the class. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    double[] ratios = new double[rounds];
    try (ClipModel clip = ClipModel.load(args.length > 2 ? args[2] : "starter")) {
      clip.encodeImages(files.subList(0, Math.min(64, files.size())));
      index(clip, folder);
      for (int i = 0; i < rounds; i++) {
        double engine = i % 2 == 0 ? engine(clip, files) : 0;
        double index = index(clip, folder);
        engine = i % 2 == 0 ? engine : engine(clip, files);
        ratios[i] = index / engine;
        System.out.printf(
            Locale.ROOT,
            "round %d: index %.1f, engine alone %.1f pictures a second, ratio %.3f%n",
            i + 1,
            index,
            engine,
            ratios[i]);
      }
    }
    Arrays.sort(ratios);
    System.out.printf(
        Locale.ROOT,
        "%d pictures, median ratio %.3f, lowest %.3f, highest %.3f%n",
        files.size(),
        ratios[rounds / 2],
        ratios[0],
        ratios[rounds - 1]);
  }

  private static double engine(ClipModel clip, List<Path> files) throws IOException {
    long start = System.nanoTime();
    int count = clip.encodeImages(files).size();
    return count / ((System.nanoTime() - start) / 1e9);
  }

  private static double index(ClipModel clip, Path folder) throws IOException {
    Path index = Files.createTempDirectory("clip-index");
    long start = System.nanoTime();
    IndexReport report = ImageIndexer.builder(clip, folder, index).build().run();
    double rate = report.encoded() / ((System.nanoTime() - start) / 1e9);
    try (Stream<Path> files = Files.list(index)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(index);
    return rate;
  }
}
