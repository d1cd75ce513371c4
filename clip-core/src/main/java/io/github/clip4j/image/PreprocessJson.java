package io.github.clip4j.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the two JSON dialects of preprocessing. */
final class PreprocessJson {
  private PreprocessJson() {}

  static PreprocessConfig openClip(String json, int imageSize) {
    JsonObject object = parse(json);
    JsonElement inner = object.get("preprocess_cfg");
    if (inner != null && inner.isJsonObject()) {
      object = inner.getAsJsonObject();
    }
    int size = imageSize;
    JsonElement sizeElement = present(object, "size");
    if (sizeElement != null) {
      size = squareSize(sizeElement, "size");
    }
    PreprocessConfig config = PreprocessConfig.openClip(size);
    JsonElement interpolation = present(object, "interpolation");
    if (interpolation != null) {
      config =
          config.withInterpolation(Interpolation.fromName(string(interpolation, "interpolation")));
    }
    JsonElement resizeMode = present(object, "resize_mode");
    if (resizeMode != null) {
      config = config.withResizeMode(ResizeMode.fromName(string(resizeMode, "resize_mode")));
    }
    JsonElement fill = present(object, "fill_color");
    if (fill != null) {
      float value = (float) number(fill, "fill_color");
      config = config.withPadFill(new Rgb(value, value, value));
    }
    return config.withNormalization(
        rgb(object, "mean", config.mean()), rgb(object, "std", config.std()));
  }

  static PreprocessConfig huggingFace(String json) {
    JsonObject object = parse(json);
    boolean crop = flag(object, "do_center_crop", true);
    boolean resize = flag(object, "do_resize", true);

    ResizeMode mode = ResizeMode.SHORTEST;
    int edge = 224;
    JsonElement size = present(object, "size");
    if (size != null && size.isJsonObject()) {
      JsonObject sides = size.getAsJsonObject();
      if (sides.has("shortest_edge")) {
        edge = integer(Objects.requireNonNull(sides.get("shortest_edge")), "size.shortest_edge");
      } else if (sides.has("height") && sides.has("width")) {
        edge = squareSize(size, "size");
        mode = ResizeMode.SQUASH;
      } else {
        throw new IllegalArgumentException(
            "size must have shortest_edge or height and width, found " + sides);
      }
    } else if (size != null) {
      edge = squareSize(size, "size");
    }
    int output = edge;
    JsonElement cropSize = present(object, "crop_size");
    if (crop && cropSize != null) {
      output = squareSize(cropSize, "crop_size");
    } else if (crop && mode == ResizeMode.SHORTEST) {
      output = cropSize == null && size == null ? 224 : edge;
    }
    if (!crop && mode == ResizeMode.SHORTEST) {
      // Without a crop the old integer form still squashes to a square for CLIP's siblings.
      if (size != null && size.isJsonPrimitive()) {
        mode = ResizeMode.SQUASH;
      } else {
        throw new IllegalArgumentException(
            "do_center_crop is false and size names only the shortest edge: the picture would not be square");
      }
    }
    PreprocessConfig config =
        PreprocessConfig.huggingFace(output)
            .withResizeMode(mode)
            .withResizeEdge(resize ? edge : 0)
            .withInterpolation(interpolation(object));
    if (!flag(object, "do_rescale", true)) {
      config = config.withRescaleFactor(1.0);
    } else {
      JsonElement factor = present(object, "rescale_factor");
      if (factor != null) {
        config = config.withRescaleFactor(number(factor, "rescale_factor"));
      }
    }
    if (!flag(object, "do_normalize", true)) {
      return config.withNormalization(Rgb.ZERO, Rgb.ONE);
    }
    return config.withNormalization(
        rgb(object, "image_mean", config.mean()), rgb(object, "image_std", config.std()));
  }

