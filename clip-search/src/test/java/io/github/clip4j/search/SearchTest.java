package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.clip4j.Embedding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a folder of drawings to the one that shows what you mean. */
class SearchTest {
  @TempDir static Path temp;

  private static Path folder;
  private static ImageIndex index;
  private static ImageSearcher searcher;

  @BeforeAll
  static void make_an_index() throws IOException {
    folder = Pictures.eight(temp.resolve("pictures"));
    Path table =
        Files.writeString(
            temp.resolve("about.csv"),
            """
            path,title,year,Artist
            animals/dog.png,"Dog, face",2012,Ann
            animals/cat.png,Cat,2013,Bob
            food/pizza.png,Pizza,2020,Ann
            """);
    Pictures.indexer(folder, temp.resolve("index")).metadata(table).build().run();
    index = ImageIndex.open(temp.resolve("index"));
    searcher = ImageSearcher.of(index, Pictures.model());
  }

  @AfterAll
  static void close() throws IOException {
    index.close();
  }

  private static List<String> paths(SearchQuery query) throws IOException {
    return searcher.search(query).hits().stream().map(hit -> hit.entry().path()).toList();
  }

  @Test
  void a_text_finds_the_pictures_that_it_describes() throws IOException {
    assertThat(paths(SearchQuery.parse("a dog face").withTop(2)))
        .containsExactlyInAnyOrder("animals/dog.png", "animals/dog2.png");
  }

  @Test
  void a_picture_finds_itself_first_and_its_like_next() throws IOException {
    SearchResult result =
        searcher.search(SearchQuery.picture(folder.resolve("animals/dog.png")).withTop(2));
    assertThat(result.hits())
        .extracting(h -> h.entry().path())
        .containsExactly("animals/dog.png", "animals/dog2.png");
    assertThat(result.hits().get(0).score()).isCloseTo(1, within(1e-4f));
    assertThat(result.exact()).isTrue();
  }

  @Test
  void scores_are_the_cosines_that_the_model_gives() throws IOException {
    Embedding text = Pictures.model().encodeText("a slice of pizza");
    for (SearchHit hit : searcher.search(SearchQuery.text("a slice of pizza")).hits()) {
      Embedding picture = Pictures.model().encodeImage(hit.entry().file());
      assertThat(hit.score()).isCloseTo(picture.cosine(text), within(1e-4f));
    }
  }

  @Test
  void minus_pushes_away() throws IOException {
    assertThat(paths(SearchQuery.parse("animal face").withTop(4)))
        .contains("animals/dog.png", "animals/cat.png");
    assertThat(paths(SearchQuery.parse("animal face - cat").withTop(2)))
        .containsExactlyInAnyOrder("animals/dog.png", "animals/dog2.png");
  }

  @Test
  void a_picture_of_the_index_and_words_combine() throws IOException {
    assertThat(paths(SearchQuery.parse("like:food/pizza.png + 3 dog face").withTop(1)))
        .containsAnyOf("animals/dog.png", "animals/dog2.png");
    assertThat(paths(SearchQuery.parse("3 like:food/pizza.png + dog face").withTop(1)))
        .containsExactly("food/pizza.png");
  }

  @Test
  void neighbours_leave_the_picture_itself_out() throws IOException {
    SearchResult result = searcher.neighbours("car.png", 1);
    assertThat(result.hits())
        .singleElement()
        .satisfies(
            hit -> {
              assertThat(hit.entry().path()).isEqualTo("car2.png");
              assertThat(hit.rank()).isEqualTo(1);
            });
  }

  @Test
  void pages_continue_where_the_last_one_ended() throws IOException {
    SearchQuery query = SearchQuery.text("a drawing").withTop(3);
    List<String> all = paths(query.withTop(8));
    assertThat(all).hasSize(8);
    assertThat(paths(query)).isEqualTo(all.subList(0, 3));
    assertThat(paths(query.withOffset(3))).isEqualTo(all.subList(3, 6));
    assertThat(paths(query.withOffset(6))).isEqualTo(all.subList(6, 8));
    assertThat(searcher.search(query.withOffset(3)).hits().get(0).rank()).isEqualTo(4);
    assertThat(paths(query.withOffset(100))).isEmpty();
  }

  @Test
  void a_threshold_leaves_worse_pictures_out() throws IOException {
    SearchQuery query = SearchQuery.text("a dog face").withTop(8);
    List<SearchHit> all = searcher.search(query).hits();
    double third = all.get(2).score();
    assertThat(searcher.search(query.withMinScore(third)).hits()).hasSize(3);
  }

