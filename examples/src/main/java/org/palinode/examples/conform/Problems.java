package org.palinode.examples.conform;

import java.util.LinkedHashMap;
import java.util.Map;

/** The problems of {@code problems.json}, by name. */
final class Problems {
    static final String FILE = "problems.json";
    static final Problems NONE = new Problems(Map.of());

    private final Map<String, Entry> entries;

    private Problems(Map<String, Entry> entries) {
        this.entries = entries;
    }

    /** The problems of a file, which is an object of them. */
    static Problems in(Entry file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        file.names().forEach(name -> entries.put(name, file.field(name)));
        return new Problems(entries);
    }

    /** The problem that a row is about. */
    Problem of(Entry row) {
        String name = row.field("problem").text();
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new UnknownToPalinode("problem " + name + ", which " + FILE + " does not define");
        }
        return Problem.of(name, entry);
    }
}
