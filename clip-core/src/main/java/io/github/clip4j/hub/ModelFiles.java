package io.github.clip4j.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.clip4j.errors.HubException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a repository a model needs. A repository often holds the same weights several
 * times, for open_clip and for transformers, as safetensors and as pickle; one of them is enough.
 * open_clip's layout comes first, because such repositories may hold a {@code config.json} of
 * another library.
 */
final class ModelFiles {
  static final String OPEN_CLIP_CONFIG = "open_clip_config.json";
  private static final String HUGGING_FACE_CONFIG = "config.json";
  private static final String PREPROCESSOR_CONFIG = "preprocessor_config.json";
  private static final String INDEX = ".index.json";
  private static final long INDEX_LIMIT = 16L << 20;
  private static final int SHARD_LIMIT = 1000;

  private static final List<String> OPEN_CLIP_WEIGHTS =
      List.of(
          "open_clip_model.safetensors",
          "open_clip_pytorch_model.safetensors",
          "open_clip_pytorch_model.bin",
          "model.safetensors",
          "pytorch_model.bin");
  private static final List<String> HUGGING_FACE_WEIGHTS =
      List.of(
          "model.safetensors",
          "model.safetensors" + INDEX,
          "pytorch_model.bin",
          "pytorch_model.bin" + INDEX);

  private ModelFiles() {}

  /** Gives a file's path, or empty if the repository lacks it. */
  interface Source {
    Optional<Path> get(String file) throws IOException;
  }

  /**
   * Asks the source for each file that is needed.
   *
   * @param weightsFile the name of the weights where the repository does not use a usual one, or
   *     null
   * @throws HubException if the repository holds no configuration or no weights
   */
  static void select(String repository, @Nullable String weightsFile, Source source)
      throws IOException {
    boolean openClip = source.get(OPEN_CLIP_CONFIG).isPresent();
    if (!openClip && source.get(HUGGING_FACE_CONFIG).isEmpty()) {
      throw new HubException(
          "HUB_NO_MODEL",
          String.format(
              Locale.ROOT,
              "%s holds neither %s nor %s: not a CLIP model in a known layout",
              repository,
              OPEN_CLIP_CONFIG,
              HUGGING_FACE_CONFIG),
          null);
    }
    if (!openClip) {
      source.get(PREPROCESSOR_CONFIG);
    }
    List<String> candidates = openClip ? OPEN_CLIP_WEIGHTS : HUGGING_FACE_WEIGHTS;
    if (weightsFile != null) {
      candidates = List.of(safeTwin(weightsFile), weightsFile);
    }
    for (String candidate : candidates) {
      Optional<Path> found = source.get(candidate);
      if (found.isPresent()) {
        if (candidate.endsWith(INDEX)) {
          shards(repository, candidate, found.get(), source);
        }
        return;
      }
    }
    throw new HubException(
        "HUB_NO_MODEL",
        String.format(
            Locale.ROOT,
            "%s holds none of the weight files %s",
            repository,
            String.join(", ", candidates)),
        null);
  }

  private static String safeTwin(String file) {
    int dot = file.lastIndexOf('.');
    return (dot < 0 ? file : file.substring(0, dot)) + ".safetensors";
  }

  private static void shards(String repository, String name, Path index, Source source)
      throws IOException {
    Set<String> shards = new TreeSet<>();
    try {
      if (Files.size(index) > INDEX_LIMIT) {
        throw badIndex(repository, name, "larger than " + INDEX_LIMIT + " bytes", null);
      }
      String text = Files.readString(index, StandardCharsets.UTF_8);
      JsonObject map = JsonParser.parseString(text).getAsJsonObject().getAsJsonObject("weight_map");
      for (JsonElement file : map.asMap().values()) {
        shards.add(file.getAsString());
      }
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | UnsupportedOperationException
        | CharacterCodingException e) {
      throw badIndex(repository, name, "no JSON object with a weight_map of strings", e);
    }
    if (shards.isEmpty() || shards.size() > SHARD_LIMIT) {
      throw badIndex(repository, name, "names " + shards.size() + " files", null);
    }
    for (String shard : shards) {
      if (!shard.matches("[\\w-][\\w.-]{0,200}")) {
        throw badIndex(repository, name, "'" + shard + "' is no plain file name", null);
      }
      if (source.get(shard).isEmpty()) {
        throw badIndex(repository, name, "names " + shard + ", which is not there", null);
      }
    }
  }

  private static HubException badIndex(
      String repository, String name, String reason, @Nullable Throwable cause) {
    return new HubException(
        "HUB_BAD_INDEX", String.format(Locale.ROOT, "%s/%s: %s", repository, name, reason), cause);
  }
}
