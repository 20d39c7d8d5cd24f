package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Pages name other pages, their headings, files, types and methods; sources name pages. All of them must be there. */
class PagesTest {
    private static final Pattern LINK =
            Pattern.compile("(?m)(?:\\]\\(|^\\[\\w+\\]: )(?!https?:)([^)#\\s]*)(?:#([^)]*))?(?:\\)|$)");
    private static final int WIDTH = 140;
    private static final Pattern NAMED = Pattern.compile("docs/[a-z/-]+\\.md");
    private static final Pattern CODE = Pattern.compile("`([^`-][^`]*)`");
    private static final Pattern TYPE_OR_METHOD =
            Pattern.compile("(?<!-)\\b[A-Z][a-z0-9]+[A-Z]\\w*|\\b[a-z]\\w+(?=\\()");
    private static final Set<String> HISTORY = Set.of("CHANGELOG.md", "faults.md");
    private static final List<String> MODULES =
            List.of("autodiff", "ode", "train", "plot", "jupyter", "examples", "benchmarks", "tests");

    /** The text outside of fenced code. */
    private static String prose(Path page) throws IOException {
        return Files.readString(page).replaceAll("(?sm)^```.*?^```", "");
    }

    /**
     * What a page says of this library. Pages for those who come from another one name that one's types and methods too: in the columns of
     * their tables before the one with the heading "here", and nowhere else.
     */
    private static String ours(Path page) throws IOException {
        if (!page.getParent().endsWith("coming-from")) {
            return prose(page);
        }
        StringBuilder ours = new StringBuilder();
        int theirs = 0;
        for (String line : prose(page).split("\n")) {
            List<String> cells = List.of(line.split("(?<!\\\\)\\|"));
            theirs = line.startsWith("|") ? Math.max(theirs, cells.indexOf(" here ")) : 0;
            ours.append(String.join("|", cells.subList(theirs, cells.size()))).append('\n');
        }
        return ours.toString();
    }

    /** Anchors of the headings, as code hosts make them: small letters, digits, hyphens for spaces. */
    private static Set<String> anchors(Path page) throws IOException {
        return prose(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("#+ ", "").toLowerCase())
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void everyLinkOfAPageLeadsSomewhere() throws IOException {
        List<String> lost = new ArrayList<>();
        int count = 0;
        for (Path page : Pages.all()) {
            Matcher link = LINK.matcher(prose(page));
            while (link.find()) {
                count++;
                Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
                boolean isThere = Files.exists(target)
                        && (link.group(2) == null || anchors(target).contains(link.group(2)));
                if (!isThere) {
                    lost.add(page.getFileName() + " links to " + link.group());
                }
            }
        }
        assertTrue(count > 50, "found " + count + " links");
        assertEquals(List.of(), lost);
    }

    /** Tables apart: a row is a line. */
    @Test
    void everyLineOfAPageFits() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path page : Pages.all()) {
            if (!HISTORY.contains(page.getFileName().toString())) {
                prose(page)
                        .lines()
                        .filter(line -> !line.startsWith("|") && line.codePointCount(0, line.length()) > WIDTH)
                        .forEach(line -> tooLong.add(page.getFileName() + ": " + line));
            }
        }
        assertEquals(List.of(), tooLong);
    }

    @Test
    @Tag("thorough") // reads all sources
    void everyTypeAndMethodThatAPageNamesIsInTheSources() throws IOException {
        Set<String> words = new HashSet<>();
        for (Path source : sources()) {
            words.addAll(Arrays.asList(Files.readString(source).split("\\W+")));
        }
        Set<String> lost = new TreeSet<>();
        int count = 0;
        for (Path page : Pages.all()) {
            Matcher code = CODE.matcher(HISTORY.contains(page.getFileName().toString()) ? "" : ours(page));
            while (code.find()) {
                Matcher name = TYPE_OR_METHOD.matcher(code.group(1));
                while (name.find()) {
                    count++;
                    if (!words.contains(name.group())) {
                        lost.add(page.getFileName() + " names " + name.group());
                    }
                }
            }
        }
        assertTrue(count > 500, "found " + count + " names");
        assertEquals(Set.of(), lost);
    }

    @Test
    void everyPageThatASourceNamesExists() throws IOException {
        List<String> lost = new ArrayList<>();
        int count = 0;
        for (Path source : sources()) {
            Matcher named = NAMED.matcher(Files.readString(source));
            while (named.find()) {
                count++;
                if (!Files.exists(Pages.ROOT.resolve(named.group()))) {
                    lost.add(source + " names " + named.group());
                }
            }
        }
        assertTrue(count > 20, "found " + count + " names");
        assertEquals(List.of(), lost);
    }

    private static List<Path> sources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Pages.ROOT.resolve(module).resolve("src"))) {
                files.filter(path -> path.toString().endsWith(".java")).forEach(all::add);
            }
        }
        return all;
    }
}