  @Test
  void filters_look_at_what_is_known_of_the_files() throws IOException {
    SearchQuery all = SearchQuery.text("a dog face").withTop(8);
    assertThat(paths(all.with(SearchFilter.parse("folder=food"))))
        .containsExactlyInAnyOrder("food/pizza.png", "food/pizza2.png");
    assertThat(paths(all.with(SearchFilter.parse("path ~ CAR")))).hasSize(2);
    assertThat(paths(all.with(SearchFilter.parse("format=jpg")))).isEmpty();
    assertThat(paths(all.with(SearchFilter.parse("format != jpg")))).hasSize(8);
    IndexEntry dog = index.entry("animals/dog.png").orElseThrow();
    assertThat(paths(all.with(SearchFilter.parse("width>=" + dog.width()))))
        .contains("animals/dog.png");
    assertThat(paths(all.with(SearchFilter.parse("width>" + dog.width()))))
        .doesNotContain("animals/dog.png");
    assertThat(paths(all.with(SearchFilter.parse("modified < 2000-01-01")))).isEmpty();
  }

  @Test
  void filters_look_at_the_columns_of_the_metadata_file() throws IOException {
    SearchQuery all = SearchQuery.text("a dog face").withTop(8);
    assertThat(paths(all.with(SearchFilter.parse("artist = ann"))))
        .containsExactly("animals/dog.png", "food/pizza.png");
    assertThat(paths(all.with(SearchFilter.parse("title ~ face"))))
        .containsExactly("animals/dog.png");
    assertThat(
            paths(
                all.with(SearchFilter.parse("year > 2012")).with(SearchFilter.parse("year<2020"))))
        .containsExactly("animals/cat.png");
    assertThatThrownBy(() -> paths(all.with(SearchFilter.parse("painter = ann"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'painter' is not known; there are artist, bytes,");
  }

  @Test
  void an_entry_tells_what_is_known_of_a_picture() throws IOException {
    IndexEntry dog = index.entry("animals/dog.png").orElseThrow();
    assertThat(dog.file()).isEqualTo(folder.resolve("animals/dog.png"));
    assertThat(dog.folder()).isEqualTo("animals");
    assertThat(dog.name()).isEqualTo("dog.png");
    assertThat(dog.bytes()).isEqualTo(Files.size(dog.file()));
    assertThat(dog.modified()).isEqualTo(Files.getLastModifiedTime(dog.file()).toInstant());
    assertThat(dog.hash()).isEqualTo(Sha256.hex(Files.readAllBytes(dog.file())));
    assertThat(dog.width()).isPositive();
    assertThat(dog.format()).isEqualTo("png");
    assertThat(dog.fields())
        .containsExactly(
            Map.entry("title", "Dog, face"), Map.entry("year", "2012"), Map.entry("Artist", "Ann"));
    assertThat(dog.vector().norm()).isCloseTo(1, within(1e-5));
    assertThat(index.entry("animals/wolf.png")).isEmpty();
  }

  @Test
  void all_entries_come_by_path() throws IOException {
    try (Stream<IndexEntry> entries = index.entries()) {
      assertThat(entries.map(IndexEntry::path))
          .containsExactly(
              "animals/cat.png",
              "animals/cat2.png",
              "animals/dog.png",
              "animals/dog2.png",
              "car.png",
              "car2.png",
              "food/pizza.png",
              "food/pizza2.png");
    }
    assertThat(index.size()).isEqualTo(8);
  }

  @Test
  void terms_that_cancel_each_other_out_are_refused() {
    assertThatThrownBy(() -> searcher.search(SearchQuery.parse("dog - dog")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cancel");
  }

  @Test
  void a_searcher_without_a_model_knows_pictures_of_the_index_only() throws IOException {
    ImageSearcher modelless = ImageSearcher.withoutModel(index);
    assertThat(modelless.neighbours("car.png", 1).hits()).hasSize(1);
    assertThat(modelless.search(SearchQuery.parse("like:car.png")).hits().get(0).entry().path())
        .isEqualTo("car.png");
    assertThatThrownBy(() -> modelless.search(SearchQuery.text("car")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no model");
    assertThatThrownBy(() -> modelless.search(SearchQuery.parse("like:cart.png")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cart.png");
  }
}
