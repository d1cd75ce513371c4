package io.github.clip4j.weights;

import java.nio.file.Path;
import java.util.List;

/**
 * An open weight file (or set of shards). Its names are those of the file; {@code checkpoint} turns
 * them into one dialect. Thread-safe for reading; closing it closes the files.
 *
 * @since 0.1.0
 */
public sealed interface WeightFile extends TensorSource
    permits SafetensorsFile, ShardedWeights, TorchZipFile {

  /** {@return {@code "safetensors"}, {@code "pytorch zip"} or {@code "torchscript"}} */
  String format();

  /** {@return the files behind it: one, or all shards in the order of their names; unmodifiable} */
  List<Path> files();
}
