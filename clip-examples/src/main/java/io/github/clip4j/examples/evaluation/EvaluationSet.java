package io.github.clip4j.examples.evaluation;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.annotations.SerializedName;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The content of {@code set.json}: which pictures, which names, and what counts as right. */
final class EvaluationSet {
  /**
   * A picture file and the name or title that is right for it; the group only where there is one.
   */
  static final class Item {
    String file = "";

    @SerializedName(
        value = "name",
        alternate = {"title"})
    String name = "";

    @Nullable String group;
  }

  /** A text to search by, and the names of the pictures that are good answers. */
  static final class Query {
    String text = "";
    List<String> right = List.of();
  }

  List<String> templates = List.of();
  List<Item> openmoji = List.of();
  Map<String, String> groups = Map.of();

  @SerializedName("clip_art")
  List<Item> clipArt = List.of();

  List<Item> training = List.of();
  List<Query> queries = List.of();

  /**
   * @param folder holds {@code set.json}; the pictures' files are relative to it
   */
  static EvaluationSet read(Path folder) throws IOException {
    Path file = folder.resolve("set.json");
    try (Reader reader = Files.newBufferedReader(file)) {
      EvaluationSet set = new Gson().fromJson(reader, EvaluationSet.class);
      if (set == null || set.openmoji.isEmpty() || set.templates.isEmpty()) {
        throw new IOException(file + ": no templates or no pictures under \"openmoji\"");
      }
      return set;
    } catch (JsonParseException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
