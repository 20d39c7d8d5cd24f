package org.palinode.autodiff.tree;

/**
 * Place in a tree, for messages. It is put into words only where one is wanted, since trees are walked at each call of a compiled function.
 *
 * @param above the place of the container around it; null at the root
 * @param labels names of the parts of that container
 * @param index which part of it
 */
record Path(Path above, Labels labels, int index) {
    static final Path ROOT = new Path(null, null, 0);

    /** Names of the parts of a container. */
    interface Labels {
        /** The text that is appended to {@code path} to name a part. */
        String label(int index, String path);
    }

    /** The place of a part of the container that is here. */
    Path to(Labels container, int part) {
        return new Path(this, container, part);
    }

    /** The place in words, as {@code layers[0].weight}; {@code root} for the whole tree. */
    String shown() {
        return shown(words());
    }

    /** A path in words as messages and callers see it. */
    static String shown(String words) {
        return words.isEmpty() ? "root" : words;
    }

    /** The place in words, empty for the whole tree. */
    String words() {
        if (above == null) {
            return "";
        }
        String before = above.words();
        return before + labels.label(index, before);
    }
}
