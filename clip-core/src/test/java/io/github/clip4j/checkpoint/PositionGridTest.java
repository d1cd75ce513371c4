package io.github.clip4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.clip4j.json.JsonFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Position grids are resized as open_clip resizes them")
class PositionGridTest {

  @Test
  void grids_of_open_clip_are_reproduced() throws IOException {
    Path file = Path.of("src/test/resources/golden/positions/positions.json");
    JsonArray cases = JsonFiles.readObject(file, 1 << 20).getAsJsonArray("cases");
    assertThat(cases).hasSize(6);
    for (JsonElement e : cases) {
      JsonObject c = e.getAsJsonObject();
      int old = c.get("old").getAsInt();
      int grid = c.get("new").getAsInt();
      float[] actual =
          PositionGrid.resize(floats(c, "table"), old, grid, c.get("width").getAsInt());
      float[] expected = floats(c, "expected");
      assertThat(actual).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i])
            .as("%d to %d, value %d", old, grid, i)
            .isCloseTo(expected[i], within(2e-6f));
      }
    }
  }

  @Test
  void text_positions_of_open_clip_are_reproduced() throws IOException {
    Path file = Path.of("src/test/resources/golden/positions/positions.json");
    JsonArray cases = JsonFiles.readObject(file, 1 << 20).getAsJsonArray("texts");
    assertThat(cases).hasSize(7);
    for (JsonElement e : cases) {
      JsonObject c = e.getAsJsonObject();
      int old = c.get("old").getAsInt();
      int length = c.get("new").getAsInt();
      float[] actual =
          PositionTable.resize(floats(c, "table"), old, length, c.get("width").getAsInt());
      assertThat(actual)
          .as("%d to %d", old, length)
          .containsExactly(floats(c, "expected"), within(5e-7f));
    }
  }

  @Test
  void the_same_size_changes_nothing() {
    float[] rows = {9, 9, 1, 2, 3, 4, 5, 6, 7, 8};
    assertThat(PositionGrid.resize(rows, 2, 2, 2)).containsExactly(rows);
  }

  private static float[] floats(JsonObject c, String name) {
    JsonArray array = c.getAsJsonArray(name);
    float[] values = new float[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).getAsFloat();
    }
    return values;
  }
}
