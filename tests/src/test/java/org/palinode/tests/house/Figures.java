package org.palinode.tests.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Prints the figures of the house: {@code ./palinode figures}. */
final class Figures {
    private Figures() {}

    /** The classes of all modules, without tests. */
    static JavaClasses classes() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.palinode");
    }

    /** @param arguments the folder of the checkout */
    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[0]);
        JavaClasses classes = classes();
        System.out.println(PublicTypes.of(classes));
        System.out.println(text("circles of packages", Circles.ofPackages(classes)));
        System.out.println(text("circles of classes inside of a package", Circles.ofClasses(classes)));
        for (String module : List.of("autodiff", "ode", "train", "plot", "jupyter", "examples")) {
            System.out.println(module + ": " + SourceSizes.of(root.resolve(module + "/src/main/java")));
        }
        for (WayOfY0 way : WayOfY0.all()) {
            System.out.println("y0 " + way);
        }
    }

    private static String text(String what, List<Set<String>> circles) {
        StringBuilder text = new StringBuilder(what + ": " + circles.size() + "\n");
        for (Set<String> circle : circles) {
            text.append("  ")
                    .append(circle.size())
                    .append(": ")
                    .append(String.join(", ", circle))
                    .append('\n');
        }
        return text.toString().replace("org.palinode.", "");
    }
}
