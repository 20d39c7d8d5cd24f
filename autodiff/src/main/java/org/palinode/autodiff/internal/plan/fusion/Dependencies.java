package org.palinode.autodiff.internal.plan.fusion;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Order of groups: those that must have run before others. A group's level is above those of all that it needs, so a search for one group
 * goes no further than its level.
 */
final class Dependencies {
    private final Group[] groups;
    private final int[][] reads;
    private final List<List<Integer>> users = new ArrayList<>();
    private int walks;

    /**
     * @param groups for each equation its group, null while it has none
     * @param reads for each equation those that compute what it reads
     */
    Dependencies(Group[] groups, int[][] reads) {
        this.groups = groups;
        this.reads = reads;
        for (int i = 0; i < reads.length; i++) {
            users.add(new ArrayList<>());
        }
    }

    /** Takes note that an equation has its group. */
    void placed(int equation) {
        for (int read : reads[equation]) {
            users.get(read).add(equation);
        }
        settle(equation);
    }

    /** Lifts the group of an equation above what the equation reads. */
    private void settle(int equation) {
        for (int read : reads[equation]) {
            if (groups[read] != groups[equation]) {
                raise(groups[equation], groups[read].level + 1);
            }
        }
    }

    /** Lifts a group to a level, and its users above it, and theirs. */
    private void raise(Group raised, int level) {
        Deque<Group> open = new ArrayDeque<>();
        lift(raised, level, open);
        while (!open.isEmpty()) {
            Group group = open.poll();
            for (int member = group.first(); member >= 0; member = group.members.nextSetBit(member + 1)) {
                for (int user : users.get(member)) {
                    if (groups[user] != group) {
                        lift(groups[user], group.level + 1, open);
                    }
                }
            }
        }
    }

    private static void lift(Group group, int level, Deque<Group> open) {
        if (level > group.level) {
            group.level = level;
            open.add(group);
        }
    }

    /** Takes note that the equations of {@code group} were those of two groups. */
    void merged(Group group) {
        int level = group.level;
        group.level = -1;
        raise(group, level);
        for (int member = group.first(); member >= 0; member = group.members.nextSetBit(member + 1)) {
            settle(member);
        }
    }

    /** True if one of {@code equations} needs {@code target}, but for those that are in it or in {@code besides}. */
    boolean reach(int[] equations, Group target, Group besides) {
        walks++;
        Deque<Group> open = new ArrayDeque<>();
        push(equations, target, besides, open);
        return reach(open, target);
    }

    private boolean reach(Deque<Group> open, Group target) {
        while (!open.isEmpty()) {
            Group group = open.pop();
            for (int member = group.first(); member >= 0; member = group.members.nextSetBit(member + 1)) {
                for (int read : reads[member]) {
                    if (groups[read] == target) {
                        return true;
                    }
                }
                push(reads[member], target, null, open);
            }
        }
        return false;
    }

    /** Adds the groups of {@code equations} that may need {@code target} and were not met yet. */
    private void push(int[] equations, Group target, Group besides, Deque<Group> open) {
        for (int equation : equations) {
            Group group = groups[equation];
            if (group != target && group != besides && group.visited != walks && group.level > target.level) {
                group.visited = walks;
                open.push(group);
            }
        }
    }

    /** True if two groups can become one: nothing else that one of them needs, needs the other. */
    boolean canMerge(Group a, Group b) {
        return !reachFrom(a, b) && !reachFrom(b, a);
    }

    private boolean reachFrom(Group from, Group target) {
        if (from.level <= target.level) {
            return false;
        }
        walks++;
        Deque<Group> open = new ArrayDeque<>();
        for (int member = from.first(); member >= 0; member = from.members.nextSetBit(member + 1)) {
            push(reads[member], target, from, open);
        }
        return reach(open, target);
    }
}
