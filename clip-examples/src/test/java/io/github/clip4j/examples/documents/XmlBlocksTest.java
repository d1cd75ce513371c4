package io.github.clip4j.examples.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The parts of poms that documents show are well formed, and what they name exists: the bill of
 * materials at this version, and artefacts that it manages, with their classifiers.
 */
class XmlBlocksTest {
  private static final Pattern CLASSIFIER = Pattern.compile("`<classifier>([\\w-]+)</classifier>`");

  private final Element bom = parse("clip-bom/pom.xml", file("clip-bom/pom.xml"));

  /** A dependency as a user writes it; empty where nothing is said. */
  private record Dependency(
      String group, String artifact, String classifier, String version, String type) {
    static Dependency of(Element element) {
      return new Dependency(
          child(element, "groupId"),
          child(element, "artifactId"),
          child(element, "classifier"),
          child(element, "version"),
          child(element, "type"));
    }

    Dependency withoutVersion() {
      return new Dependency(group, artifact, classifier, "", type);
    }
  }

  @Test
  @DisplayName("each dependency that a document shows is one that the bill of materials manages")
  void dependencies() {
    Set<Dependency> managed =
        dependencies(bom).stream().map(Dependency::withoutVersion).collect(Collectors.toSet());
    Dependency bill =
        new Dependency(
            child(bom, "groupId"), child(bom, "artifactId"), "", child(bom, "version"), "pom");
    for (Document document : Document.all()) {
      for (Block block : document.blocks()) {
        if (!block.language().equals("xml")) {
          continue;
        }
        List<Dependency> shown =
            dependencies(parse(block.where(), "<project>" + block.text() + "</project>"));
        assertThat(shown).as("dependencies of %s", block.where()).isNotEmpty();
        for (Dependency dependency : shown) {
          if (dependency.artifact().equals(bill.artifact())) {
            assertThat(dependency).as(block.where()).isEqualTo(bill);
          } else {
            assertThat(managed)
                .as("%s: managed by clip-bom, so no version is needed", block.where())
                .contains(dependency);
          }
        }
      }
    }
  }

  @Test
  @DisplayName("README's dependencies are those that consumers/run.sh builds programs with")
  void builtByConsumers() {
    String pom =
        file("consumers/pom.xml")
            .replace("${clip4j.version}", child(bom, "version"))
            .replace("${native.classifier}", "linux-x86_64");
    String readme =
        Document.of("README.md").blocks().stream()
            .filter(block -> block.language().equals("xml"))
            .map(Block::text)
            .collect(Collectors.joining("\n"));

    assertThat(dependencies(parse("README.md", "<project>" + readme + "</project>")))
        .isEqualTo(dependencies(parse("consumers/pom.xml", pom)));
  }

  @Test
  @DisplayName("README's table of platforms has the native libraries of the bill of materials")
  void platforms() {
    Set<String> shown =
        CLASSIFIER
            .matcher(String.join("\n", Document.of("README.md").prose()))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(shown)
        .isEqualTo(
            dependencies(bom).stream()
                .map(Dependency::classifier)
                .filter(classifier -> !classifier.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static List<Dependency> dependencies(Element project) {
    return elements(project.getElementsByTagName("dependency")).stream()
        .map(Dependency::of)
        .toList();
  }

  private static String child(Element parent, String name) {
    return elements(parent.getChildNodes()).stream()
        .filter(element -> element.getTagName().equals(name))
        .map(element -> element.getTextContent().strip())
        .findFirst()
        .orElse("");
  }

  private static List<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast)
        .toList();
  }

  private static Element parse(String where, String text) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(text)))
          .getDocumentElement();
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new AssertionError(where + ": " + e.getMessage(), e);
    }
  }

  private static String file(String path) {
    try {
      return Files.readString(Document.ROOT.resolve(path));
    } catch (IOException e) {
      throw new AssertionError(path, e);
    }
  }
}
