package org.palinode.examples.conform;

import java.util.function.Consumer;

/**
 * Row of a file.
 *
 * @param entry what it says
 * @param check computes what it says and compares. It throws {@link UnknownToPalinode} if the row asks for something that Palinode does not
 *     have, and {@link GoldenDataException} if it cannot be read.
 */
record Row(Entry entry, Consumer<Comparison> check) {}
