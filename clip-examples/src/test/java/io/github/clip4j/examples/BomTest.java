package io.github.clip4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * The bill of materials has no parent, so its versions are written twice; here they are compared.
 */
class BomTest {
  private final XPath xpath = XPathFactory.newInstance().newXPath();
  private final Document bom = read("../clip-bom/pom.xml");
  private final Document parent = read("../pom.xml");

  @Test
  @DisplayName("versions in the BOM are those of the build")
  void versionsAgree() {
    for (String path :
        List.of(
            "/project/version",
            "/project/properties/djl.version",
            "/project/properties/pytorch.native.version",
            "/project/properties/gpg.plugin.version",
            "/project/properties/central.plugin.version")) {
      assertThat(texts(bom, path)).as(path).hasSize(1).isEqualTo(texts(parent, path));
    }
  }

  @Test
  @DisplayName("the BOM has every module that is published")
  void everyPublishedModule() {
    List<String> published =
        texts(parent, "/project/modules/module").stream()
            .filter(module -> !module.equals("clip-bom"))
            .filter(
                module ->
                    !texts(
                            read("../" + module + "/pom.xml"),
                            "/project/properties/maven.deploy.skip")
                        .contains("true"))
            .toList();

    assertThat(texts(bom, "//dependency[groupId='io.github.clip4j']/artifactId"))
        .hasSameElementsAs(published);
  }

  @Test
  @DisplayName("the BOM has the native library of every platform that the build knows")
  void everyPlatform() {
    assertThat(texts(bom, "//dependency/classifier"))
        .hasSameElementsAs(texts(parent, "//profile/properties/pytorch.native.classifier"));
  }

  @Test
  @DisplayName("README names this version")
  void readmeVersion() throws java.io.IOException {
    assertThat(java.nio.file.Files.readString(Path.of("../README.md")))
        .contains("<version>" + texts(parent, "/project/version").get(0) + "</version>");
  }

  private List<String> texts(Document document, String path) {
    try {
      NodeList nodes = (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
      return IntStream.range(0, nodes.getLength())
          .mapToObj(i -> nodes.item(i).getTextContent().strip())
          .flatMap(text -> text.isEmpty() ? Stream.empty() : Stream.of(text))
          .toList();
    } catch (javax.xml.xpath.XPathExpressionException e) {
      throw new IllegalArgumentException(path, e);
    }
  }

  private static Document read(String file) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(Path.of(file).toFile());
    } catch (java.io.IOException
        | org.xml.sax.SAXException
        | javax.xml.parsers.ParserConfigurationException e) {
      throw new AssertionError(file, e);
    }
  }
}
