package io.github.clip4j.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Names and links as people's folders have them. */
class OddNamesTest {
  @TempDir Path temp;

  private Path folder;
  private Path index;

  @BeforeEach
  void an_empty_folder() throws IOException {
    folder = Files.createDirectory(temp.resolve("pictures"));
    index = temp.resolve("index");
  }

  private List<String> paths() throws IOException {
    try (ImageIndex open = ImageIndex.open(index);
        Stream<IndexEntry> entries = open.entries()) {
      return entries
          .peek(entry -> assertThat(entry.file()).as(entry.path()).isRegularFile())
          .map(IndexEntry::path)
          .toList();
    }
  }

  @Test
  void any_name_that_the_file_system_takes_is_found_again() throws IOException {
    List<String> names = new ArrayList<>();
    for (String name :
        List.of(
            "with blanks.png",
            "Überraschung – 猫.png",
            "🐶 dog.png",
            "it's \"quoted\".png",
            "new\nline.png",
            "back\\slash.png",
            "UPPER.PNG",
            "a.b.c.png",
            "-minus +plus.png",
            "100%.png",
            "deep/er/and deeper/x.png")) {
      try {
        Pictures.put(Pictures.DOG, folder.resolve(name));
        names.add(name);
      } catch (InvalidPathException | IOException e) {
        // Not every file system takes every name.
      }
    }
    assertThat(names).hasSizeGreaterThan(4);
    IndexReport report = Pictures.index(folder, index);
    assertThat(report.failures()).isEmpty();
    assertThat(report.encoded()).as("copies of one picture").isLessThanOrEqualTo(names.size());
    assertThat(paths()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(Pictures.index(folder, index).unchanged()).isEqualTo(names.size());
    try (ImageIndex open = ImageIndex.open(index)) {
      ImageSearcher searcher = ImageSearcher.withoutModel(open);
      for (String name : names) {
        assertThat(searcher.neighbours(name, 1).hits()).as(name).hasSize(1);
      }
    }
  }

  @Test
  void hidden_files_and_folders_and_other_files_are_left_out() throws IOException {
    Pictures.put(Pictures.DOG, folder.resolve("dog.png"));
    Pictures.put(Pictures.CAT, folder.resolve(".cat.png"));
    Pictures.put(Pictures.CAT, folder.resolve(".thumbnails/cat.png"));
    Files.writeString(folder.resolve("notes.txt"), "no picture");
    Files.createDirectory(folder.resolve("folder.png"));
    assertThat(Pictures.index(folder, index).failures()).isEmpty();
    assertThat(paths()).containsExactly("dog.png");
  }

  @Test
  void links_end_every_walk_and_lead_outside_once() throws IOException {
    Pictures.put(Pictures.DOG, folder.resolve("animals/dog.png"));
    Path outside = temp.resolve("outside");
    Pictures.put(Pictures.CAT, outside.resolve("cat.png"));
    try {
      Files.createSymbolicLink(folder.resolve("animals/loop"), folder);
      Files.createSymbolicLink(folder.resolve("again"), folder.resolve("animals"));
      Files.createSymbolicLink(folder.resolve("linked"), outside);
      Files.createSymbolicLink(folder.resolve("linked too"), outside);
      Files.createSymbolicLink(outside.resolve("back"), folder);
      Files.createSymbolicLink(outside.resolve("self"), outside);
      Files.createSymbolicLink(folder.resolve("nothing.png"), temp.resolve("nothing"));
      Files.createSymbolicLink(folder.resolve("one.png"), outside.resolve("cat.png"));
    } catch (UnsupportedOperationException | IOException e) {
      Assumptions.abort("no links here: " + e);
    }
    assertThat(Pictures.index(folder, index).failures()).isEmpty();
    assertThat(paths()).containsExactly("animals/dog.png", "linked/cat.png", "one.png");
  }
}
