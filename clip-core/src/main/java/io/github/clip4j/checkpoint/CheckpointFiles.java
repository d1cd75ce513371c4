package io.github.clip4j.checkpoint;

import io.github.clip4j.errors.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of one checkpoint. The order of preference is open_clip's own; an open_clip
 * configuration comes before a {@code config.json}, which beside it may be timm's.
 *
 * @param weights the weight file, or the index of a sharded one
 * @param config the configuration beside it, or null
 * @param preprocessor Hugging Face's {@code preprocessor_config.json} beside it, or null
 */
record CheckpointFiles(Path weights, @Nullable Path config, @Nullable Path preprocessor) {
  private static final List<String> WEIGHTS =
      List.of(
          "open_clip_model.safetensors",
          "open_clip_pytorch_model.safetensors",
          "open_clip_pytorch_model.bin",
          "open_clip_pytorch_model.pth",
          "model.safetensors",
          "model.safetensors.index.json",
          "pytorch_model.bin",
          "pytorch_model.bin.index.json",
          "pytorch_model.pth",
          "model.pth");
  private static final List<String> EXTENSIONS = List.of(".safetensors", ".bin", ".pt", ".pth");

  static CheckpointFiles find(Path fileOrFolder) throws IOException {
    if (Files.isDirectory(fileOrFolder)) {
      return beside(fileOrFolder, weightsIn(fileOrFolder));
    }
    if (!Files.exists(fileOrFolder)) {
      throw new NoSuchFileException(fileOrFolder.toString());
    }
    Path parent = fileOrFolder.toAbsolutePath().getParent();
    return parent == null
        ? new CheckpointFiles(fileOrFolder, null, null)
        : beside(parent, fileOrFolder);
  }

  private static CheckpointFiles beside(Path folder, Path weights) {
    Path config = existing(folder, "open_clip_config.json");
    return new CheckpointFiles(
        weights,
        config != null ? config : existing(folder, "config.json"),
        existing(folder, "preprocessor_config.json"));
  }

  private static @Nullable Path existing(Path folder, String name) {
    Path file = folder.resolve(name);
    return Files.isRegularFile(file) ? file : null;
  }

  private static Path weightsIn(Path folder) throws IOException {
    for (String name : WEIGHTS) {
      Path file = existing(folder, name);
      if (file != null) {
        return file;
      }
    }
    List<Path> others = new ArrayList<>();
    try (Stream<Path> entries = Files.list(folder)) {
      entries.filter(CheckpointFiles::looksLikeWeights).sorted().forEach(others::add);
    }
    if (others.size() == 1) {
      return others.get(0);
    }
    throw new ModelFormatException(
        others.isEmpty() ? "MODEL_NO_WEIGHTS" : "MODEL_AMBIGUOUS",
        folder
            + (others.isEmpty()
                ? ": no weight file; looked for " + String.join(", ", WEIGHTS)
                : ": several weight files ("
                    + String.join(
                        ", ", others.stream().limit(10).map(CheckpointFiles::name).toList())
                    + "); give the path of one"));
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }

  private static boolean looksLikeWeights(Path file) {
    String name = name(file).toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file) && EXTENSIONS.stream().anyMatch(name::endsWith);
  }
}
