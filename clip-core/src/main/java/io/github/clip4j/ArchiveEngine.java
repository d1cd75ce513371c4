package io.github.clip4j;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import io.github.clip4j.errors.EngineUnavailableException;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.translate.ImageTensorTranslator;
import io.github.clip4j.translate.TokenTensorTranslator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loaded archive and the predictors that run it. A DJL predictor serves one thread at a time, so
 * idle ones wait in a queue and a call takes one or makes one. Thread-safe, but {@link #close()}
 * must not run beside a call.
 */
final class ArchiveEngine implements AutoCloseable {
  /** libtorch loads modules through a registry of the whole process that has no lock of its own. */
  private static final Object LOADING = new Object();

  /** Just below the 32 MiB above which glibc never keeps a block. */
  private static final long TEMPORARIES = 31L << 20;

  private final Model model;
  private final int imageSize;
  private final Predictors images;
  private final Predictors texts;

  /**
   * Direct memory for a batch of pictures, one for each call that runs at once, kept: libtorch
   * reads it where it lies, and fresh memory costs ten times as much as the copy into it.
   */
  private final ConcurrentLinkedQueue<ByteBuffer> pixelMemory = new ConcurrentLinkedQueue<>();

  private ArchiveEngine(Model model, int imageSize, Predictors images, Predictors texts) {
    this.model = model;
    this.imageSize = imageSize;
    this.images = images;
    this.texts = texts;
  }

  /**
   * Loads an archive of this library.
   *
   * @param archive a {@code .pt} file
   * @param device where it runs; null for DJL's default
   */
  static ArchiveEngine load(Path archive, @Nullable Device device, int imageSize, int contextLength)
      throws IOException {
    Towers towers =
        new Towers(ImageTensorTranslator.of(imageSize), TokenTensorTranslator.of(contextLength));
    return load(archive, device, imageSize, model -> towers);
  }

  /** Loads an archive whose towers are found by looking at the loaded model. */
  static ArchiveEngine load(
      Path archive, @Nullable Device device, int imageSize, TowerFinder finder) throws IOException {
    String engine = EngineStart.require().getEngineName();
    NativeGate.register();
    boolean loaded = false;
    try {
      ArchiveEngine result =
          NetworkThreads.aside(() -> loadInside(archive, device, imageSize, finder, engine));
      loaded = true;
      return result;
    } finally {
      if (!loaded) {
        NativeGate.unregister();
      }
    }
  }

  private static ArchiveEngine loadInside(
      Path archive, @Nullable Device device, int imageSize, TowerFinder finder, String engine)
      throws IOException {
    synchronized (LOADING) {
      NativeGate.enter();
      try {
        return loadAlone(archive, device, imageSize, finder, engine);
      } finally {
        NativeGate.leave();
      }
    }
  }

  private static ArchiveEngine loadAlone(
      Path archive, @Nullable Device device, int imageSize, TowerFinder finder, String engine)
      throws IOException {
    Model model = newModel(device, engine);
    try {
      model.load(archive.toAbsolutePath());
      keepTemporaries(model);
    } catch (MalformedModelException | EngineException e) {
      model.close();
      throw new ModelFormatException(
          "TS_NOT_LOADED", "libtorch cannot load " + archive + ": " + firstLine(e), e);
    } catch (IOException | RuntimeException | Error e) {
      model.close();
      throw e;
    }
    Towers towers = find(finder, model);
    Predictors images = predictors(model, towers.image(), archive, "pictures");
    Predictors texts = predictors(model, towers.text(), archive, "texts");
    return new ArchiveEngine(model, imageSize, images, texts);
  }

  /** How the towers are called; null for one that an archive does not have. */
  record Towers(
      @Nullable Translator<NDArray, float[][]> image,
      @Nullable Translator<NDArray, float[][]> text) {}

  /** Finds the towers of a loaded archive. */
  @FunctionalInterface
  interface TowerFinder {
    Towers find(Model model) throws IOException;
  }

  /**
   * Takes a block and gives it back untouched. Freeing one of nearly 32 MiB makes glibc keep blocks
   * up to that size for the next call; before, it may return a call's temporaries to the system and
   * fetch them again, page by page, which was seen to double the time of a call.
   */
  private static void keepTemporaries(Model model) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      manager.create(new Shape(TEMPORARIES / Float.BYTES), DataType.FLOAT32).close();
    }
  }

  private static Towers find(TowerFinder finder, Model model) throws IOException {
    try {
      return finder.find(model);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Predictors predictors(
      Model model, @Nullable Translator<NDArray, float[][]> tower, Path archive, String inputs) {
    return new Predictors(
        () -> {
          if (tower == null) {
            throw new IllegalStateException(archive + " has no tower for " + inputs);
          }
          return model.newPredictor(tower);
        });
  }

  private static Model newModel(@Nullable Device device, String engine)
      throws EngineUnavailableException {
    try {
      return Model.newInstance("clip", device, engine);
    } catch (RuntimeException | LinkageError e) {
      throw EngineStart.unavailable(e);
    }
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
  }

  /** Raw vectors of {@code n} images of float32 {@code [n, 3, S, S]}, row-major. */
  float[][] encodeImages(FloatBuffer pixels, int n) {
    int bytes = Math.multiplyExact(pixels.remaining(), Float.BYTES);
    ByteBuffer memory = pixelMemory.poll();
    if (memory == null || memory.capacity() < bytes) {
      memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
    memory.clear().limit(bytes);
    memory.asFloatBuffer().put(pixels.duplicate());
    NativeGate.enter();
    try (NDManager manager = model.getNDManager().newSubManager()) {
      Shape shape = new Shape(n, 3, imageSize, imageSize);
      return images.predict(manager.create(memory, shape, DataType.FLOAT32));
    } finally {
      NativeGate.leave();
      pixelMemory.add(memory);
    }
  }

  /** Raw vectors of {@code rows} texts of {@code length} ids each, row-major. */
  float[][] encodeTexts(long[] ids, int rows, int length) {
    NativeGate.enter();
    try (NDManager manager = model.getNDManager().newSubManager()) {
      return texts.predict(manager.create(ids, new Shape(rows, length)));
    } finally {
      NativeGate.leave();
    }
  }

  Model model() {
    return model;
  }

  /** Frees the archive; while the process ends there is nothing left to free. */
  @Override
  public void close() {
    if (!NativeGate.tryEnter()) {
      return;
    }
    try {
      images.close();
      texts.close();
      synchronized (LOADING) {
        model.close();
      }
    } finally {
      NativeGate.leave();
      NativeGate.unregister();
    }
  }

  /** Predictors of one kind, each used by one thread at a time. */
  private static final class Predictors implements AutoCloseable {
    private final Supplier<Predictor<NDArray, float[][]>> maker;
    private final ConcurrentLinkedQueue<Predictor<NDArray, float[][]>> idle =
        new ConcurrentLinkedQueue<>();

    Predictors(Supplier<Predictor<NDArray, float[][]>> maker) {
      this.maker = maker;
    }

    float[][] predict(NDArray input) {
      Predictor<NDArray, float[][]> predictor = idle.poll();
      if (predictor == null) {
        predictor = maker.get();
      }
      try {
        return predictor.predict(input);
      } catch (TranslateException e) {
        if (e.getCause() instanceof IllegalArgumentException mistake) {
          throw mistake;
        }
        throw new IllegalStateException("the network failed: " + firstLine(e), e);
      } finally {
        idle.add(predictor);
      }
    }

    @Override
    public void close() {
      for (Predictor<NDArray, float[][]> p = idle.poll(); p != null; p = idle.poll()) {
        p.close();
      }
    }
  }
}
