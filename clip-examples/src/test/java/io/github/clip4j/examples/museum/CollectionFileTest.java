package io.github.clip4j.examples.museum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.clip4j.examples.museum.CollectionFile.Listing;
import io.github.clip4j.examples.museum.Columns.Meaning;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The list of a collection")
class CollectionFileTest {
  @TempDir Path folder;

  @Test
  @DisplayName("may be CSV with the Metropolitan Museum's names")
  void csv() throws IOException {
    Listing listing =
        read(
            "objectID,title,artistDisplayName,objectDate,department,primaryImage\n"
                + "1,\"Dog, sitting\",Somebody,ca. 1800,Drawings,https://museum.example/1.jpg\n"
                + "2,No picture,,,,\n");
    assertThat(listing.artworks()).hasSize(1);
    assertThat(listing.without()).isEqualTo(1);
    Artwork artwork = listing.artworks().get(0);
    assertThat(artwork.title()).isEqualTo("Dog, sitting");
    assertThat(artwork.artist()).isEqualTo("Somebody");
    assertThat(artwork.date()).isEqualTo("ca. 1800");
    assertThat(artwork.department()).isEqualTo("Drawings");
    assertThat(artwork.picture()).hasToString("https://museum.example/1.jpg");
  }

  @Test
  @DisplayName(
      "may be separated by tabs or semicolons, begin with a byte order mark, and have odd lines")
  void other_csv() throws IOException {
    assertThat(read("\ufefftitle\timage\nA\thttp://m.example/a\textra\nB\n").artworks())
        .extracting(Artwork::title)
        .containsExactly("A");
    assertThat(read("title;image\n\"A;B\";http://m.example/a\n").artworks().get(0).title())
        .isEqualTo("A;B");
  }

  @Test
  @DisplayName("may be what the Metropolitan Museum answers for each thing, a line each")
  void json_lines() throws IOException {
    Listing listing =
        read(
            "{\"objectID\":45734,\"title\":\"Quail\",\"primaryImage\":\"https://m.example/big.jpg\","
                + "\"primaryImageSmall\":\"https://m.example/small.jpg\"}\n"
                + "{\"objectID\":2,\"title\":\"None\",\"primaryImage\":\"\"}\n");
    assertThat(listing.artworks()).hasSize(1);
    assertThat(listing.artworks().get(0).id()).isEqualTo("45734");
    assertThat(listing.artworks().get(0).picture()).hasToString("https://m.example/small.jpg");
  }

  @Test
  @DisplayName(
      "may be what the Art Institute of Chicago answers: a picture's number, and once the server")
  void art_institute() throws IOException {
    Listing listing =
        read(
            "{\"data\":[{\"id\":1,\"title\":\"Bedroom\",\"artist_title\":\"Vincent\",\"image_id\":\"abc-1\"},"
                + "{\"id\":2,\"title\":\"None\",\"image_id\":null}],"
                + "\"config\":{\"iiif_url\":\"https://iiif.example/2\"}}");
    assertThat(listing.without()).isEqualTo(1);
    assertThat(listing.artworks().get(0).picture())
        .hasToString("https://iiif.example/2/abc-1/full/843,/0/default.jpg");
    assertThat(listing.artworks().get(0).artist()).isEqualTo("Vincent");
  }

  @Test
  @DisplayName("may be what the Cleveland Museum of Art answers, with values deep inside")
  void cleveland() throws IOException {
    Artwork artwork =
        read("{\"data\":[{\"id\":94979,\"title\":\"Nathaniel\",\"creators\":[{\"description\":\"John\"}],"
                + "\"images\":{\"web\":{\"url\":\"https://cma.example/1_web.jpg\"}}}]}")
            .artworks()
            .get(0);
    assertThat(artwork.artist()).isEqualTo("John");
    assertThat(artwork.picture()).hasToString("https://cma.example/1_web.jpg");
  }

  @Test
  @DisplayName("may have columns of any name, which are then given")
  void named_columns() throws IOException {
    String csv = "Bild,Titel,nr\nhttp://m.example/a,Hund,7\n";
    Columns columns =
        Columns.usual()
            .with(Meaning.PICTURE, "Bild")
            .with(Meaning.TITLE, "Titel")
            .with(Meaning.ID, "nr");
    assertThat(read(csv, columns).artworks().get(0).title()).isEqualTo("Hund");
    assertThatThrownBy(() -> read(csv, columns.with(Meaning.DATE, "Jahr")))
        .isInstanceOf(CollectionException.class)
        .hasMessageContaining("no row has the column Jahr");
    assertThat(
            read(csv, Columns.usual().withPictureTemplate("https://iiif.example/{nr}/full.jpg"))
                .artworks()
                .get(0)
                .picture())
        .hasToString("https://iiif.example/7/full.jpg");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Columns.usual().withPictureTemplate("https://no.example/braces"));
  }

  @Test
  @DisplayName("may have addresses with spaces and letters of any alphabet")
  void odd_addresses() throws IOException {
    assertThat(read("title,image\nA,https://m.example/Köln dom.jpg\n").artworks().get(0).picture())
        .hasToString("https://m.example/K%C3%B6ln%20dom.jpg");
  }

  @Test
  @DisplayName("may name files beside it, but none elsewhere and no other kinds of address")
  void files_beside() throws IOException {
    Listing listing =
        read("title,image\nA,pictures/a.png\nB,../b.png\nC,/etc/passwd\nD,ftp://m.example/d\n");
    assertThat(listing.artworks()).hasSize(1);
    assertThat(Path.of(listing.artworks().get(0).picture()))
        .isEqualTo(folder.toAbsolutePath().resolve("pictures/a.png"));
    assertThat(listing.unusable())
        .hasSize(3)
        .anyMatch(p -> p.contains("ftp://m.example/d"))
        .anyMatch(p -> p.contains("not a file beside the list: /etc/passwd"));
  }

  @Test
  @DisplayName("is refused with the reason if there is nothing to use in it")
  void mistakes() {
    assertThatThrownBy(() -> read("title,year\nA,1800\n"))
        .hasMessageContaining("none of 1 rows has a picture")
        .hasMessageContaining("primaryImage");
    assertThatThrownBy(() -> read("title,image\n")).hasMessageContaining("no rows");
    assertThatThrownBy(() -> read("{\"data\": [")).hasMessageContaining("neither JSON");
    assertThatThrownBy(() -> read("[1, 2]")).hasMessageContaining("no rows");
    assertThatThrownBy(() -> read("[".repeat(100_000))).isInstanceOf(CollectionException.class);
    assertThatThrownBy(() -> read("title,image\n\"A,http://m.example/a"))
        .isInstanceOf(CollectionException.class);
  }

  @Test
  @DisplayName("is refused if it is not UTF-8, instead of losing letters")
  void not_utf8() throws IOException {
    Path file = folder.resolve("latin.csv");
    Files.write(
        file, "title,image\nKöln,http://m.example/a\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> CollectionFile.read(file, Columns.usual()))
        .hasMessageContaining("save the list as UTF-8");
  }

  private Listing read(String text) throws IOException {
    return read(text, Columns.usual());
  }

  private Listing read(String text, Columns columns) throws IOException {
    Path file = folder.resolve("list");
    Files.writeString(file, text);
    return CollectionFile.read(file, columns);
  }
}
