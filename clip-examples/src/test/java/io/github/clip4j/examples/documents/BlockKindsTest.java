package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No block of a document is there without a test that knows its kind. */
class BlockKindsTest {
  private static final Map<String, String> KINDS =
      Map.of(
          "java", "a region of a class of this package: DocumentsTest",
          "sh", "commands, run or at least looked up: ShellBlocksTest, CommandNamesTest",
          "", "what the block right above prints: ShellBlocksTest, ReadmeTest",
          "xml", "a part of a pom: XmlBlocksTest",
          "python", "run by tools/parity/migration.py, with its results kept: MigrationTest",
          "mermaid", "a picture of packages and modules: PicturesTest",
          "text", "a drawing or a grammar: PicturesTest");

  @Test
  @DisplayName("each block is of a kind that a test knows")
  void kinds() {
    for (Document document : Document.all()) {
      for (Block block : document.blocks()) {
        assertThat(KINDS)
            .as(
                "%s: no test knows a block of the kind '%s'; take another, or teach a test of this"
                    + " package about it",
                block.where(), block.language())
            .containsKey(block.language());
      }
    }
  }

  @Test
  @DisplayName("each output stands right below what prints it")
  void outputs() {
    for (Document document : Document.all()) {
      List<Block> blocks = document.blocks();
      for (int i = 0; i < blocks.size(); i++) {
        Block block = blocks.get(i);
        if (!block.language().isEmpty()) {
          continue;
        }
        assertThat(block.below() && prints(blocks.get(i - 1)))
            .as(
                "%s: a block without a language is output, and belongs right below an sh block with"
                    + " a clip command, or README's program; call a drawing ```text",
                block.where())
            .isTrue();
      }
    }
  }

  private static boolean prints(Block block) {
    return switch (block.language()) {
      case "sh" ->
          ShellCommand.parse(block.where(), block.text()).stream().anyMatch(Terminal::isClip);
      case "java" -> block.document().equals("README.md");
      default -> false;
    };
  }

  @Test
  @DisplayName("code stands in fences, where the other tests see it, and not behind four blanks")
  void noIndentedCode() {
    for (Document document : Document.all()) {
      List<String> prose = document.prose();
      for (int i = 1; i < prose.size(); i++) {
        assertThat(prose.get(i).startsWith("    ") && prose.get(i - 1).isBlank())
            .as("%s: an indented block: %s", document.where(i), prose.get(i))
            .isFalse();
      }
    }
  }
}
