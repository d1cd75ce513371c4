package io.github.clip4j.examples.serve;

import com.google.gson.JsonElement;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request with its parameters, and the one answer to it. Not thread-safe. */
final class Exchange {
  private static final int MAX_PARAMETERS = 256;
  private static final int MAX_DISCARDED = 32 << 20;

  private final HttpExchange http;
  private final Map<String, List<String>> parameters;

  Exchange(HttpExchange http) throws Refusal {
    this.http = http;
    this.parameters = parse(http.getRequestURI().getRawQuery());
  }

  boolean isPost() {
    return "POST".equals(http.getRequestMethod());
  }

  void requireGet() throws Refusal {
    if (isPost()) {
      throw new Refusal(Refusal.METHOD_NOT_ALLOWED, "this address is for GET");
    }
  }

  /** All values of a parameter, in their order. */
  List<String> all(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  /** The value of a parameter, or null. */
  @Nullable String optional(String name) {
    List<String> values = all(name);
    return values.isEmpty() || values.get(0).isBlank() ? null : values.get(0);
  }

  String required(String name) throws Refusal {
    String value = optional(name);
    if (value == null) {
      throw Refusal.bad("the parameter " + name + " is missing");
    }
    return value;
  }

  int number(String name, int otherwise, int least, int most) throws Refusal {
    String value = optional(name);
    if (value == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the range.
    }
    throw Refusal.bad(name + " must be a number from " + least + " to " + most + ": " + value);
  }

  /**
   * The body, which is never longer in memory than the limit.
   *
   * @param limit in bytes
   */
  byte[] body(int limit) throws IOException, Refusal {
    String length = http.getRequestHeaders().getFirst("Content-Length");
    if (length != null && length.length() < 19 && Long.parseLong(length) > limit) {
      throw tooLarge(limit);
    }
    try (InputStream in = http.getRequestBody()) {
      byte[] body = in.readNBytes(limit + 1);
      if (body.length > limit) {
        discard(in);
        throw tooLarge(limit);
      }
      return body;
    }
  }

  /** A sender that is cut off while it sends may never see the answer: some more is let pass. */
  private static void discard(InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    int left = MAX_DISCARDED;
    int n = in.read(buffer);
    while (n >= 0 && left > 0) {
      left -= n;
      n = in.read(buffer);
    }
  }

  private static Refusal tooLarge(int limit) {
    return new Refusal(Refusal.TOO_LARGE, "a picture may have at most " + (limit >> 20) + " MiB");
  }

  void answer(JsonElement json) throws IOException {
    answer(
        200, "application/json; charset=utf-8", json.toString().getBytes(StandardCharsets.UTF_8));
  }

  void answer(int status, String type, byte[] content) throws IOException {
    send(http, status, type, content);
  }

  static void send(HttpExchange http, int status, String type, byte[] content) throws IOException {
    Headers headers = http.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Cross-Origin-Resource-Policy", "same-origin");
    headers.set("X-Frame-Options", "DENY");
    headers.set(
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    if ("HEAD".equals(http.getRequestMethod())) {
      headers.set("Content-Length", String.valueOf(content.length));
      http.sendResponseHeaders(status, -1);
    } else {
      http.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
      http.getResponseBody().write(content);
      // Java 25 closes the request first and, where that breaks off, forgets what it holds to send.
      http.getResponseBody().flush();
    }
  }

  private static Map<String, List<String>> parse(@Nullable String query) throws Refusal {
    Map<String, List<String>> result = new LinkedHashMap<>();
    if (query == null || query.isEmpty()) {
      return result;
    }
    String[] pairs = query.split("&", MAX_PARAMETERS + 1);
    if (pairs.length > MAX_PARAMETERS) {
      throw Refusal.bad("more than " + MAX_PARAMETERS + " parameters");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      result.computeIfAbsent(decoded(name), key -> new ArrayList<>()).add(decoded(value));
    }
    return result;
  }

  private static String decoded(String text) throws Refusal {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.bad("the address is not well formed: " + e.getMessage());
    }
  }
}
