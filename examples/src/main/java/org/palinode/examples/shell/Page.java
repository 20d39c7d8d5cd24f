package org.palinode.examples.shell;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Java blocks of a Markdown page, as a script.
 *
 * @param script as many lines as the page has, so that numbers of lines are those of the page; empty but for the Java code
 * @param results what the page says its lines print: the comments at their ends that are numbers, numbers in brackets, true or false
 */
public record Page(List<String> script, List<String> results) {
    private static final Pattern RESULT =
            Pattern.compile("^(\\S.*?| +System\\.out.*?);?\\s+// (\\[?-?\\d.*|true|false)$");
    private static final Pattern PROGRAM = Pattern.compile(
            "(?ms)^public (?:final )?class (\\w+) .*^    public static void main\\(String\\[\\] args\\)");

    public Page {
        script = List.copyOf(script);
        results = List.copyOf(results);
    }

    /** Whether the name of a file is that of a page. */
    static boolean isPage(Path file) {
        return file.toString().endsWith(".md");
    }

    /**
     * The script of a page's lines. An expression with its value behind it prints its value. A block that is a whole program, a class with
     * {@code main}, runs where it ends.
     */
    public static Page of(List<String> lines) {
        List<String> script = new ArrayList<>();
        List<String> results = new ArrayList<>();
        var block = new StringBuilder();
        boolean inside = false;
        for (String line : lines) {
            boolean fence = line.startsWith("```");
            Matcher result = RESULT.matcher(line);
            if (fence) {
                script.add(call(block));
                block.setLength(0);
                inside = line.equals("```java");
            } else if (!inside) {
                script.add("");
            } else if (result.matches()) {
                results.add(result.group(2));
                script.add(printing(line, result.group(1)));
            } else {
                script.add(line);
            }
            if (inside && !fence) {
                block.append(line).append('\n');
            }
        }
        return new Page(script, results);
    }

    private static String printing(String line, String expression) {
        return line.strip().startsWith("System.out") ? line : "System.out.println((Object) (" + expression + "))";
    }

    /** What runs a block that is a program: it stands where the fence below it was. */
    private static String call(CharSequence block) {
        Matcher program = PROGRAM.matcher(block);
        return program.find() ? program.group(1) + ".main(new String[0]);" : "";
    }

    /** Whether there is any Java code. */
    public boolean hasCode() {
        return script.stream().anyMatch(line -> !line.isEmpty());
    }
}
