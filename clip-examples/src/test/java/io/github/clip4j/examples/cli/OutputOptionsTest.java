package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OutputOptionsTest {
  @Test
  @DisplayName("One object is one line, whichever characters a reader takes for line ends")
  void oneObjectIsOneLine() {
    String text = "a\u0085b\u2028c\u2029d\u000be\u000cf\u001cg\nh\ri é 犬";
    JsonObject object = new JsonObject();
    object.addProperty("text", text);

    String line = OutputOptions.line(object);

    assertThat(line)
        .doesNotContainPattern("[\\x{0}-\\x{1f}\\x{85}\\x{2028}\\x{2029}]")
        .contains(" é 犬");
    assertThat(JsonParser.parseString(line).getAsJsonObject().get("text").getAsString())
        .isEqualTo(text);
  }

  @Test
  @DisplayName("Half characters survive: UTF-8 has none, so they are escaped")
  void halfCharacters() {
    String text = "a\ud83d b\ude00 \ud83d\ude00";
    JsonObject object = new JsonObject();
    object.addProperty("text", text);

    String line = OutputOptions.line(object);

    assertThat(line).isEqualTo("{\"text\":\"a\\ud83d b\\ude00 \ud83d\ude00\"}");
    assertThat(JsonParser.parseString(line).getAsJsonObject().get("text").getAsString())
        .isEqualTo(text);
  }
}
