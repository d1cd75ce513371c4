package io.github.clip4j.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A page in the browser, used as people do: by mouse and keys. What the browser complains about
 * (exceptions, console errors, violated policies, failed requests) is kept in {@link #complaints}.
 */
final class Tab implements AutoCloseable {
  private static final Path SCREENSHOTS = Path.of("target", "screenshots");

  private final Browser browser;
  private final String session;
  private final List<String> complaints = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  Tab(Browser browser, String session) {
    this.browser = browser;
    this.session = session;
  }

  void begin() throws IOException {
    for (String domain : List.of("Page", "Runtime", "Log", "Network", "DOM")) {
      call(domain + ".enable", new JsonObject());
    }
    size(1200, 900);
  }

  void event(String method, JsonObject about) {
    switch (method) {
      case "Runtime.exceptionThrown" -> complaints.add("exception: " + about);
      case "Runtime.consoleAPICalled" -> {
        if (List.of("error", "warning", "assert").contains(about.get("type").getAsString())) {
          complaints.add("console: " + about.get("args"));
        }
      }
      case "Log.entryAdded" -> {
        JsonObject entry = about.getAsJsonObject("entry");
        if (List.of("error", "warning").contains(entry.get("level").getAsString())) {
          complaints.add(entry.get("source").getAsString() + ": " + entry.get("text"));
        }
      }
      case "Network.requestWillBeSent" ->
          requests.add(about.getAsJsonObject("request").get("url").getAsString());
      case "Network.loadingFailed" -> {
        if (!about.get("canceled").getAsBoolean()) {
          complaints.add("request failed: " + about);
        }
      }
      default -> {
        // All else is not of interest here.
      }
    }
  }

  /** What the browser complained about so far. */
  List<String> complaints() {
    return complaints;
  }

  /** The addresses that were asked for, those of the page's own data left out. */
  List<String> requests() {
    return requests.stream()
        .filter(url -> !url.startsWith("data:") && !url.startsWith("blob:"))
        .toList();
  }

  /** Drops complaints and requests so far, once a test has looked at them. */
  void forget() {
    complaints.clear();
    requests.clear();
  }

  /** Opens an address and waits until all is loaded. */
  void open(URI address) throws IOException {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("url", address.toASCIIString());
    JsonObject opened = call("Page.navigate", parameters);
    assertThat(opened.has("errorText")).as("%s: %s", address, opened).isFalse();
    waitFor("location.protocol != 'about:' && document.readyState == 'complete'");
  }

  /** The value of a JavaScript expression. */
  JsonElement value(String expression) throws IOException {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", expression);
    parameters.addProperty("returnByValue", true);
    parameters.addProperty("awaitPromise", true);
    JsonObject result = call("Runtime.evaluate", parameters);
    if (result.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + result.get("exceptionDetails"));
    }
    JsonElement value = result.getAsJsonObject("result").get("value");
    return value == null ? new JsonPrimitive("undefined") : value;
  }

  /** The value of an expression as text. */
  String text(String expression) throws IOException {
    return value(expression).getAsString();
  }

  /** The value of an expression as a number. */
  int number(String expression) throws IOException {
    return value(expression).getAsInt();
  }

  /** Whether an expression is true. */
  boolean is(String expression) throws IOException {
    return value("Boolean(" + expression + ")").getAsBoolean();
  }

  /** Waits until an expression is true. */
  void waitFor(String expression) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Browser.PATIENCE_SECONDS);
    while (!is(expression)) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "never true: "
                + expression
                + "; the browser complained: "
                + complaints
                + "; it asked for "
                + requests()
                + "; the page says: "
                + text("document.body.innerText.slice(0, 500)"));
      }
      try {
        Thread.sleep(30);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }

  /** Moves the mouse onto the middle of an element. */
  void hover(String selector) throws IOException {
    double[] middle = middle(selector);
    mouse("mouseMoved", middle, 0);
  }

  /** Clicks on the middle of an element with the mouse; it must be what is seen there. */
  void click(String selector) throws IOException {
    double[] middle = middle(selector);
    mouse("mouseMoved", middle, 0);
    mouse("mousePressed", middle, 1);
    mouse("mouseReleased", middle, 1);
  }

  private double[] middle(String selector) throws IOException {
    String element = "document.querySelector(" + new JsonPrimitive(selector) + ")";
    JsonArray place =
        value(
                "(() => { const e = "
                    + element
                    + "; if (!e) return [0, 0, 'no such element'];"
                    + " e.scrollIntoView({block: 'center', behavior: 'instant'});"
                    + " const r = e.getBoundingClientRect();"
                    + " const x = r.x + r.width / 2, y = r.y + r.height / 2;"
                    + " const top = document.elementFromPoint(x, y);"
                    + " return [x, y, top && (e.contains(top) || top.contains(e))"
                    + " ? '' : 'covered by ' + (top && top.outerHTML.slice(0, 200))]; })()")
            .getAsJsonArray();
    assertThat(place.get(2).getAsString()).as(selector).isEmpty();
    return new double[] {place.get(0).getAsDouble(), place.get(1).getAsDouble()};
  }

  private void mouse(String type, double[] place, int clicks) throws IOException {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("type", type);
    parameters.addProperty("x", place[0]);
    parameters.addProperty("y", place[1]);
    parameters.addProperty("button", clicks > 0 ? "left" : "none");
    parameters.addProperty("clickCount", clicks);
    call("Input.dispatchMouseEvent", parameters);
  }

  /** Types letters on the keyboard. */
  void type(String letters) throws IOException {
    for (String letter : letters.codePoints().mapToObj(Character::toString).toList()) {
      press(letter, letter, 0);
    }
  }

  /** Presses a key such as {@code Tab}, {@code Enter} or {@code ArrowRight}. */
  void press(String key) throws IOException {
    switch (key) {
      case "Tab" -> press(key, "", 9);
      case "Enter" -> press(key, "\r", 13);
      case "ArrowRight" -> press(key, "", 39);
      case "ArrowLeft" -> press(key, "", 37);
      default -> throw new IllegalArgumentException(key);
    }
  }

  private void press(String key, String text, int code) throws IOException {
    JsonObject down = new JsonObject();
    down.addProperty("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
    down.addProperty("key", key);
    if (code != 0) {
      down.addProperty("code", key);
      down.addProperty("windowsVirtualKeyCode", code);
    }
    if (!text.isEmpty()) {
      down.addProperty("text", text);
    }
    call("Input.dispatchKeyEvent", down);
    JsonObject up = down.deepCopy();
    up.addProperty("type", "keyUp");
    up.remove("text");
    call("Input.dispatchKeyEvent", up);
  }

  /** Chooses a file in a file input, as the dialogue would. */
  void choose(String selector, Path file) throws IOException {
    JsonObject parameters = new JsonObject();
    int root =
        call("DOM.getDocument", new JsonObject()).getAsJsonObject("root").get("nodeId").getAsInt();
    parameters.addProperty("nodeId", root);
    parameters.addProperty("selector", selector);
    int node = call("DOM.querySelector", parameters).get("nodeId").getAsInt();
    JsonArray files = new JsonArray();
    files.add(file.toAbsolutePath().toString());
    JsonObject chosen = new JsonObject();
    chosen.add("files", files);
    chosen.addProperty("nodeId", node);
    call("DOM.setFileInputFiles", chosen);
  }

  /** Drags a file of the machine over the middle of an element and drops it there. */
  void drop(String selector, Path file) throws IOException {
    double[] middle = middle(selector);
    JsonArray files = new JsonArray();
    files.add(file.toAbsolutePath().toString());
    JsonObject data = new JsonObject();
    data.add("items", new JsonArray());
    data.add("files", files);
    data.addProperty("dragOperationsMask", 1);
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      JsonObject parameters = new JsonObject();
      parameters.addProperty("type", type);
      parameters.addProperty("x", middle[0]);
      parameters.addProperty("y", middle[1]);
      parameters.add("data", data);
      call("Input.dispatchDragEvent", parameters);
    }
  }

  /** Makes the window so large. */
  void size(int width, int height) throws IOException {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("width", width);
    parameters.addProperty("height", height);
    parameters.addProperty("deviceScaleFactor", 1);
    parameters.addProperty("mobile", false);
    call("Emulation.setDeviceMetricsOverride", parameters);
  }

  /** Makes the system's colours {@code light} or {@code dark}. */
  void colours(String scheme) throws IOException {
    JsonObject feature = new JsonObject();
    feature.addProperty("name", "prefers-color-scheme");
    feature.addProperty("value", scheme);
    JsonArray features = new JsonArray();
    features.add(feature);
    JsonObject parameters = new JsonObject();
    parameters.add("features", features);
    call("Emulation.setEmulatedMedia", parameters);
  }

  /**
   * Writes the page, also what is below the window's edge, to {@code target/screenshots/NAME.png}.
   */
  Path screenshot(String name) throws IOException {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("format", "png");
    parameters.addProperty("captureBeyondViewport", true);
    JsonObject all = new JsonObject();
    all.addProperty("x", 0);
    all.addProperty("y", 0);
    all.addProperty("width", number("innerWidth"));
    all.addProperty("height", number("document.documentElement.scrollHeight"));
    all.addProperty("scale", 1);
    parameters.add("clip", all);
    String png = call("Page.captureScreenshot", parameters).get("data").getAsString();
    Files.createDirectories(SCREENSHOTS);
    return Files.write(SCREENSHOTS.resolve(name + ".png"), Base64.getDecoder().decode(png));
  }

  @Override
  public void close() throws IOException {
    call("Page.close", new JsonObject());
  }

  private JsonObject call(String method, JsonObject parameters) throws IOException {
    return browser.call(session, method, parameters);
  }
}
