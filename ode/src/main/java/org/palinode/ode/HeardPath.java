package org.palinode.ode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.internal.integrate.AcceptedSteps;
import org.palinode.ode.internal.noise.SolveNoise;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.IncrementReader;
import org.palinode.ode.noise.Increments;

/** W of one path along the steps of a solve, as the sum of the increments that they heard. */
final class HeardPath<W> {
    /** Times of steps are sums, so times that are meant to be theirs may be a few ulp away. */
    private static final int ULPS = 4;

    private final BrownianPath<W> path;
    private final boolean isHalved;
    private final AcceptedSteps record;
    private final double t0;
    private final double direction;
    private final IncrementReader reader;
    private final Increments increments;

    private HeardPath(BrownianPath<W> path, boolean isHalved, AcceptedSteps record) {
        this.path = path;
        this.isHalved = isHalved;
        this.record = record;
        t0 = record.steps() == 0 ? record.end() : record.from(0);
        direction = record.steps() == 0 ? 1 : Math.signum(record.h(0));
        reader = path.reader();
        increments = new Increments(path.level(), path.components());
    }

    /**
     * The path that a solve heard for one of its term.
     *
     * @throws IllegalArgumentException if there is none
     */
    @SuppressWarnings("unchecked") // a path and the one that stands for it have one shape
    static <W> HeardPath<W> of(SolveNoise noise, BrownianPath<W> path, AcceptedSteps record) {
        int index = noise.named().contains(path)
                ? noise.named().indexOf(path)
                : noise.paths().indexOf(path);
        if (index < 0) {
            throw new IllegalArgumentException("no noise of this solve is driven by " + path + ", but by "
                    + noise.named() + "; pass the path with which a Diffusion of its term was made");
        }
        return new HeardPath<>(
                (BrownianPath<W>) noise.paths().get(index), noise.inputs().hasHalves(), record);
    }

    /** W at each time: the tree of the noise with tensors [times, ...]. */
    W at(double[] times) {
        Tensor rows = rows(times);
        List<Tensor> leaves = new ArrayList<>();
        int start = 0;
        Tree.Flat<W> zero = Tree.flatten(path.zero());
        for (Tensor leaf : zero.leaves()) {
            leaves.add(rows.slice(1, start, start + leaf.size())
                    .reshape(leaf.shape().insert(0, times.length)));
            start += leaf.size();
        }
        return zero.structure().unflatten(leaves);
    }

    private Tensor rows(double[] times) {
        List<Integer> inOrder = IntStream.range(0, times.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> direction * times[i]))
                .toList();
        double[][] rows = new double[times.length][];
        double[] sum = new double[path.components()];
        int step = 0;
        for (int row : inOrder) {
            while (step < record.steps() && isReached(record.to(step), times[row])) {
                add(step++, sum);
            }
            rows[row] = sum.clone();
            addRest(step, times[row], rows[row]);
        }
        requireApart(times, inOrder);
        return times.length == 0 ? Tensor.zeros(0, path.components()) : Tensor.of(rows);
    }

    private void requireApart(double[] times, List<Integer> inOrder) {
        for (int i = 1; i < inOrder.size(); i++) {
            path.requireApart(times[inOrder.get(i - 1)], times[inOrder.get(i)]);
        }
    }

    private boolean isReached(double end, double time) {
        return direction * time >= direction * end || isSame(end, time);
    }

    private static boolean isSame(double end, double time) {
        return Math.abs(end - time) <= ULPS * Math.ulp(end);
    }

    private void add(int step, double[] sum) {
        double from = record.from(step);
        double to = record.to(step);
        if (isHalved) {
            double middle = from + (to - from) / 2;
            add(from, middle, sum);
            add(middle, to, sum);
        } else {
            add(from, to, sum);
        }
    }

    /** Adds what a step has before a time inside of it. */
    private void addRest(int step, double time, double[] sum) {
        double from = step == 0 ? t0 : record.to(step - 1);
        if (isSame(from, time)) {
            return;
        }
        if (!(step < record.steps() && direction * time > direction * from)) {
            throw new IllegalArgumentException(
                    "t = " + time + " lies outside of the solve, which went from " + t0 + " to " + record.end());
        }
        if (!path.isKnownBetweenSteps()) {
            throw new IllegalArgumentException("this path is known at the ends of steps alone, but t = " + time
                    + " lies inside of the step from " + from + " to " + record.to(step)
                    + "; save at steps, let steps end there, or use a VirtualBrownianTree");
        }
        path.requireApart(from, time);
        path.requireApart(time, record.to(step));
        add(from, time, sum);
    }

    private void add(double from, double to, double[] sum) {
        reader.read(from, to, increments);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += increments.w(i);
        }
    }
}
