package io.github.clip4j.examples.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/**
 * A folder that a program writes its pictures and pages into; made when the first file is written.
 * Keeps the list of what was written. Not thread-safe.
 */
public final class OutputFolder {
  private final Path folder;
  private final List<Path> written = new ArrayList<>();

  /**
   * Names a folder, which need not exist.
   *
   * @param folder where files go
   */
  public OutputFolder(Path folder) {
    this.folder = Objects.requireNonNull(folder, "folder");
  }

  /** Where the files go. */
  public Path path() {
    return folder;
  }

  /**
   * Writes a picture as PNG.
   *
   * @param name the file's name, with its {@code .png}
   * @param image any picture
   * @return the file
   * @throws IOException if it cannot be written
   */
  public Path png(String name, BufferedImage image) throws IOException {
    Path file = place(name);
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException(file + ": no writer for this kind of picture");
    }
    written.add(file);
    return file;
  }

  /**
   * Writes a page.
   *
   * @param name the file's name, with its {@code .html}
   * @param page the page
   * @return the file
   * @throws IOException if it cannot be written
   */
  public Path html(String name, HtmlPage page) throws IOException {
    Path file = place(name);
    Files.writeString(file, page.toHtml());
    written.add(file);
    return file;
  }

  /** The files so far, in the order of writing. */
  public List<Path> written() {
    return List.copyOf(written);
  }

  private Path place(String name) throws IOException {
    if (!name.equals(String.valueOf(Path.of(name).getFileName()))) {
      throw new IllegalArgumentException("not a plain file name: " + name);
    }
    Files.createDirectories(folder);
    return folder.resolve(name);
  }
}
