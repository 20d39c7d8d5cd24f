package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The navigation of the site has every page of docs/ and every notebook, once, and none that is not there. The page of the parts names every solver. */
class SiteTest {
    private static final Path DOCS = Pages.ROOT.resolve("docs");
    private static final Pattern ENTRY = Pattern.compile("(?m)^ +- (?:[^:#\\n]+: )?(\\S+)$");
    private static final Pattern SOLVER = Pattern.compile(
            "(?m)^public record (\\w+)\\([^)]*\\)\\s+implements (?:\\w*Solver|\\w*RungeKutta|Rosenbrock|EffectivelySymmetric)\\b");
    /** Those outside of docs/ have names of their own on the site, and Javadoc is no page. */
    private static final Set<String> FROM_ELSEWHERE =
            Set.of("contributing.md", "changes.md", "notebooks/index.md", "javadoc/index.html");

    @Test
    void theNavigationHasEveryPageOnce() throws IOException {
        List<String> entries = navigation();
        assertEquals(entries.stream().distinct().toList(), entries);
        assertTrue(entries.containsAll(FROM_ELSEWHERE), entries.toString());
        Set<String> pages = Pages.all().stream()
                .filter(page -> page.startsWith(DOCS))
                .map(page -> DOCS.relativize(page).toString().replace('\\', '/'))
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> notebooks = Files.list(Pages.ROOT.resolve("notebooks"))) {
            notebooks
                    .map(notebook -> notebook.getFileName().toString())
                    .filter(name -> name.endsWith(".ipynb"))
                    .forEach(name -> pages.add("notebooks/" + name.replace(".ipynb", ".md")));
        }
        Set<String> named = new TreeSet<>(entries);
        named.removeAll(FROM_ELSEWHERE);
        assertEquals(pages, named, "the pages of docs/ and notebooks/, and those under nav: in mkdocs.yml");
    }

    /** What stands under nav: in mkdocs.yml, headings of sections apart. */
    private static List<String> navigation() throws IOException {
        String configuration = Files.readString(Pages.ROOT.resolve("mkdocs.yml"));
        String navigation = configuration.substring(configuration.indexOf("\nnav:\n"));
        return ENTRY.matcher(navigation)
                .results()
                .map((MatchResult entry) -> entry.group(1))
                .filter(place -> !place.endsWith(":"))
                .toList();
    }

    @Test
    void thePageOfThePartsNamesEverySolver() throws IOException {
        String page = Files.readString(DOCS.resolve("reference/parts.md"));
        Set<String> solvers = solvers();
        assertTrue(solvers.size() > 30, solvers.toString());
        solvers.removeIf(
                name -> Pattern.compile("`" + name + "\\b").matcher(page).find());
        assertEquals(Set.of(), solvers);
    }

    /** The public records in the package of the solvers that are solvers. */
    private static Set<String> solvers() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> sources = Files.list(Pages.ROOT.resolve("ode/src/main/java/org/palinode/ode/solver"))) {
            for (Path source : sources.toList()) {
                SOLVER.matcher(Files.readString(source)).results().forEach(record -> names.add(record.group(1)));
            }
        }
        return names;
    }
}
