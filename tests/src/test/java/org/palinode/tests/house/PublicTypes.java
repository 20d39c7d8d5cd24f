package org.palinode.tests.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many top-level types of the libraries are public.
 *
 * @param perPackage by the package's name
 */
record PublicTypes(Map<String, Integer> perPackage) {
    static PublicTypes of(JavaClasses classes) {
        Map<String, Integer> counts = new TreeMap<>();
        classes.stream()
                .filter(type -> type.getPackageName().matches("org\\.palinode\\.(autodiff|ode)(\\..*)?"))
                .filter(type -> type.getEnclosingClass().isEmpty()
                        && type.getModifiers().contains(JavaModifier.PUBLIC))
                .forEach(type -> counts.merge(type.getPackageName(), 1, Integer::sum));
        return new PublicTypes(counts);
    }

    /** Those in packages that have {@code internal} in their name, or the others. */
    private int count(boolean internal) {
        return perPackage.entrySet().stream()
                .filter(entry -> entry.getKey().contains(".internal.") == internal)
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("public types for users: " + count(false) + ", of the engine: " + count(true) + "\n");
        perPackage.forEach((name, count) ->
                text.append("  ").append(name).append(": ").append(count).append('\n'));
        return text.toString();
    }
}
