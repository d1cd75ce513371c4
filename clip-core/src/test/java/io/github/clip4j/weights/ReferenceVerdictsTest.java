package io.github.clip4j.weights;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.clip4j.errors.ModelFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Damaged files beside the verdicts of safetensors and of torch.load(weights_only=True), which
 * {@code golden/hostile/verdicts.py} recorded. This library may refuse more, for the reasons listed
 * here; it never reads what the reference refuses, and reads the same values.
 */
class ReferenceVerdictsTest {
  private static final Path FILE = Path.of("src/test/resources/golden/hostile/verdicts.json");

  /** Why a file that the reference reads is refused here. */
  private static final Map<String, Set<String>> STRICTER =
      Map.of(
          "safetensors",
          Set.of(
              "ST_DUPLICATE_KEY", // the reference keeps the last of two equal names
              "ST_INVALID_JSON", // limits of depth and of names; white space before the brace
              "ST_UNSUPPORTED_DTYPE"), // types that no CLIP has
          "torch",
          Set.of(
              "PT_CRC", // torch does not look at checksums of data
              "PT_ZIP_AMBIGUOUS", // two readers could see two things
              "PT_ZIP_CORRUPT",
              "PT_ZIP_LIMIT",
              "PT_ZIP_NAME",
              "PT_MISSING_RECORD", // the file of versions
              "PT_VERSION",
              "PT_BYTEORDER",
              "PT_NO_STATE_DICT",
              "PK_GLOBAL", // names that torch knows and a state dict does not need
              "PK_OPCODE",
              "PK_MEMO",
              "PK_LIMIT",
              "PK_CORRUPT",
              "PK_TENSOR_BOUNDS"));

  @TempDir Path folder;

  private record Case(String kind, byte[] bytes, JsonObject verdict) {}

  private static List<Case> cases(String kind) throws IOException {
    JsonObject all = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
    byte[] base = HexFormat.of().parseHex(all.getAsJsonObject("bases").get(kind).getAsString());
    List<Case> cases = new ArrayList<>();
    for (JsonElement e : all.getAsJsonArray("cases")) {
      JsonObject c = e.getAsJsonObject();
      if (c.get("kind").getAsString().equals(kind)) {
        cases.add(new Case(kind, edited(base, c.getAsJsonArray("edits")), c));
      }
    }
    return cases;
  }

  private static byte[] edited(byte[] base, JsonArray edits) {
    byte[] bytes = base;
    for (JsonElement e : edits) {
      JsonArray edit = e.getAsJsonArray();
      int at = Math.min(edit.get(0).getAsInt(), bytes.length);
      int end = Math.min(at + edit.get(1).getAsInt(), bytes.length);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      out.writeBytes(HexFormat.of().parseHex(edit.get(2).getAsString()));
      out.write(bytes, end, bytes.length - end);
      bytes = out.toByteArray();
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(strings = {"safetensors", "torch"})
  @DisplayName("never more is read than by the reference, and what is read is the same")
  void verdicts(String kind) throws IOException {
    Map<String, Integer> table = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    for (Case c : cases(kind)) {
      boolean reference = c.verdict().has("values");
      String found = read(c);
      table.merge((reference ? "read there, " : "refused there, ") + shown(found), 1, Integer::sum);
      boolean same = reference == found.startsWith("{");
      boolean fits =
          same
              ? !reference || found.equals(values(c.verdict().getAsJsonObject("values")))
              : reference && STRICTER.getOrDefault(kind, Set.of()).contains(found);
      if (!fits) {
        wrong.add(c.verdict() + " here: " + found);
      }
    }
    System.out.println(kind + " " + table);
    assertThat(wrong).isEmpty();
  }

  private static String shown(String found) {
    return found.startsWith("{") ? "read here" : found;
  }

  /** The code of the refusal, or the values as text. */
  private String read(Case c) throws IOException {
    Path file = folder.resolve(c.kind().equals("torch") ? "x.pt" : "x.safetensors");
    Files.write(file, c.bytes());
    Map<String, String> values = new TreeMap<>();
    try (WeightFile weights = WeightReader.open(file)) {
      for (TensorInfo info : weights.tensors().values()) {
        float[] tensor = new float[Math.toIntExact(info.elements())];
        weights.readFloats(info.name(), 0, tensor, 0, tensor.length);
        values.put(info.name(), Arrays.toString(tensor));
      }
    } catch (ModelFormatException e) {
      return e.code();
    }
    return values.toString();
  }

  private static String values(JsonObject reference) {
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, JsonElement> e : reference.entrySet()) {
      JsonArray array = e.getValue().getAsJsonArray();
      float[] tensor = new float[array.size()];
      for (int i = 0; i < tensor.length; i++) {
        String text = array.get(i).getAsString();
        tensor[i] =
            switch (text) {
              case "nan" -> Float.NaN;
              case "inf" -> Float.POSITIVE_INFINITY;
              case "-inf" -> Float.NEGATIVE_INFINITY;
              default -> (float) Double.parseDouble(text);
            };
      }
      values.put(e.getKey(), Arrays.toString(tensor));
    }
    return values.toString();
  }

  @Test
  @DisplayName("the undamaged files are read")
  void bases() throws IOException {
    JsonObject bases =
        JsonParser.parseString(Files.readString(FILE)).getAsJsonObject().getAsJsonObject("bases");
    for (String kind : bases.keySet()) {
      byte[] bytes = HexFormat.of().parseHex(bases.get(kind).getAsString());
      assertThat(read(new Case(kind, bytes, new JsonObject())))
          .isEqualTo("{a=[1.0, 2.0], b=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]}");
    }
  }
}
