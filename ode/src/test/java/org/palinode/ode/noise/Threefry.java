package org.palinode.ode.noise;

/**
 * The random numbers of the reference library: Threefry-2x32 with 20 rounds, keys of 64 bits, and the order in which its Brownian tree
 * takes them.
 *
 * <p>Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, 2011,
 * doi:10.1145/2063384.2063405.
 */
record Threefry(long seed) implements Normals {
    private static final int[][] ROTATIONS = {{13, 15, 26, 6}, {17, 29, 16, 24}};

    private static long block(long key, long counter) {
        int[] keys = {(int) (key >>> 32), (int) key, (int) (key >>> 32) ^ (int) key ^ 0x1BD11BDA};
        int x0 = (int) (counter >>> 32) + keys[0];
        int x1 = (int) counter + keys[1];
        for (int group = 1; group <= 5; group++) {
            for (int rotation : ROTATIONS[(group - 1) % 2]) {
                x0 += x1;
                x1 = Integer.rotateLeft(x1, rotation) ^ x0;
            }
            x0 += keys[group % 3];
            x1 += keys[(group + 1) % 3] + group;
        }
        return (long) x0 << 32 | x1 & 0xFFFFFFFFL;
    }

    /** The i-th of the keys that a key is split into. */
    private static long split(long key, int i) {
        return block(key, i);
    }

    /** A path of several arrays has a key for each, and so has a path of one. */
    private long leaf() {
        return split(seed, 0);
    }

    @Override
    public long root(LevyArea level) {
        return split(leaf(), 0);
    }

    @Override
    public long left(long node) {
        return split(node, 2);
    }

    @Override
    public long right(long node) {
        return split(node, 0);
    }

    @Override
    public long letter(long node, LevyArea level, Use use, int i) {
        return switch (use) {
            case WHOLE -> split(leaf(), i + 1);
            case HALVES -> level == LevyArea.NONE ? split(node, 1) : split(split(node, 1), i);
            case INSIDE -> level == LevyArea.NONE ? node : split(node, i);
        };
    }

    @Override
    public void fill(long letter, double[] into) {
        double low = Math.nextUp(-1.0);
        for (int i = 0; i < into.length; i++) {
            double unit = Double.longBitsToDouble(block(letter, i) >>> 12 | 0x3FF0000000000000L) - 1;
            into[i] = NormalQuantile.at((1 + Math.max(low, unit * (1 - low) + low)) / 2);
        }
    }
}
