import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * README's first program as a file: {@code extract README.md FOLDER} writes it and prints the name of its class, {@code compare README.md OUTPUT}
 * ends with 1 unless the output has the numbers that stand in its comments. Started from source, by a JDK alone.
 */
public final class FirstProgram {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java\n(.*?)^```");
    private static final Pattern NAME = Pattern.compile("(?m)^public (?:final )?class (\\w+)");
    private static final Pattern RESULT = Pattern.compile("(?m)System\\.out\\.println.*// (\\[?-?\\d.*)$");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(E-?\\d+)?");

    private FirstProgram() {}

    public static void main(String[] args) throws IOException {
        String program = first(BLOCK, Files.readString(Path.of(args[1])));
        if (args[0].equals("extract")) {
            String name = first(NAME, program);
            Files.writeString(Path.of(args[2], name + ".java"), program);
            System.out.println(name);
        } else {
            compare(RESULT.matcher(program).results().map(line -> line.group(1)).toList(), Files.readAllLines(Path.of(args[2])));
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("README begins with no whole program: " + pattern + " is not in\n" + text);
        }
        return matcher.group(1);
    }

    private static void compare(List<String> expected, List<String> printed) {
        boolean same = !expected.isEmpty() && expected.size() == printed.size();
        for (int i = 0; same && i < expected.size(); i++) {
            same = isSame(numbers(expected.get(i)), numbers(printed.get(i)));
        }
        System.out.println("README's first program prints " + (same ? "what it says" : printed + ", not " + expected));
        System.exit(same ? 0 : 1);
    }

    /** To a unit of the last digit that the comment gives: the digits after it differ between processors. */
    private static boolean isSame(List<String> expected, List<String> printed) {
        boolean same = expected.size() == printed.size();
        for (int i = 0; same && i < expected.size(); i++) {
            int digits = expected.get(i).length() - expected.get(i).indexOf('.') - 1;
            same = Math.abs(Double.parseDouble(expected.get(i)) - Double.parseDouble(printed.get(i))) <= Math.pow(10, -digits);
        }
        return same;
    }

    /** Those before the type, which two spaces part from them. */
    private static List<String> numbers(String line) {
        return NUMBER.matcher(line.split(" {2}")[0]).results().map(MatchResult::group).toList();
    }
}
