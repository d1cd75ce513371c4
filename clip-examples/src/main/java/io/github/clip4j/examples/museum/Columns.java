package io.github.clip4j.examples.museum;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which column of a collection's list means what. A name may be a path into JSON, such as {@code
 * images.web.url} or {@code titles.0.title}. Where no name is given the usual ones are tried, those
 * of the Metropolitan Museum, the Art Institute of Chicago and the Cleveland Museum of Art first.
 *
 * <p>Immutable and thread-safe.
 */
public final class Columns {
  private final Map<Meaning, String> named;
  private final @Nullable String template;

  private Columns(Map<Meaning, String> named, @Nullable String template) {
    this.named = named;
    this.template = template;
  }

  /** What a column may mean, with the names that are tried in turn. */
  public enum Meaning {
    /** The museum's number of a thing. */
    ID,
    /** Its name. */
    TITLE,
    /** Who made it. */
    ARTIST,
    /** When it was made. */
    DATE,
    /** The part of the museum. */
    DEPARTMENT,
    /** Where its picture is. */
    PICTURE;

    List<String> usual() {
      return switch (this) {
        case ID -> List.of("objectID", "Object ID", "object_id", "id", "accession_number");
        case TITLE -> List.of("title", "Title", "titles.0.title", "name", "label");
        case ARTIST ->
            List.of(
                "artistDisplayName",
                "Artist Display Name",
                "artist_title",
                "artist_display",
                "creators.0.description",
                "artist",
                "creator");
        case DATE -> List.of("objectDate", "Object Date", "date_display", "creation_date", "date");
        case DEPARTMENT ->
            List.of("department", "Department", "department_title", "classification", "category");
        // The smaller pictures come first: CLIP looks at a few hundred pixels.
        case PICTURE ->
            List.of(
                "primaryImageSmall",
                "primaryImage",
                "images.web.url",
                "image_thumbnail",
                "image_url",
                "imageUrl",
                "image",
                "picture",
                "url");
      };
    }
  }

  /** No names: the usual ones are tried. */
  public static Columns usual() {
    return new Columns(Map.of(), null);
  }

  /**
   * With a name for one meaning.
   *
   * @param meaning of the column
   * @param column its name or path, which the list must then have
   */
  public Columns with(Meaning meaning, String column) {
    Map<Meaning, String> more = new EnumMap<>(Meaning.class);
    more.putAll(named);
    more.put(Objects.requireNonNull(meaning, "meaning"), Objects.requireNonNull(column, "column"));
    return new Columns(more, template);
  }

  /**
   * With an address that is put together from columns, for museums that give a picture's number
   * only.
   *
   * @param address with column names in braces, such as {@code
   *     https://www.artic.edu/iiif/2/{image_id}/full/843,/0/default.jpg}
   */
  public Columns withPictureTemplate(String address) {
    if (!address.contains("{") || !address.contains("}")) {
      throw new IllegalArgumentException(
          "the address has no column in braces, such as {image_id}: " + address);
    }
    return new Columns(named, address);
  }

  /** The address with columns in braces, if one is given. */
  @Nullable String template() {
    return template;
  }

  /** The names to try for a meaning. */
  List<String> candidates(Meaning meaning) {
    String name = named.get(meaning);
    return name == null ? meaning.usual() : List.of(name);
  }

  /** The meanings that were named. */
  List<Meaning> named() {
    return new ArrayList<>(named.keySet());
  }
}
