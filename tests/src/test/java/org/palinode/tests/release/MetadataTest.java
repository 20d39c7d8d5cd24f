package org.palinode.tests.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What Maven Central asks of each POM. */
class MetadataTest {
    private static final List<String> OF_EACH = List.of("name", "description");
    private static final List<String> INHERITED = List.of(
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/url");

    /** What nobody knows before the repository has a public address; the profile central refuses while it is so. */
    private static final Set<String> ADDRESSES = Set.of("url", "scm/connection", "scm/developerConnection", "scm/url");

    private final Map<String, Pom> poms = Pom.ofThisBuild();

    @Test
    void everyPublishedModuleSaysWhatItIs() {
        List<String> lacking = new ArrayList<>();
        for (Pom pom : published()) {
            OF_EACH.stream()
                    .filter(element -> pom.text(element).isEmpty())
                    .forEach(element -> lacking.add(pom + " has no " + element));
            INHERITED.stream()
                    .filter(element -> !ADDRESSES.contains(element) || hasAddress())
                    .filter(element ->
                            withParents(pom).allMatch(each -> each.text(element).isEmpty()))
                    .forEach(element -> lacking.add(pom + " has no " + element + ", and none of its parents has"));
        }
        assertEquals(List.of(), lacking);
        assertTrue(published().size() >= 3, poms.toString());
    }

    /** An address is written at all places or at none, and everywhere the same one. */
    @Test
    void addressesAreThereTogether() {
        List<Pom> roots = poms.values().stream()
                .filter(pom -> pom.isPublished() && pom.elements("parent").isEmpty())
                .toList();
        for (String element : ADDRESSES) {
            Set<Optional<String>> texts = new LinkedHashSet<>();
            roots.forEach(pom -> {
                assertFalse(pom.elements(element).isEmpty(), pom + " has no " + element + ", not even an empty one");
                texts.add(pom.text(element));
            });
            assertEquals(1, texts.size(), element + " of " + roots + ": " + texts);
            assertEquals(hasAddress(), texts.iterator().next().isPresent(), element + " of " + roots);
        }
    }

    /** Names and descriptions tell modules apart. */
    @Test
    void noTwoModulesSayTheSame() {
        for (String element : OF_EACH) {
            List<String> texts = poms.values().stream()
                    .flatMap(pom -> pom.text(element).stream())
                    .toList();
            assertEquals(texts.size(), Set.copyOf(texts).size(), texts.toString());
        }
    }

    /** Else a user could not get it. */
    @Test
    void whatAPublishedModuleDependsOnIsPublished() {
        List<String> lost = new ArrayList<>();
        for (Pom pom : published()) {
            for (var dependency : pom.elements("dependencies/dependency")) {
                String artifact =
                        dependency.getElementsByTagName("artifactId").item(0).getTextContent();
                var scopes = dependency.getElementsByTagName("scope");
                boolean ofTests = scopes.getLength() > 0
                        && scopes.item(0).getTextContent().equals("test");
                if (poms.containsKey(artifact)
                        && !ofTests
                        && !poms.get(artifact).isPublished()) {
                    lost.add(pom + " depends on " + artifact);
                }
            }
        }
        assertEquals(List.of(), lost);
    }

    private List<Pom> published() {
        return poms.values().stream().filter(Pom::isPublished).toList();
    }

    private Stream<Pom> withParents(Pom pom) {
        return Stream.iterate(
                pom,
                each -> each != null,
                each -> each.text("parent/artifactId").map(poms::get).orElse(null));
    }

    private boolean hasAddress() {
        return poms.get("palinode").text("url").isPresent();
    }
}
