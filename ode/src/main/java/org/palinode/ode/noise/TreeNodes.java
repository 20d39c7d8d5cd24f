package org.palinode.ode.noise;

import java.util.Arrays;

/**
 * The nodes of a Brownian tree that were visited last: of each level the two children of one node. A node is found from the deepest of its
 * ancestors that is held, so visits in the order of time, forward or back, part one node for each cell on average.
 */
final class TreeNodes {
    private final TreeGrid grid;
    private final Normals normals;
    private final NodeBridge bridge;
    private final Increments root;
    private final long rootKey;
    private final Increments[] left;
    private final Increments[] right;
    /** The node of each level whose children are held; −1 for none. */
    private final long[] parent;
    /** The keys of these nodes. */
    private final long[] parentKey;

    TreeNodes(TreeGrid grid, Normals normals, LevyArea level, int components) {
        this.grid = grid;
        this.normals = normals;
        bridge = new NodeBridge(normals, level, components);
        root = new Increments(level, components);
        rootKey = normals.root(level);
        left = memory(grid.depth(), level, components);
        right = memory(grid.depth(), level, components);
        parent = new long[grid.depth()];
        parentKey = new long[grid.depth()];
        Arrays.fill(parent, -1);
        root.over(grid.t1() - grid.t0());
        bridge.whole(rootKey, root);
    }

    private static Increments[] memory(int depth, LevyArea level, int components) {
        var memory = new Increments[depth];
        Arrays.setAll(memory, i -> new Increments(level, components));
        return memory;
    }

    /** The increment over node j of a level; valid until the next call. */
    Increments node(int level, long j) {
        if (level == 0) {
            return root;
        }
        hold(level, j);
        return (j & 1) == 0 ? left[level - 1] : right[level - 1];
    }

    /** Parts a cell at a time inside of it. */
    void part(long cell, Increments before, Increments after) {
        Increments whole = node(grid.depth(), cell);
        bridge.inside(key(grid.depth(), cell), whole, before, after);
    }

    /** Sees to it that node j of a level is held. */
    private void hold(int level, long j) {
        int held = level - 1; // a level whose parent is an ancestor of j
        while (held >= 0 && parent[held] != j >> (level - held)) {
            held--;
        }
        for (int above = held + 1; above < level; above++) {
            split(above, j >> (level - above));
        }
    }

    private void split(int level, long j) {
        long key = key(level, j);
        double middle = grid.start(level + 1, 2 * j + 1);
        left[level].over(middle - grid.start(level, j));
        right[level].over(grid.start(level, j + 1) - middle);
        bridge.halves(key, node(level, j), left[level], right[level]);
        parent[level] = j;
        parentKey[level] = key;
    }

    /** The key of a node that is held. */
    private long key(int level, long j) {
        if (level == 0) {
            return rootKey;
        }
        long above = parentKey[level - 1];
        return (j & 1) == 0 ? normals.left(above) : normals.right(above);
    }
}
