package io.github.clip4j.examples.browser;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Chromium without a window, driven by the DevTools protocol (version 1.3) over the JDK's own web
 * socket. Enough of it for these tests; a browser driver would be a large dependency.
 *
 * <p>The environment variable {@code CLIP4J_BROWSER} names the browser; then its absence is a
 * failure. Without it the usual places are tried, and the tests are skipped if there is none.
 */
final class Browser implements AutoCloseable {
  /** Longer than anything should take, as machines are busy. */
  static final int PATIENCE_SECONDS = 60;

  private static final Pattern LISTENING = Pattern.compile("DevTools listening on (ws://\\S+)");
  private static final List<String> USUAL_PLACES =
      List.of(
          "/usr/bin/chromium",
          "/usr/bin/chromium-browser",
          "/usr/bin/google-chrome",
          "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
          "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe");

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final AtomicInteger lastId = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final Map<String, Tab> tabs = new ConcurrentHashMap<>();

  private Browser(Process process, Path profile, URI address) {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, new Receiver()).join();
  }

  /** Starts the browser; skips the calling test if there is none. */
  static Browser start() throws IOException {
    String named = System.getenv("CLIP4J_BROWSER");
    String program =
        named != null && !named.isBlank()
            ? named
            : USUAL_PLACES.stream()
                .filter(p -> Files.isExecutable(Path.of(p)))
                .findFirst()
                .orElse("");
    assumeTrue(
        !program.isEmpty(),
        "no Chromium or Chrome in the usual places; CLIP4J_BROWSER=/path/of/it names another");
    Path profile = Files.createTempDirectory("clip4j-browser");
    Process process =
        new ProcessBuilder(
                program,
                "--headless=new",
                // Containers often forbid what the sandbox needs; only pages of ours are opened.
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-extensions",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
                "--no-default-browser-check",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      return new Browser(process, profile, address(process));
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /**
   * The address that the browser writes on its standard error, which is then read on and dropped.
   */
  private static URI address(Process process) throws IOException {
    CompletableFuture<URI> found = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              StringBuilder said = new StringBuilder();
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  Matcher listening = LISTENING.matcher(line);
                  if (listening.find()) {
                    found.complete(URI.create(listening.group(1)));
                  }
                  if (!found.isDone()) {
                    said.append(line).append('\n');
                  }
                }
                found.completeExceptionally(new IOException("the browser ended:\n" + said));
              } catch (IOException e) {
                found.completeExceptionally(e);
              }
            },
            "browser-messages");
    reader.setDaemon(true);
    reader.start();
    return await(found, "the browser's start");
  }

  /** Opens an empty tab. */
  Tab tab() throws IOException {
    JsonObject create = new JsonObject();
    create.addProperty("url", "about:blank");
    String target = call("", "Target.createTarget", create).get("targetId").getAsString();
    JsonObject attach = new JsonObject();
    attach.addProperty("targetId", target);
    attach.addProperty("flatten", true);
    String session = call("", "Target.attachToTarget", attach).get("sessionId").getAsString();
    Tab tab = new Tab(this, session);
    tabs.put(session, tab);
    tab.begin();
    return tab;
  }

  /** Calls a method of the protocol and waits for its result. */
  JsonObject call(String session, String method, JsonObject parameters) throws IOException {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    answers.put(id, answer);
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", parameters);
    if (!session.isEmpty()) {
      message.addProperty("sessionId", session);
    }
    await(socket.sendText(message.toString(), true), method);
    JsonObject result = await(answer, method);
    if (result.has("error")) {
      throw new IOException(method + " " + parameters + ": " + result.get("error"));
    }
    return result.getAsJsonObject("result");
  }

  private static <T> T await(CompletableFuture<T> future, String what) throws IOException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within " + PATIENCE_SECONDS + " s: " + what, e);
    } catch (ExecutionException e) {
      throw new IOException(what + ": " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      call("", "Browser.close", new JsonObject());
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      socket.abort();
      process.destroyForcibly();
      deleteProfile();
    }
  }

  private void deleteProfile() throws IOException {
    try (Stream<Path> files = Files.walk(profile)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        try {
          Files.deleteIfExists(file);
        } catch (IOException e) {
          file.toFile().deleteOnExit(); // A helper process may still end.
        }
      }
    }
  }

  /** Puts the pieces of messages together; answers go to who waits, events to their tab. */
  private final class Receiver implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence piece, boolean last) {
      message.append(piece);
      if (last) {
        JsonObject json = JsonParser.parseString(message.toString()).getAsJsonObject();
        message.setLength(0);
        if (json.has("id")) {
          CompletableFuture<JsonObject> answer = answers.remove(json.get("id").getAsInt());
          if (answer != null) {
            answer.complete(json);
          }
        } else if (json.has("sessionId")) {
          Tab tab = tabs.get(json.get("sessionId").getAsString());
          if (tab != null) {
            tab.event(json.get("method").getAsString(), json.getAsJsonObject("params"));
          }
        }
      }
      from.request(1);
      return null;
    }
  }
}
