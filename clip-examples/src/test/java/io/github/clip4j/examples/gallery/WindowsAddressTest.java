package io.github.clip4j.examples.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The address of a picture on a Windows drive, seen from a page")
class WindowsAddressTest {
  @Test
  @DisplayName("has forward slashes and percent signs, whatever the name")
  void forwardSlashes() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(roots("C:\\", "D:\\"))) {
      Path page = windows.getPath("C:\\Users\\Zoë\\pages\\out.html");

      assertThat(Shown.address(page, windows.getPath("C:\\Users\\Zoë\\pages\\a b#1.png")))
          .isEqualTo("./a%20b%231.png");
      assertThat(Shown.address(page, windows.getPath("C:\\Users\\Zoë\\Bilder\\50% & mehr.png")))
          .isEqualTo("./../Bilder/50%25%20%26%20mehr.png");
    }
  }

  @Test
  @DisplayName("is a whole one where the picture lies on another drive")
  void anotherDrive() throws IOException {
    try (FileSystem windows = Jimfs.newFileSystem(roots("C:\\", "D:\\"))) {
      Path page = windows.getPath("C:\\pages\\out.html");

      // The scheme is that of the file system in memory; a real drive gives file:///D:/...
      assertThat(Shown.address(page, windows.getPath("D:\\a b.png"))).endsWith("/D:/a%20b.png");
    }
  }

  private static Configuration roots(String first, String... more) {
    return Configuration.windows().toBuilder().setRoots(first, more).build();
  }
}
