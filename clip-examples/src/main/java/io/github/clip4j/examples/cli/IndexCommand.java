package io.github.clip4j.examples.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import io.github.clip4j.search.ImageIndexer;
import io.github.clip4j.search.IndexFailure;
import io.github.clip4j.search.IndexReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code clip index}: a folder of pictures becomes an index, or an index is brought up to date. */
@Command(
    name = "index",
    description = "Make an index of a folder of pictures, or bring it up to date.",
    mixinStandardHelpOptions = true)
final class IndexCommand extends ModelCommand {
  private static final long LAST_WORDS_SECONDS = 60;

  @Parameters(paramLabel = "FOLDER", description = "The pictures, in any depth.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path folder;

  @Option(
      names = {"--index", "--out"},
      required = true,
      paramLabel = "DIR",
      description = "The folder of the index; made if need be.")
  @SuppressWarnings("NullAway.Init") // required, hence set by picocli
  private Path index;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "Pictures that go through the network at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--exclude",
      paramLabel = "GLOB",
      description = "Leave out files and folders of this name, or, with a /, of this path.")
  private List<String> excludes = List.of();

  @Option(
      names = "--metadata",
      paramLabel = "FILE",
      description = "CSV or JSON with a column 'path' and others to filter by.")
  private @Nullable Path metadata;

  @Option(
      names = "--commit-every",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Pictures after which the work is saved (default: ${DEFAULT-VALUE}).")
  private int commitEvery;

  @Option(names = "--retry", description = "Try pictures again that were found broken before.")
  private boolean retry;

  @Option(
      names = "--moved",
      description = "The pictures of this index were moved to FOLDER as a whole.")
  private boolean moved;

  @Option(
      names = "--allow-empty",
      description = "FOLDER has no pictures any more, and that is no mistake.")
  private boolean allowEmpty;

  @Override
  public Integer call() throws IOException {
    if (!Files.exists(folder)) {
      throw new NoSuchFileException(folder.toString(), null, "no such folder");
    }
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    IndexReport report;
    try (ClipModel clip = model.load(err(), output.verbose());
        IndexProgressBar bar = new IndexProgressBar(err())) {
      report = runUntilInterrupted(indexer(clip, bar));
    }
    report(report);
    return report.complete() ? 0 : ClipCommand.EXIT_FAULT;
  }

  private ImageIndexer indexer(ClipModel clip, IndexProgressBar bar) {
    ImageIndexer.Builder builder = ImageIndexer.builder(clip, folder, index);
    try {
      builder.batchSize(batch).commitEvery(commitEvery);
      excludes.forEach(builder::exclude);
    } catch (IllegalArgumentException e) {
      throw usage(Failures.describe(e));
    }
    if (metadata != null) {
      builder.metadata(metadata);
    }
    return builder
        .modelName(model.lastingName())
        .retryBroken(retry)
        .relocated(moved)
        .allowEmpty(allowEmpty)
        .onProgress(bar)
        .build();
  }

  /** Ctrl-C ends the run at the next batch, with all that is done saved. */
  private static IndexReport runUntilInterrupted(ImageIndexer indexer) throws IOException {
    CountDownLatch ended = new CountDownLatch(1);
    Thread lastWords =
        new Thread(
            () -> {
              indexer.cancel();
              try {
                if (!ended.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS)) {
                  return; // Killed then; the commits so far are whole.
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "clip-index-interrupt");
    try {
      Runtime.getRuntime().addShutdownHook(lastWords);
    } catch (IllegalStateException e) {
      throw new IOException("interrupted before the first picture; the index is as it was", e);
    }
    try {
      return indexer.run();
    } finally {
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(lastWords);
      } catch (IllegalStateException e) {
        // The process is ending: the hook runs already.
      }
    }
  }

  private void report(IndexReport report) {
    for (IndexFailure failure : report.failures()) {
      err().println("clip: " + OutputOptions.printable(failure.path()) + ": " + failure.reason());
    }
    if (output.json()) {
      out().println(OutputOptions.line(json(report)));
      return;
    }
    double seconds = report.elapsed().toMillis() / 1000.0;
    out()
        .printf(
            Locale.ROOT,
            "%d pictures: %d added, %d updated, %d moved, %d touched, %d unchanged; %d removed,"
                + " %d unreadable; %d encoded in %.1f s%n",
            report.pictures(),
            report.added(),
            report.updated(),
            report.moved(),
            report.touched(),
            report.unchanged(),
            report.removed(),
            report.failures().size(),
            report.encoded(),
            seconds);
    if (!report.complete()) {
      out().println("interrupted; what is done is saved, run it again to go on");
    }
  }

  private static JsonObject json(IndexReport report) {
    JsonObject object = new JsonObject();
    object.addProperty("pictures", report.pictures());
    object.addProperty("added", report.added());
    object.addProperty("updated", report.updated());
    object.addProperty("moved", report.moved());
    object.addProperty("touched", report.touched());
    object.addProperty("unchanged", report.unchanged());
    object.addProperty("removed", report.removed());
    object.addProperty("encoded", report.encoded());
    object.addProperty("complete", report.complete());
    object.addProperty("seconds", report.elapsed().toMillis() / 1000.0);
    JsonArray failures = new JsonArray();
    for (IndexFailure failure : report.failures()) {
      JsonObject one = new JsonObject();
      one.addProperty("path", failure.path());
      one.addProperty("reason", failure.reason());
      failures.add(one);
    }
    object.add("failures", failures);
    return object;
  }
}
