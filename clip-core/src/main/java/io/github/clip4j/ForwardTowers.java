package io.github.clip4j;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.Batchifier;
import ai.djl.translate.NoopTranslator;
import ai.djl.translate.TranslateException;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.clip4j.config.ClipConfig;
import io.github.clip4j.errors.ModelFormatException;
import io.github.clip4j.translate.ImageTensorTranslator;
import io.github.clip4j.translate.ModuleMethod;
import io.github.clip4j.translate.TokenTensorTranslator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by calling it what the lone {@code forward} of a traced archive takes: pictures, ids,
 * or both in either order. Batches of different size tell the vectors of pictures from those of
 * texts and from similarities among the outputs.
 */
final class ForwardTowers {
  private static final int PICTURES = 2;
  private static final int TEXTS = 3;

  private final Model model;
  private final Path archive;
  private final ClipConfig config;

  ForwardTowers(Model model, Path archive, ClipConfig config) {
    this.model = model;
    this.archive = archive;
    this.config = config;
  }

  /** The towers behind {@code forward}; one of them may be absent. */
  ArchiveEngine.Towers find() throws IOException {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDArray pixels = pixels(manager, PICTURES);
      NDArray ids = ids(manager, TEXTS);
      if (indexOf(run(pixels), PICTURES) == 0) {
        return new ArchiveEngine.Towers(
            ImageTensorTranslator.of(config.vision().imageSize()).withMethod(ModuleMethod.FORWARD),
            null);
      }
      if (indexOf(run(ids), TEXTS) == 0) {
        return new ArchiveEngine.Towers(
            null,
            TokenTensorTranslator.of(config.text().contextLength())
                .withMethod(ModuleMethod.FORWARD));
      }
      for (boolean idsFirst : new boolean[] {false, true}) {
        List<Shape> outputs = idsFirst ? run(ids, pixels) : run(pixels, ids);
        int image = indexOf(outputs, PICTURES);
        int text = indexOf(outputs, TEXTS);
        if (image >= 0 && text >= 0) {
          return new ArchiveEngine.Towers(
              new PairTranslator(true, idsFirst, image), new PairTranslator(false, idsFirst, text));
        }
      }
    }
    throw new ModelFormatException(
        "TS_NO_TOWER",
        archive
            + ": the archive has no encode_image and encode_text, and its forward gives vectors of "
            + config.embedDim()
            + " neither for pixels [B, 3, S, S], nor for ids [B, "
            + config.text().contextLength()
            + "], nor for both; is the configuration its own? tools/export/export_torchscript.py"
            + " makes archives that fit");
  }

  private NDArray pixels(NDManager manager, int n) {
    int size = config.vision().imageSize();
    return manager.zeros(new Shape(n, 3, size, size));
  }

  private NDArray ids(NDManager manager, int n) {
    return manager.zeros(new Shape(n, config.text().contextLength()), DataType.INT64);
  }

  /** Shapes of what {@code forward} gives; none if it does not take these inputs. */
  private List<Shape> run(NDArray... inputs) {
    List<Shape> shapes = new ArrayList<>();
    try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator());
        NDList outputs = predictor.predict(new NDList(inputs))) {
      outputs.forEach(o -> shapes.add(o.getShape()));
    } catch (TranslateException | EngineException e) {
      // The usual answer of libtorch to inputs of another number, shape or type.
    }
    return shapes;
  }

  private int indexOf(List<Shape> outputs, int batch) {
    return outputs.indexOf(new Shape(batch, config.embedDim()));
  }

  /** One tower of a {@code forward} that takes both; the other gets a single input of zeros. */
  private final class PairTranslator implements Translator<NDArray, float[][]> {
    private final Translator<NDArray, float[][]> single;
    private final boolean image;
    private final boolean idsFirst;
    private final int output;

    PairTranslator(boolean image, boolean idsFirst, int output) {
      this.image = image;
      this.idsFirst = idsFirst;
      this.output = output;
      this.single =
          image
              ? ImageTensorTranslator.of(config.vision().imageSize())
                  .withMethod(ModuleMethod.FORWARD)
              : TokenTensorTranslator.of(config.text().contextLength())
                  .withMethod(ModuleMethod.FORWARD);
    }

    @Override
    public NDList processInput(TranslatorContext ctx, NDArray input) throws Exception {
      NDArray own = single.processInput(ctx, input).head();
      NDArray other = image ? ids(ctx.getNDManager(), 1) : pixels(ctx.getNDManager(), 1);
      boolean ownFirst = image != idsFirst;
      return ownFirst ? new NDList(own, other) : new NDList(other, own);
    }

    @Override
    public float[][] processOutput(TranslatorContext ctx, NDList outputs) throws Exception {
      return single.processOutput(ctx, new NDList(outputs.get(output)));
    }

    @Override
    public @Nullable Batchifier getBatchifier() {
      return null;
    }
  }
}
