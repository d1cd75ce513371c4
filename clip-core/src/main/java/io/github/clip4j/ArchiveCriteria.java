package io.github.clip4j;

import ai.djl.repository.zoo.Criteria;
import ai.djl.translate.Translator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** DJL's criteria for archives; see {@link ClipModel#criteria}. */
final class ArchiveCriteria {
  private ArchiveCriteria() {}

  static <I, O> Criteria<I, O> of(
      Path archive,
      Class<I> input,
      Class<O> output,
      Translator<I, O> translator,
      boolean trustTorchScript) {
    Objects.requireNonNull(archive, "archive");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(output, "output");
    Objects.requireNonNull(translator, "translator");
    if (!trustTorchScript) {
      requireOwn(archive);
    }
    Path file = archive.toAbsolutePath();
    Path folder = file.getParent();
    if (folder == null) {
      throw new IllegalArgumentException("not a file: " + archive);
    }
    return Criteria.builder()
        .setTypes(input, output)
        .optEngine("PyTorch")
        .optModelPath(folder)
        .optModelName(String.valueOf(file.getFileName()))
        .optTranslator(translator)
        .build();
  }

  private static void requireOwn(Path archive) {
    try {
      if (Files.isRegularFile(archive) && !TrustedArchive.isOwn(archive)) {
        throw new IllegalArgumentException(
            archive
                + " is no archive of this library. A TorchScript archive is a program: if you trust"
                + " its maker, say so with criteria(…, trustTorchScript = true); to read it as a"
                + " container of weights, convert it with CheckpointConverter");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
