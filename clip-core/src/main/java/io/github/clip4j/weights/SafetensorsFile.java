package io.github.clip4j.weights;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One safetensors file; only its header is held in memory. */
final class SafetensorsFile implements WeightFile {
  private final Path file;
  private final FileChannel channel;
  private final Map<String, StoredTensor> stored;
  private final Map<String, TensorInfo> infos;

  private SafetensorsFile(Path file, FileChannel channel, Map<String, StoredTensor> stored) {
    this.file = file;
    this.channel = channel;
    this.stored = stored;
    Map<String, TensorInfo> view = new LinkedHashMap<>();
    stored.forEach((name, tensor) -> view.put(name, tensor.info()));
    this.infos = Collections.unmodifiableMap(view);
  }

  static SafetensorsFile open(Path file) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new SafetensorsFile(file, channel, SafetensorsHeader.read(channel, file));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public String format() {
    return "safetensors";
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public Map<String, TensorInfo> tensors() {
    return infos;
  }

  @Override
  public void readFloats(String name, long start, float[] dst, int offset, int count)
      throws IOException {
    StoredTensor tensor = stored.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no tensor '" + name + "' in " + file);
    }
    tensor.readFloats(channel, start, dst, offset, count);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
