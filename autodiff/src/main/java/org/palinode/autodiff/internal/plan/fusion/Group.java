package org.palinode.autodiff.internal.plan.fusion;

import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import org.palinode.autodiff.internal.plan.loop.Nest;
import org.palinode.autodiff.memory.DType;

/** Equations that will run as one. */
final class Group {
    enum Kind {
        STRAIGHT,
        LOOP,
        /** An equation that runs by itself. */
        SINGLE
    }

    /** Operations on single numbers of one piece of straight-line code. */
    private static final long MOST_COST = 4000;

    /** Equations of one loop: beyond, its values no longer fit into registers. */
    static final int MOST_EQUATIONS = 48;

    /**
     * Equations of a loop that others join only because they read the same memory. They add what they read and write besides, and the JIT
     * gives up long loops of that kind, or takes seconds: 42 equations with 12 operands and 21 results took 230 µs where three loops take 9.
     */
    static final int MOST_BESIDE = 8;

    final Kind kind;
    final BitSet members = new BitSet();

    /** Above that of all groups that this one needs. */
    int level;

    /** The last walk over the groups that came by. */
    int visited;

    /** The groups that must wait for this one, and the number for which this one waits, when they are put in order. */
    final Set<Group> users = new HashSet<>();

    int waiting;

    private long cost;
    private int size;
    private int columns;
    private DType dtype;

    Group(Kind kind, int equation, long cost, Nest nest) {
        this.kind = kind;
        add(equation, cost, nest);
    }

    void add(int equation, long more, Nest nest) {
        members.set(equation);
        cost += more;
        if (nest != null) {
            size = nest.size();
            dtype = nest.dtype();
            columns = Math.max(columns, nest.columns());
        }
    }

    void addAll(Group other) {
        members.or(other.members);
        cost += other.cost;
        columns = Math.max(columns, other.columns);
        level = Math.max(level, other.level);
    }

    /** True if there is room for an equation among {@code most} of a loop, and it runs over the same numbers. */
    boolean fits(long more, Nest nest, int most) {
        return switch (kind) {
            case STRAIGHT -> nest == null && cost + more <= MOST_COST;
            case LOOP ->
                nest != null && nest.dtype() == dtype && members.cardinality() < most && nest.fits(size, columns);
            case SINGLE -> false;
        };
    }

    /** True if both together have room, in a loop among {@code most} equations, and run over the same numbers. */
    boolean fits(Group other, int most) {
        if (kind != other.kind || kind == Kind.SINGLE) {
            return false;
        }
        boolean agree = size == other.size
                && dtype == other.dtype
                && (columns == 0 || other.columns == 0 || columns == other.columns);
        boolean room = kind == Kind.STRAIGHT
                ? cost + other.cost <= MOST_COST
                : members.cardinality() + other.members.cardinality() <= most;
        return agree && room;
    }

    /** The number of numbers a loop runs over. */
    int size() {
        return size;
    }

    int first() {
        return members.nextSetBit(0);
    }

    int last() {
        return members.length() - 1;
    }
}
