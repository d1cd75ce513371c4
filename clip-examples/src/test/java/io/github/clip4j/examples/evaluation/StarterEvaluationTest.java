package io.github.clip4j.examples.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.clip4j.ClipModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The starter's evaluation")
class StarterEvaluationTest {
  private static final String RESOURCES = "/io/github/clip4j/starter/";
  private static final List<String> DRAWINGS =
      List.of("noto-dog-face", "noto-pizza", "noto-automobile", "noto-evergreen-tree");

  @TempDir Path folder;

  @Test
  @DisplayName("gives every measure of the model card, under the same names")
  void namesAreThoseOfTheShippedFigures() throws IOException {
    JsonObject ours = new Gson().toJsonTree(evaluate()).getAsJsonObject();
    JsonObject shipped;
    try (InputStream in =
        StarterEvaluationTest.class.getResourceAsStream(RESOURCES + "evaluation.json")) {
      shipped =
          new Gson().fromJson(new InputStreamReader(in, StandardCharsets.UTF_8), JsonObject.class);
    }
    assertThat(ours.keySet()).containsExactlyElementsOf(shipped.keySet());
    for (String key : List.of("openmoji", "held_out_clip_art", "training_styles", "cosine")) {
      assertThat(ours.getAsJsonObject(key).keySet())
          .containsExactlyElementsOf(shipped.getAsJsonObject(key).keySet());
    }
  }

  @Test
  @DisplayName(
      "finds four drawings of a trained style by their names, and counts a query with a wrong answer list as wrong")
  void fourDrawingsAreFound() throws IOException {
    Map<String, Object> measures = evaluate();
    assertThat(measures.get("openmoji"))
        .extracting("image_to_text")
        .isEqualTo(Map.of("top1", 100.0, "top5", 100.0, "top10", 100.0));
    assertThat(measures.get("queries_right")).isEqualTo(1);
  }

  @Test
  @DisplayName("says which file has no pictures")
  void anEmptySetIsAnError() throws IOException {
    Files.writeString(folder.resolve("set.json"), "{}");
    assertThatThrownBy(() -> EvaluationSet.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set.json");
    Files.writeString(folder.resolve("set.json"), "{\"openmoji\": 3}");
    assertThatThrownBy(() -> EvaluationSet.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set.json");
  }

  private Map<String, Object> evaluate() throws IOException {
    for (String drawing : DRAWINGS) {
      try (InputStream in =
          StarterEvaluationTest.class.getResourceAsStream(
              RESOURCES + "pictures/" + drawing + ".png")) {
        Files.copy(in, folder.resolve(drawing + ".png"));
      }
    }
    Files.writeString(
        folder.resolve("set.json"),
        """
        {"templates": ["{}", "a picture of a {}"],
         "openmoji": [
           {"file": "noto-dog-face.png", "name": "dog face", "group": "animals"},
           {"file": "noto-pizza.png", "name": "pizza", "group": "food"},
           {"file": "noto-automobile.png", "name": "automobile", "group": "places"},
           {"file": "noto-evergreen-tree.png", "name": "evergreen tree", "group": "animals"}],
         "groups": {"animals": "an animal or a plant", "food": "food", "places": "a vehicle"},
         "clip_art": [{"file": "noto-pizza.png", "title": "pizza"}, {"file": "noto-automobile.png", "title": "car"}],
         "training": [{"file": "noto-pizza.png", "name": "pizza"}],
         "queries": [{"text": "a car", "right": ["automobile"]}, {"text": "a car", "right": ["bus"]}]}
        """);
    try (ClipModel clip = ClipModel.load("starter")) {
      return StarterEvaluation.evaluate(clip, folder);
    }
  }
}
