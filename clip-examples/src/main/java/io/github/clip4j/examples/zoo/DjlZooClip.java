package io.github.clip4j.examples.zoo;

import ai.djl.Device;
import ai.djl.ModelException;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import io.github.clip4j.image.ImagePreprocessor;
import io.github.clip4j.image.PreprocessConfig;
import io.github.clip4j.tokenizer.ClipTokenizer;
import io.github.clip4j.translate.ImageTranslator;
import io.github.clip4j.translate.ModuleMethod;
import io.github.clip4j.translate.TextTranslator;
import io.github.clip4j.vector.VectorMath;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Compares a picture with texts by the traced ViT-B/32 of DJL's own CLIP example. Its methods are
 * transformers' {@code get_image_features} and {@code get_text_features}, the latter with an
 * attention mask. DJL fetches the archive (some 600 MB) into its cache and runs it: it is a
 * program, and running it means trusting DJL's server.
 *
 * <p>Without a network, or with {@code -Dai.djl.offline=true} and nothing in the cache, it says so
 * in one line and ends.
 */
public final class DjlZooClip {
  private static final String ARCHIVE = "https://resources.djl.ai/demo/pytorch/clip.zip";
  private static final int SIZE = 224;

  private DjlZooClip() {}

  /**
   * Prints a cosine for each text.
   *
   * @param args a picture file, then texts
   */
  public static void main(String[] args) throws IOException, TranslateException {
    if (args.length < 2) {
      System.err.println("usage: DjlZooClip PICTURE TEXT...");
      System.exit(2);
    }
    run(ARCHIVE, Path.of(args[0]), List.of(args).subList(1, args.length), System.out);
  }

  static void run(String archive, Path picture, List<String> texts, PrintStream out)
      throws IOException, TranslateException {
    ImagePreprocessor preprocessor = new ImagePreprocessor(PreprocessConfig.huggingFace(SIZE));
    ImageTranslator<Path> images =
        ImageTranslator.ofFiles(preprocessor).withMethod(ModuleMethod.GET_IMAGE_FEATURES);
    TextTranslator words =
        TextTranslator.of(ClipTokenizer.huggingFace())
            .withMethod(ModuleMethod.GET_TEXT_FEATURES)
            .withAttentionMask();
    Criteria<Path, float[]> criteria =
        Criteria.builder()
            .setTypes(Path.class, float[].class)
            .optModelUrls(archive)
            .optTranslator(images)
            .optEngine("PyTorch")
            .optDevice(Device.cpu()) // traced on the CPU, and only runs there
            .build();
    try (ZooModel<Path, float[]> clip = criteria.loadModel();
        Predictor<Path, float[]> imagePredictor = clip.newPredictor();
        Predictor<String, float[]> textPredictor = clip.newPredictor(words)) {
      float[] image = imagePredictor.predict(picture);
      for (String text : texts) {
        double cosine = VectorMath.cosine(image, textPredictor.predict(text));
        out.printf(Locale.ROOT, "%.4f  %s%n", cosine, text);
      }
    } catch (ModelException e) {
      out.println(
          "skipped: "
              + archive
              + " is not to be had here; it needs a network once, or a copy in DJL's cache. DJL: "
              + reason(e));
    }
  }

  private static String reason(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("no message");
  }
}
