package org.palinode.tests.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Sets of names each of which needs each other, directly or by others: the strongly connected components of a graph. */
public final class Circles {
    private final Map<String, Set<String>> graph;
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> lowest = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private final List<Set<String>> found = new ArrayList<>();

    private Circles(Map<String, Set<String>> graph) {
        this.graph = graph;
    }

    /** Circles of packages. */
    static List<Set<String>> ofPackages(JavaClasses classes) {
        return of(graph(classes, JavaClass::getPackageName));
    }

    /** Circles of classes inside of one package; nested classes count as their outermost class. */
    public static List<Set<String>> ofClasses(JavaClasses classes) {
        Map<String, Set<String>> graph = graph(classes, type -> type.getName().split("\\$")[0]);
        graph.forEach((from, all) -> all.removeIf(to -> !packageOf(from).equals(packageOf(to))));
        return of(graph);
    }

    private static String packageOf(String type) {
        return type.substring(0, type.lastIndexOf('.'));
    }

    /** @param name under which a class is counted */
    private static Map<String, Set<String>> graph(JavaClasses classes, Function<JavaClass, String> name) {
        Map<String, Set<String>> graph = new TreeMap<>();
        for (JavaClass type : classes) {
            Set<String> needed = graph.computeIfAbsent(name.apply(type), from -> new TreeSet<>());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (classes.contain(target.getName())) {
                    needed.add(name.apply(target));
                }
            }
        }
        return graph;
    }

    /** The largest first. */
    static List<Set<String>> of(Map<String, Set<String>> graph) {
        Circles circles = new Circles(graph);
        for (String name : graph.keySet()) {
            if (!circles.index.containsKey(name)) {
                circles.visit(name);
            }
        }
        circles.found.sort(Comparator.comparing((Set<String> circle) -> -circle.size()));
        return circles.found;
    }

    /** R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Comput. 1(2), 1972, 146–160. */
    private void visit(String name) {
        int number = index.size();
        index.put(name, number);
        lowest.put(name, number);
        open.push(name);
        for (String next : graph.getOrDefault(name, Set.of())) {
            if (!index.containsKey(next)) {
                visit(next);
                lowest.merge(name, lowest.get(next), Math::min);
            } else if (open.contains(next)) {
                lowest.merge(name, index.get(next), Math::min);
            }
        }
        if (lowest.get(name) == number) {
            close(name);
        }
    }

    private void close(String root) {
        Set<String> circle = new TreeSet<>();
        String last;
        do {
            last = open.pop();
            circle.add(last);
        } while (!last.equals(root));
        if (circle.size() > 1) {
            found.add(circle);
        }
    }
}
