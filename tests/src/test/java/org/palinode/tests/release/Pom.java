package org.palinode.tests.release;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** A POM as it is written. Elements are named by paths: {@code scm/url}. */
record Pom(Path file, Element project) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    static Pom read(Path file) {
        try {
            var documents = DocumentBuilderFactory.newInstance().newDocumentBuilder();
            return new Pom(file, documents.parse(file.toFile()).getDocumentElement());
        } catch (Exception e) {
            throw new IllegalStateException(file + " cannot be read", e);
        }
    }

    /** The POMs of this build, also of modules that only a profile has, by artifact. */
    static Map<String, Pom> ofThisBuild() {
        Map<String, Pom> found = new LinkedHashMap<>();
        collect(read(ROOT.resolve("pom.xml")), found);
        return found;
    }

    private static void collect(Pom pom, Map<String, Pom> found) {
        if (found.put(pom.text("artifactId").orElseThrow(), pom) == null) {
            var profiles = pom.elements("profiles/profile/modules/module");
            Stream.concat(pom.elements("modules/module").stream(), profiles.stream())
                    .map(module ->
                            pom.file.resolveSibling(module.getTextContent().strip()))
                    .map(module -> module.toFile().isDirectory() ? module.resolve("pom.xml") : module)
                    .forEach(module -> collect(read(module), found));
        }
    }

    /** Elements at the path, in the order of the file. */
    List<Element> elements(String path) {
        List<Element> at = List.of(project);
        for (String name : path.split("/")) {
            List<Element> below = new ArrayList<>();
            at.forEach(element -> children(element)
                    .filter(child -> child.getTagName().equals(name))
                    .forEach(below::add));
            at = below;
        }
        return at;
    }

    private static Stream<Element> children(Element element) {
        NodeList nodes = element.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(node -> node.getNodeType() == Node.ELEMENT_NODE)
                .map(Element.class::cast);
    }

    /** The text at the path, empty if there is no such element or nothing in it. */
    Optional<String> text(String path) {
        return elements(path).stream()
                .map(element -> element.getTextContent().strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    boolean isPublished() {
        return !text("properties/maven.deploy.skip").equals(Optional.of("true"));
    }

    @Override
    public String toString() {
        return ROOT.relativize(file.toAbsolutePath().normalize()).toString().replace(File.separatorChar, '/');
    }
}
