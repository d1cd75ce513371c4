package io.github.clip4j.hub;

import java.util.Objects;

/**
 * How far one download is; told at most ten times a second and once at the end, from a thread of
 * the download.
 *
 * @param file what is fetched, such as {@code openai/clip-vit-base-patch32/config.json}
 * @param bytes the bytes that are there, 0 or more
 * @param total the bytes expected, or -1 when the server did not say
 * @param bytesPerSecond the mean rate since this download began
 * @param done whether all bytes are there and checked
 * @since 0.1.0
 */
public record DownloadProgress(
    String file, long bytes, long total, double bytesPerSecond, boolean done) {
  /**
   * Checks the name.
   *
   * @param file what is fetched, such as {@code openai/clip-vit-base-patch32/config.json}
   * @param bytes the bytes that are there, 0 or more
   * @param total the bytes expected, or -1 when the server did not say
   * @param bytesPerSecond the mean rate since this download began
   * @param done whether all bytes are there and checked
   */
  public DownloadProgress {
    Objects.requireNonNull(file, "file");
  }
}