  private static Interpolation interpolation(JsonObject object) {
    JsonElement resample = present(object, "resample");
    return resample == null
        ? Interpolation.BICUBIC
        : Interpolation.fromPillowCode(integer(resample, "resample"));
  }

  private static JsonObject parse(String json) {
    Objects.requireNonNull(json, "json");
    if (json.isBlank()) {
      return new JsonObject();
    }
    try {
      JsonElement element = JsonParser.parseString(json);
      if (element.isJsonNull()) {
        return new JsonObject();
      }
      if (element.isJsonObject()) {
        return element.getAsJsonObject();
      }
      throw new IllegalArgumentException("preprocessing config must be a JSON object");
    } catch (JsonParseException e) {
      throw new IllegalArgumentException("preprocessing config is not JSON: " + e.getMessage(), e);
    }
  }

  private static @Nullable JsonElement present(JsonObject object, String key) {
    JsonElement element = object.get(key);
    return element == null || element.isJsonNull() ? null : element;
  }

  private static boolean flag(JsonObject object, String key, boolean fallback) {
    JsonElement element = present(object, key);
    if (element == null) {
      return fallback;
    }
    if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isBoolean()) {
      return element.getAsBoolean();
    }
    throw new IllegalArgumentException(key + " must be true or false, found " + element);
  }

  private static String string(JsonElement element, String key) {
    if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isString()) {
      return element.getAsString();
    }
    throw new IllegalArgumentException(key + " must be a string, found " + element);
  }

  private static double number(JsonElement element, String key) {
    if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()) {
      return element.getAsDouble();
    }
    throw new IllegalArgumentException(key + " must be a number, found " + element);
  }

  private static int integer(JsonElement element, String key) {
    double value = number(element, key);
    if (value != Math.rint(value) || value < 0 || value > 1_000_000) {
      throw new IllegalArgumentException(key + " must be a whole number, found " + element);
    }
    return (int) value;
  }

  /** A side from {@code 224}, {@code [224, 224]} or {@code {"height": 224, "width": 224}}. */
  private static int squareSize(JsonElement element, String key) {
    if (element.isJsonObject()) {
      JsonObject sides = element.getAsJsonObject();
      if (sides.has("shortest_edge")) {
        return integer(Objects.requireNonNull(sides.get("shortest_edge")), key + ".shortest_edge");
      }
      JsonElement height = sides.get("height");
      JsonElement width = sides.get("width");
      if (height != null && width != null) {
        return same(integer(height, key + ".height"), integer(width, key + ".width"), key);
      }
      throw new IllegalArgumentException(key + " must have height and width, found " + sides);
    }
    if (element.isJsonArray()) {
      JsonArray array = element.getAsJsonArray();
      // open_clip writes [height, width]; timm writes [3, height, width].
      int n = array.size();
      if (n == 1) {
        return integer(array.get(0), key);
      }
      if (n == 2 || n == 3) {
        return same(integer(array.get(n - 2), key), integer(array.get(n - 1), key), key);
      }
      throw new IllegalArgumentException(key + " must have 1 to 3 numbers, found " + array);
    }
    return integer(element, key);
  }

  private static int same(int height, int width, String key) {
    if (height != width) {
      throw new IllegalArgumentException(
          key + " " + height + "x" + width + " is not square; only square pictures are known");
    }
    return height;
  }

  private static Rgb rgb(JsonObject object, String key, Rgb fallback) {
    JsonElement element = present(object, key);
    if (element == null) {
      return fallback;
    }
    if (element.isJsonPrimitive()) {
      float v = (float) number(element, key);
      return new Rgb(v, v, v);
    }
    if (!element.isJsonArray() || element.getAsJsonArray().size() != 3) {
      throw new IllegalArgumentException(key + " must be three numbers, found " + element);
    }
    JsonArray a = element.getAsJsonArray();
    return new Rgb(
        (float) number(a.get(0), key),
        (float) number(a.get(1), key),
        (float) number(a.get(2), key));
  }
}
