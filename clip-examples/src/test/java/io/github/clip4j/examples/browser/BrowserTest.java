package io.github.clip4j.examples.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other tests here rely on complaints; so this one makes the browser complain. */
@Tag("browser")
class BrowserTest {
  @Test
  @DisplayName("exceptions, console errors, violated policies and failed requests are complaints")
  void complaints(@TempDir Path folder) throws IOException {
    Path page =
        Files.writeString(
            folder.resolve("bad.html"),
            """
            <!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="img-src 'none'">
            <title>bad</title><img src="data:image/png;base64,AAAA">
            <script src="missing.js"></script>
            <script>console.error('an error of ours'); null.x;</script>
            """);
    try (Browser browser = Browser.start()) {
      Tab tab = browser.tab();
      tab.open(page.toUri());
      assertThat(tab.complaints())
          .anyMatch(complaint -> complaint.contains("an error of ours"))
          .anyMatch(complaint -> complaint.startsWith("exception: "))
          .anyMatch(complaint -> complaint.contains("Content Security Policy"))
          .anyMatch(complaint -> complaint.contains("ERR_FILE_NOT_FOUND"));
      assertThat(tab.requests()).hasSize(2);
    }
  }
}
