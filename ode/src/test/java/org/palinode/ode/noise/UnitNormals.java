package org.palinode.ode.noise;

import java.util.HashMap;
import java.util.Map;

/**
 * Unit vectors in place of normal numbers: component c of the c-th letter that is asked for is 1, all else is 0. An increment is linear in
 * its normals, so its components are then the coefficients of all letters, and products of such rows are covariances.
 */
final class UnitNormals implements Normals {
    private final Map<Long, Integer> letters = new HashMap<>();

    @Override
    public long root(LevyArea level) {
        return 1;
    }

    @Override
    public long left(long node) {
        return 2 * node;
    }

    @Override
    public long right(long node) {
        return 2 * node + 1;
    }

    @Override
    public long letter(long node, LevyArea level, Use use, int i) {
        return (node * 3 + use.ordinal()) * 3 + i;
    }

    @Override
    public void fill(long letter, double[] into) {
        int place = letters.computeIfAbsent(letter, key -> letters.size());
        for (int i = 0; i < into.length; i++) {
            into[i] = place == i ? 1 : 0;
        }
    }

    int count() {
        return letters.size();
    }
}
