package org.palinode.autodiff.tree;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** The keys of maps that have no order of their own, in one that depends on nothing but the keys. */
final class Keys {
    private static final Comparator<Object> BY_CLASS =
            Comparator.comparing(key -> key == null ? "" : key.getClass().getName());

    private Keys() {}

    /** By class, then by their natural order if they have one, else by their text. */
    static List<?> sorted(Collection<?> keys) {
        List<Object> sorted = new ArrayList<>(keys);
        sorted.sort(BY_CLASS.thenComparing(Keys::compare));
        return sorted;
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        return a instanceof Comparable<?> comparable
                ? ((Comparable<Object>) comparable).compareTo(b)
                : String.valueOf(a).compareTo(String.valueOf(b));
    }
}
