package org.palinode.examples.shell;

/** A line of a file; prints as {@code file:line}, which editors and terminals can open. */
record Place(String file, int line) {
    Place plus(int lines) {
        return new Place(file, line + lines);
    }

    @Override
    public String toString() {
        return file + ":" + line;
    }
}
