package io.github.clip4j.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.sun.net.httpserver.HttpServer;
import io.github.clip4j.ClipModel;
import io.github.clip4j.Embedding;
import io.github.clip4j.ModelLocator;
import io.github.clip4j.hub.DownloadProgress;
import io.github.clip4j.hub.ModelBundle;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** These tests have no network: what is in the cache must do, and the system property forbids. */
@DisplayName("The commands for models by name")
@SuppressWarnings("NullAway.Init")
final class HubCommandsTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;

  @Test
  void download_without_a_network_says_what_is_missing_and_what_forbids() {
    Cli.Result result = Cli.run("download", "owner/never-cached-model");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err())
        .startsWith("clip: owner/never-cached-model at revision main")
        .contains("ai.djl.offline=true")
        .hasLineCount(1);
  }

  @Test
  void download_of_a_misspelt_name_lists_near_ones() {
    Cli.Result result = Cli.run("download", "ViT-B-32/laion3b");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("ViT-B-32/laion2b_s34b_b79k").hasLineCount(1);
  }

  @Test
  void download_without_a_name_is_wrong_usage() {
    assertThat(Cli.run("download").status()).isEqualTo(2);
  }

  @Test
  void download_of_a_cached_model_prints_its_folder() throws Exception {
    Path snapshot = folder.resolve("hub/models--owner--model/snapshots/" + COMMIT);
    Files.createDirectories(snapshot);
    Files.writeString(snapshot.resolve("config.json"), "{}");
    Files.writeString(snapshot.resolve("model.safetensors"), "weights");
    List<String> output =
        inAnotherProcess(
            Map.of("HF_HUB_OFFLINE", "1"), "download", "owner/model@" + COMMIT, "--format", "json");
    assertThat(output)
        .singleElement()
        .asString()
        .contains(COMMIT)
        .contains("\"place\":\"repository");
  }

  @Test
  void bundle_writes_one_file_that_a_machine_without_a_network_can_read() throws IOException {
    Path model = Files.createDirectories(folder.resolve("model"));
    Files.writeString(model.resolve("config.json"), "{}");
    Files.writeString(model.resolve("model.safetensors"), "weights");
    Path file = folder.resolve("model.clip.zip");
    Cli.Result result =
        Cli.run("bundle", model.toString(), "--out", file.toString(), "--format", "json");
    assertThat(result.err()).isEmpty();
    assertThat(result.status()).isZero();
    assertThat(result.json().get(0).get("bytes").getAsLong()).isEqualTo(Files.size(file));
    Path unpacked = ModelBundle.unpack(file, folder.resolve("elsewhere"));
    assertThat(unpacked.resolve("model.safetensors")).hasContent("weights");
  }

  @Test
  void doctor_finds_the_build_machine_healthy_or_names_what_to_do() {
    Cli.Result text = Cli.run("doctor");
    Cli.Result json = Cli.run("doctor", "--format", "json");
    assertThat(json.status()).isEqualTo(text.status());
    assertThat(json.json().get(0).get("healthy").getAsBoolean()).isEqualTo(json.status() == 0);
    assertThat(text.out()).contains("ok   engine").contains("PyTorch 2.7.1").contains("hub cache");
    assertThat(text.out().contains("!!")).isEqualTo(text.status() != 0);
  }

  @Test
  void verify_finds_the_starter_equal_to_open_clip() {
    Cli.Result result = Cli.run("verify", "starter", "--format", "json");
    JsonObject report = result.json().get(0);
    List<JsonObject> checks =
        report.getAsJsonArray("checks").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .toList();
    assumeThat(checks.get(0).get("ok").getAsBoolean())
        .as("reference.json belongs to other weights: run tools/starter/reference.py")
        .isTrue();
    assertThat(checks).hasSizeGreaterThan(20);
    assertThat(checks).filteredOn(check -> !check.get("ok").getAsBoolean()).isEmpty();
    assertThat(report.get("verified").getAsBoolean()).isTrue();
    assertThat(result.status()).isZero();
  }

  @Test
  void verify_of_a_picture_that_is_not_the_diagram_says_that_the_figures_differ() {
    Cli.Result result =
        Cli.run("verify", "--picture", starterPicture("noto-cat-face.png"), "--format", "json");
    assertThat(result.json().get(0).get("verified").getAsBoolean()).isFalse();
    assertThat(result.out()).contains("0.9927937").contains("probability of 'a diagram'");
    assertThat(result.status()).isEqualTo(1);
  }

  @Test
  void verify_of_a_model_without_reference_figures_says_what_was_not_compared() throws IOException {
    String path = ModelLocator.locate("starter").toString(); // nobody knows it by this name
    Cli.Result text = Cli.run("verify", path);
    assertThat(text.status()).as(text.out() + text.err()).isZero();
    assertThat(text.out())
        .contains("ok   ids of 'a cat'")
        .contains("alone and in a batch")
        .contains("compared with nothing")
        .doesNotContain("agrees");
    JsonObject json = Cli.run("verify", path, "--format", "json").json().get(0);
    assertThat(json.get("reference").getAsString()).isEqualTo("none");
    assertThat(json.get("verified").getAsBoolean()).isFalse();
  }

  @Test
  void verify_looks_at_the_model_that_it_names_and_not_at_the_starter() {
    Cli.Result result = Cli.run("verify", Cli.tinyModel());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("the model's text tower has 512 tokens");
  }

  /** Vectors made so that the published probabilities come out, as the real model's would. */
  @Test
  void verify_accepts_vectors_with_the_published_probabilities_and_no_others() {
    float[] published = ReferenceCheck.DIAGRAM_PROBABILITIES;
    assertThat(published).containsExactly(0.9927937f, 0.00421068f, 0.00299572f);
    assertThat(ReferenceCheck.DIAGRAM_LABELS).containsExactly("a diagram", "a dog", "a cat");
    assertThat(diagramChecks(0)).hasSize(3).allMatch(ReferenceCheck.Check::ok);
    // A difference in the third digit of a cosine is seen.
    assertThat(diagramChecks(0.01)).anyMatch(check -> !check.ok());
    assertThat(diagramChecks(-0.01)).anyMatch(check -> !check.ok());
  }

  private static List<ReferenceCheck.Check> diagramChecks(double error) {
    Embedding image = Embedding.of(1, 0);
    List<Embedding> labels = new ArrayList<>();
    for (float probability : ReferenceCheck.DIAGRAM_PROBABILITIES) {
      // 100 times the cosine is the logit; a constant in all logits changes no probability.
      double cosine = 0.3 + Math.log(probability) / 100 + (labels.isEmpty() ? error : 0);
      labels.add(Embedding.of((float) cosine, (float) Math.sqrt(1 - cosine * cosine)));
    }
    List<ReferenceCheck.Check> checks = new ArrayList<>();
    ReferenceCheck.diagram(image, labels, 100, checks);
    return checks;
  }

  @Test
  void a_model_that_is_neither_here_nor_cached_is_told_in_both_readings() {
    Cli.Result result = Cli.run("info", "models/vitb32");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .startsWith(
            "clip: no file or folder 'models/vitb32' here; as a model's name: models/vitb32")
        .hasLineCount(1);
    Cli.Result slip = Cli.run("info", "src/vitb32");
    assertThat(slip.err())
        .startsWith("clip: src/vitb32: no such file or folder (the folder src has ")
        .contains("hf-hub:src/vitb32")
        .hasLineCount(1);
  }

  @Test
  void verbose_shows_where_an_error_came_from() {
    Cli.Result result = Cli.run("download", "owner/never-cached-model", "--verbose");
    assertThat(result.err()).contains("at io.github.clip4j.hub.HubClient");
  }

  @Test
  void progress_is_a_bar_with_size_and_rate_that_fits_into_a_line() {
    DownloadProgress half = new DownloadProgress("a/b/c", 50_000_000, 100_000_000, 2.5e6, false);
    assertThat(DownloadLine.line(half, 79))
        .isEqualTo("a/b/c [############............] 50.0 MB of 100.0 MB  2.5 MB/s");
    DownloadProgress unknown = new DownloadProgress("a", 1_000_000, -1, 1e6, false);
    assertThat(DownloadLine.line(unknown, 79)).isEqualTo("a 1.0 MB  1.0 MB/s");
    String file = "openai/clip-vit-base-patch32/model.safetensors";
    DownloadProgress real = new DownloadProgress(file, 300_000_000, 605_157_884, 1e7, false);
    assertThat(DownloadLine.line(real, 79))
        .hasSize(79)
        .startsWith("…")
        .contains("model.safetensors [")
        .endsWith("300.0 MB of 605.2 MB  10.0 MB/s");
  }

  @Test
  void progress_on_a_terminal_is_one_line_a_file_that_is_written_over() {
    StringWriter err = new StringWriter();
    DownloadLine line = new DownloadLine(new PrintWriter(err), true, () -> 0);
    line.accept(new DownloadProgress("a", 1, 2, 1, false));
    line.accept(new DownloadProgress("a", 2, 2, 1, true));
    assertThat(err.toString()).hasLineCount(3).startsWith("\ra [").contains("\ra [");
  }

  @Test
  void progress_in_a_script_is_a_line_every_five_seconds_and_one_at_the_end() {
    StringWriter err = new StringWriter();
    AtomicLong nanos = new AtomicLong();
    DownloadLine line = new DownloadLine(new PrintWriter(err), false, nanos::get);
    for (int second = 1; second <= 12; second++) {
      nanos.addAndGet(1_000_000_000L);
      line.accept(new DownloadProgress("a", second, 12, 1, second == 12));
    }
    assertThat(err.toString()).hasLineCount(3).doesNotContain("\r");
  }

  /** Any command fetches a model that its --model names, and tells how far it is. */
  @Test
  void a_model_that_a_command_names_is_downloaded_with_progress() throws Exception {
    byte[] weights = Files.readAllBytes(Path.of(Cli.tinyModel(), "open_clip_model.safetensors"));
    byte[] config = Files.readAllBytes(Path.of(Cli.tinyModel(), "open_clip_config.json"));
    HttpServer hub = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    hub.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().getPath();
          byte[] body =
              path.endsWith("/open_clip_config.json")
                  ? config
                  : path.endsWith("/open_clip_model.safetensors") ? weights : null;
          exchange.getResponseHeaders().set("X-Repo-Commit", COMMIT);
          if (body == null) {
            exchange.getResponseHeaders().set("X-Error-Code", "EntryNotFound");
            exchange.sendResponseHeaders(404, -1);
          } else {
            exchange.getResponseHeaders().set("ETag", "\"" + sha256(body) + "\"");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.getResponseHeaders().set("X-Linked-Size", String.valueOf(body.length));
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
              exchange.getResponseBody().write(body);
            }
          }
          exchange.close();
        });
    hub.start();
    try {
      Map<String, String> env =
          Map.of("HF_ENDPOINT", "http://127.0.0.1:" + hub.getAddress().getPort());
      List<String> output = inAnotherProcess(env, "info", "owner/tiny");
      assertThat(output).isNotEmpty();
      assertThat(Files.readString(folder.resolve("stderr.txt")))
          .contains("owner/tiny/open_clip_model.safetensors [########################] ")
          .contains(" MB/s");
    } finally {
      hub.stop(0);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private String starterPicture(String name) {
    Path copy = folder.resolve(name);
    try (InputStream in =
        ClipModel.class.getResourceAsStream("/io/github/clip4j/starter/pictures/" + name)) {
      Files.copy(Objects.requireNonNull(in), copy);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return copy.toString();
  }

  /** The environment of this process cannot be changed, that of another can. */
  private List<String> inAnotherProcess(Map<String, String> env, String... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx128m");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(ClipCommand.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("HF_HOME", folder.toString());
    builder.environment().remove("HF_HUB_OFFLINE");
    builder.environment().putAll(env);
    builder.environment().remove("HF_HUB_CACHE");
    builder.redirectError(folder.resolve("stderr.txt").toFile());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(Files.readString(folder.resolve("stderr.txt"))).isZero();
    return output.lines().toList();
  }
}
