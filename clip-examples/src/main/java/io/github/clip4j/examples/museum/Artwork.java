package io.github.clip4j.examples.museum;

import java.net.URI;
import java.util.Objects;

/**
 * A thing in a museum and where its picture is.
 *
 * @param id as the museum numbers it; the row's number if it does not
 * @param title its name; "untitled" if there is none
 * @param artist who made it; may be empty
 * @param date when, as the museum writes it; may be empty
 * @param department the part of the museum; may be empty
 * @param picture an {@code http}, {@code https} or {@code file} address
 */
public record Artwork(
    String id, String title, String artist, String date, String department, URI picture) {
  /** Checks that nothing is null. */
  public Artwork {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(title, "title");
    Objects.requireNonNull(artist, "artist");
    Objects.requireNonNull(date, "date");
    Objects.requireNonNull(department, "department");
    Objects.requireNonNull(picture, "picture");
  }
}
