package org.palinode.train.optimiser;

/** An optimiser on gradients cut number by number. */
record ClippedByValue(Optimiser inner, double most) implements Wrapper {
    ClippedByValue {
        Settings.requirePositive("the most that gradients are clipped to", most);
    }

    @Override
    public Leaves advance(Leaves leaves) {
        return inner.advance(
                leaves.withGradient(leaves.each(i -> leaves.gradient().get(i).clip(-most, most))));
    }
}
