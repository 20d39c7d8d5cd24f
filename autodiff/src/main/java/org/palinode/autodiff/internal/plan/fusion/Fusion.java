package org.palinode.autodiff.internal.plan.fusion;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.internal.plan.code.AddInto;
import org.palinode.autodiff.internal.plan.code.Strided;
import org.palinode.autodiff.internal.plan.code.Views;
import org.palinode.autodiff.internal.plan.loop.Loop;
import org.palinode.autodiff.internal.plan.loop.Nest;
import org.palinode.autodiff.internal.plan.straight.StraightLine;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;

/**
 * Groups the equations of a program. Greedy, in order: an equation joins the groups of what it reads, which thereby become one, or
 * one that reads the same memory. Two groups must not become one if a third has to run between them.
 */
public final class Fusion {
    private final List<Equation> equations;
    private final Views views = new Views();
    private final Map<Atom, Integer> producers = new HashMap<>();
    private final Map<Atom, Group> readers = new HashMap<>();
    private final Map<Atom, Integer> reductions = new HashMap<>();
    private final Group[] groups;
    private final int[][] reads;
    private final Nest[] nests;
    private final Dependencies dependencies;
    private Group straight;
    private int lastEffect = -1;

    private Fusion(Program program) {
        equations = program.equations();
        groups = new Group[equations.size()];
        reads = new int[equations.size()][];
        nests = new Nest[equations.size()];
        dependencies = new Dependencies(groups, reads);
        for (int i = 0; i < equations.size(); i++) {
            Equation equation = equations.get(i);
            if (!views.add(equation)) {
                reads[i] = equation.primitive().hasEffects() ? afterTheLast(i, reads(equation)) : reads(equation);
                place(i, equation);
                for (Atom output : equation.outputs()) {
                    producers.put(output, i);
                }
            }
        }
    }

    /**
     * The program with groups of equations as one each.
     *
     * @param code how loops are written
     */
    public static Program of(Program program, Loop.Code code) {
        Fusion fusion = new Fusion(program);
        return new Regrouping(program, fusion.groups, fusion.reads, fusion.views, code).result();
    }

    private int[] reads(Equation equation) {
        int[] found = new int[equation.inputs().size()];
        int count = 0;
        for (Atom input : equation.inputs()) {
            Integer producer = producers.get(views.of(input).root());
            if (producer != null) {
                found[count++] = producer;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** What is read and the last equation with an effect, so that effects keep their order. */
    private int[] afterTheLast(int index, int[] read) {
        int before = lastEffect;
        lastEffect = index;
        if (before < 0) {
            return read;
        }
        int[] all = Arrays.copyOf(read, read.length + 1);
        all[read.length] = before;
        return all;
    }

    private void place(int index, Equation equation) {
        if (isEpilogue(index, equation)) {
            Group sum = groups[reads[index][0]];
            sum.add(index, 0, null);
            assign(index, sum);
        } else if (FewNumbers.isStraight(equation)) {
            join(index, StraightLine.cost(equation));
        } else {
            nests[index] = Nest.of(equation, views);
            if (nests[index] != null) {
                join(index, 0);
            } else {
                assign(index, new Group(Group.Kind.SINGLE, index, 0, null));
            }
        }
    }

    /** True if the equation adds the reduction of a loop to memory: the loop does that when it ends. */
    private boolean isEpilogue(int index, Equation equation) {
        if (!(equation.primitive() instanceof AddInto)) {
            return false;
        }
        Strided sum = views.of(equation.inputs().get(0));
        Group group = reads[index].length == 0 ? null : groups[reads[index][0]];
        return sum.isWhole()
                && group != null
                && group.kind == Group.Kind.LOOP
                && reductions.containsKey(sum.root())
                && equations.get(reads[index][0]).outputs().get(0).equals(sum.root())
                && !dependencies.reach(reads[index], group, null)
                && Arrays.stream(reads[index]).skip(1).noneMatch(read -> groups[read] == group);
    }

    private void join(int index, long cost) {
        Equation equation = equations.get(index);
        Nest nest = nests[index];
        Set<Group> sources = sources(index);
        Group own = null;
        for (Group candidate : candidates(sources, equation)) {
            int most = sources.contains(candidate) ? Group.MOST_EQUATIONS : Group.MOST_BESIDE;
            if (own == null && candidate.fits(cost, nest, most) && canJoin(index, candidate)) {
                own = candidate;
                own.add(index, cost, nest);
                assign(index, own);
            } else if (own != null && own != candidate && canMerge(own, candidate, most)) {
                merge(candidate, own);
            }
        }
        if (own == null) {
            own = new Group(nest == null ? Group.Kind.STRAIGHT : Group.Kind.LOOP, index, cost, nest);
            assign(index, own);
        }
        if (nest == null) {
            straight = own;
        } else if (nest.over() != null) {
            reductions.put(equation.outputs().get(0), index);
        }
        for (Atom input : equation.inputs()) {
            if (input instanceof Atom.Variable) { // to read the same literal saves nothing
                readers.put(views.of(input).root(), own);
            }
        }
    }

    private void assign(int index, Group group) {
        groups[index] = group;
        dependencies.placed(index);
    }

    /** The groups that compute what the equation reads. */
    private Set<Group> sources(int index) {
        Set<Group> sources = new LinkedHashSet<>();
        for (int read : reads[index]) {
            sources.add(groups[read]);
        }
        return sources;
    }

    /** The groups that compute what the equation reads, then those that read the same. */
    private Set<Group> candidates(Set<Group> sources, Equation equation) {
        Set<Group> candidates = new LinkedHashSet<>(sources);
        for (Atom input : equation.inputs()) {
            Group reader = readers.get(views.of(input).root());
            if (reader != null) {
                candidates.add(current(reader));
            }
        }
        if (straight != null) {
            candidates.add(current(straight));
        }
        return candidates;
    }

    /** The group that took over the equations of {@code group}. */
    private Group current(Group group) {
        return groups[group.first()];
    }

    private boolean canJoin(int index, Group group) {
        return canRead(index, group) && !dependencies.reach(reads[index], group, null);
    }

    private boolean canMerge(Group a, Group b, int most) {
        return a.fits(b, most) && canRead(a.members, b) && canRead(b.members, a) && dependencies.canMerge(a, b);
    }

    private boolean canRead(BitSet members, Group group) {
        for (int member = members.nextSetBit(0); member >= 0; member = members.nextSetBit(member + 1)) {
            if (!canRead(member, group)) {
                return false;
            }
        }
        return true;
    }

    /** A loop has only those of its own values that belong to the same number: neither other places nor reductions. */
    private boolean canRead(int index, Group group) {
        if (group.kind != Group.Kind.LOOP) {
            return true;
        }
        for (Atom input : equations.get(index).inputs()) {
            Strided operand = views.of(input);
            Integer producer = producers.get(operand.root());
            boolean inside = producer != null && groups[producer] == group;
            boolean sameNumber = operand.isWhole() && operand.shape().size() == group.size();
            boolean reduced = inside && (reductions.containsKey(operand.root()) || nests[producer] == null);
            if (inside && (!sameNumber || reduced)) {
                return false;
            }
        }
        return true;
    }

    private void merge(Group from, Group into) {
        into.addAll(from);
        for (int member = from.first(); member >= 0; member = from.members.nextSetBit(member + 1)) {
            groups[member] = into;
        }
        dependencies.merged(into);
    }
}
