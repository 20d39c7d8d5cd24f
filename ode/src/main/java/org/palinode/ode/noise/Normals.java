package org.palinode.ode.noise;

/** Source of the standard normal numbers of a Brownian tree: pure functions of keys, so that a node is the same in every order of visits. */
interface Normals {
    /** Use of the numbers of a node. */
    enum Use {
        /** The increment over the whole tree. */
        WHOLE,
        /** The two halves of a node. */
        HALVES,
        /** A time inside of the finest nodes. */
        INSIDE
    }

    /** The key of the node over the whole tree. */
    long root(LevyArea level);

    long left(long node);

    long right(long node);

    /** The key of the numbers for the i-th letter (W, H, K) of a node. */
    long letter(long node, LevyArea level, Use use, int i);

    /** Writes a standard normal number for each component of a letter. */
    void fill(long letter, double[] into);
}
