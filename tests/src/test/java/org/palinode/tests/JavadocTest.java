package org.palinode.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Javadoc that users see begins with a noun or a verb: not with a question word, a pronoun, or half a comparison. */
class JavadocTest {
    private static final Pattern COMMENT = Pattern.compile("/\\*\\*\\s*(?:\\* )?(\\w+)(.*)");
    private static final Pattern NO_SUBJECT = Pattern.compile(
            "What|Where|Whether|How|Which|When|Why|Who|It|They|This|These|That|Those|Its|One|As|So|And|Of|With");
    private static final List<String> MODULES = List.of("autodiff", "ode", "train", "plot", "jupyter");

    @Test
    void firstSentencesBeginWithANounOrAVerb() throws IOException {
        List<String> found = new ArrayList<>();
        int count = 0;
        for (Path source : publicSources()) {
            Matcher comment = COMMENT.matcher(Files.readString(source));
            while (comment.find()) {
                count++;
                if (NO_SUBJECT.matcher(comment.group(1)).matches()) {
                    found.add(source.getFileName() + ": " + comment.group(1) + comment.group(2));
                }
            }
        }
        assertTrue(count > 800, "found " + count + " comments");
        assertEquals(List.of(), found);
    }

    private static List<Path> publicSources() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(path -> path.toString().endsWith(".java"))
                        .filter(path -> !path.toString().contains("internal"))
                        .forEach(all::add);
            }
        }
        return all;
    }
}
