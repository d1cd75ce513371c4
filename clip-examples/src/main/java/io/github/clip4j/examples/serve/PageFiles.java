package io.github.clip4j.examples.serve;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page's own files. Only those of the table exist: an address never becomes a file name. */
final class PageFiles {
  private record PageFile(String resource, String type) {}

  private static final Map<String, PageFile> FILES =
      Map.of(
          "/", new PageFile("index.html", "text/html; charset=utf-8"),
          "/icon.svg", new PageFile("icon.svg", "image/svg+xml"),
          "/serve.css", new PageFile("serve.css", "text/css; charset=utf-8"),
          "/serve.js", new PageFile("serve.js", "text/javascript; charset=utf-8"));

  private PageFiles() {}

  /** Answers if the address is one of the page's. */
  static boolean answer(String path, Exchange exchange) throws IOException, Refusal {
    @Nullable PageFile file = FILES.get(path);
    if (file == null) {
      return false;
    }
    exchange.requireGet();
    try (InputStream in = PageFiles.class.getResourceAsStream(file.resource())) {
      if (in == null) {
        throw new IOException("the jar lacks " + file.resource());
      }
      exchange.answer(200, file.type(), in.readAllBytes());
    }
    return true;
  }
}
