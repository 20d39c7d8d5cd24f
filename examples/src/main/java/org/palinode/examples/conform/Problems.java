package org.palinode.examples.conform;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/** The problems of a file, by name. */
final class Problems {
    /** The problems of files whose rows give their own. */
    static final Problems NONE = new Problems("", Map.of());

    private final String file;
    private final Map<String, Entry> entries;

    private Problems(String file, Map<String, Entry> entries) {
        this.file = file;
        this.entries = entries;
    }

    /** The problems of a file, which is an object of them. */
    static Problems in(Entry file) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        file.names().forEach(name -> entries.put(name, file.field(name)));
        return new Problems(file.place(), entries);
    }

    /** The problem that a row is about. */
    <P> P of(Entry row, BiFunction<String, Entry, P> reader) {
        String name = row.field("problem").text();
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new UnknownToPalinode("problem " + name + ", which " + file + " does not define");
        }
        return reader.apply(name, entry);
    }
}
