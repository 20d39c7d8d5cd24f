package org.palinode.ode.noise;

import org.palinode.autodiff.RandomKey;

/**
 * Normal numbers from a {@link RandomKey}, by the inverse of their distribution function: one uniform number for each. For one thread.
 */
final class KeyedNormals implements Normals {
    /** Indices that nobody folds a key with, so that the tree of a key below this one is no part of this tree. */
    private static final long ROOTS = 0x62726f776e69616eL;

    private final RandomKey key;
    private final double[] uniform;

    /** Numbers for so many components. */
    KeyedNormals(RandomKey key, int components) {
        this.key = key;
        uniform = new double[components];
    }

    @Override
    public long root(LevyArea level) {
        return key.fold(ROOTS + level.ordinal()).seed();
    }

    @Override
    public long left(long node) {
        return RandomKey.fold(node, 0);
    }

    @Override
    public long right(long node) {
        return RandomKey.fold(node, 1);
    }

    @Override
    public long letter(long node, LevyArea level, Use use, int i) {
        return RandomKey.fold(node, 2 + use.ordinal() * 3 + i);
    }

    @Override
    public void fill(long letter, double[] into) {
        for (int i = 0; i < uniform.length; i++) {
            uniform[i] = RandomKey.unit(letter, i);
        }
        NormalQuantile.at(uniform, into);
    }
}
