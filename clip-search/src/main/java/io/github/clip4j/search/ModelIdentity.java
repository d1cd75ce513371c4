package io.github.clip4j.search;

import io.github.clip4j.ClipModel;
import io.github.clip4j.image.PreprocessConfig;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * Which model made an index. Vectors of different models, or of pictures that were prepared
 * differently, are not comparable, so an index and a searcher must agree on all but the name and
 * the precision.
 *
 * @param name what the model was called; for people, and to load it again
 * @param fingerprint the hash of its weights, {@link ClipModel#fingerprint()}
 * @param dimension the length of its vectors
 * @param preprocessing a hash of everything that decides the numbers of a picture's tensor
 * @param precision how the image tower was computed, in lower case
 * @since 0.1.0
 */
public record ModelIdentity(
    String name, String fingerprint, int dimension, String preprocessing, String precision) {
  /**
   * Checks for null.
   *
   * @param name what the model was called
   * @param fingerprint the hash of its weights, {@link ClipModel#fingerprint()}
   * @param dimension the length of its vectors
   * @param preprocessing a hash of everything that decides the numbers of a picture's tensor
   * @param precision how the image tower was computed, in lower case
   */
  public ModelIdentity {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(preprocessing, "preprocessing");
    Objects.requireNonNull(precision, "precision");
  }

  /**
   * {@return the identity of a loaded model}
   *
   * @param model any model
   * @param name what it was loaded by
   */
  public static ModelIdentity of(ClipModel model, String name) {
    return new ModelIdentity(
        name,
        model.fingerprint(),
        model.config().embedDim(),
        hash(model.imagePreprocessor().config()),
        model.precisionChoice().image().name().toLowerCase(Locale.ROOT));
  }

  /**
   * {@return whether vectors of the two may be compared}
   *
   * @param other of another index or model
   */
  public boolean comparable(ModelIdentity other) {
    return fingerprint.equals(other.fingerprint)
        && dimension == other.dimension
        && preprocessing.equals(other.preprocessing);
  }

  /** Why vectors of the two may not be compared, for the end of a sentence. */
  String differenceFrom(ModelIdentity made) {
    if (!fingerprint.equals(made.fingerprint) || dimension != made.dimension) {
      return "it was made with "
          + made.describe()
          + ", which is another model than "
          + describe()
          + "; use that model, or make a new index with this one";
    }
    return "it was made with "
        + made.describe()
        + " but with another preprocessing of pictures; make a new index, or use the preprocessing"
        + " of then";
  }

  private String describe() {
    return "'"
        + name
        + "' (weights "
        + fingerprint.substring(0, Math.min(12, fingerprint.length()))
        + ", vectors of "
        + dimension
        + ")";
  }

  /** Only what changes numbers, listed by name: a new option of the record leaves old hashes be. */
  private static String hash(PreprocessConfig config) {
    String text =
        String.join(
            "|",
            String.valueOf(config.size()),
            config.interpolation().name(),
            config.resizeMode().name(),
            config.mean().toString(),
            config.std().toString(),
            config.layout().name(),
            String.valueOf(config.resizeEdge()),
            String.valueOf(config.rescaleFactor()),
            config.padFill().toString(),
            String.valueOf(config.exifOrientation()),
            String.valueOf(config.background()),
            String.valueOf(config.scale16()));
    return Sha256.hex(text.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }
}
