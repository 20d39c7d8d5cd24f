package org.palinode.ode.noise;

import org.palinode.autodiff.RandomKey;

/** Normal numbers from a {@link RandomKey}, by the inverse of their distribution function: one uniform number for each. */
record KeyedNormals(RandomKey key) implements Normals {
    @Override
    public long root(LevyArea level) {
        return key.fold(level.ordinal()).seed();
    }

    @Override
    public long left(long node) {
        return new RandomKey(node).fold(0).seed();
    }

    @Override
    public long right(long node) {
        return new RandomKey(node).fold(1).seed();
    }

    @Override
    public long letter(long node, LevyArea level, Use use, int i) {
        return new RandomKey(node).fold(2 + use.ordinal() * 3 + i).seed();
    }

    @Override
    public double at(long letter, int component) {
        return NormalQuantile.at(new RandomKey(letter).unit(component));
    }
}
