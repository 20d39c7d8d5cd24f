package org.palinode.ode.noise;

import org.palinode.autodiff.RandomKey;

/**
 * Normal numbers from a {@link RandomKey}, by the inverse of their distribution function: one uniform number for each. For one thread.
 */
final class KeyedNormals implements Normals {
    /** Indices that nobody folds a key with, so that the tree of a key below this one is no part of this tree. */
    private static final long ROOTS = 0x62726f776e69616eL;

    /** A number at a time is quicker up to so many. */
    private static final int FEW = 4;

    private final RandomKey key;
    private final double[] uniform;
    private final NormalQuantile quantile;

    /** Numbers for so many components. */
    KeyedNormals(RandomKey key, int components) {
        this.key = key;
        uniform = new double[components];
        quantile = new NormalQuantile(components);
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
        if (into.length <= FEW) {
            for (int i = 0; i < into.length; i++) {
                into[i] = NormalQuantile.at(RandomKey.unit(letter, i));
            }
            return;
        }
        for (int i = 0; i < uniform.length; i++) {
            uniform[i] = RandomKey.unit(letter, i);
        }
        quantile.at(uniform, into);
    }
}
