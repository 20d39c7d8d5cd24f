package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.ReversibleSolver.PulledBack;
import org.palinode.ode.solver.ReversibleSolver.Start;

/**
 * Takes a step of {@link Reversible} back and pulls cotangents through it, with two evaluations and two pull-backs of the base step: A pulls back
 * F(−h, ·) at y₁, B pulls back F(h, ·) at z₀.
 * <pre>
 *   a   = ȳ₁ + z̄₁ − A(z̄₁)        ȳ₀ = c a + ḡ        z̄₀ = z̄₁ − c a + B(a) − ḡ        p̄ += B_p(a) − A_p(z̄₁)
 * </pre>
 * where ḡ is the cotangent of the gap y₀ − z₀ that dense output reads; the cotangents of the base's dense values go through B. The sign of A
 * is taken into its cotangent, so that parameters only ever see sums, which plans add up in place. Derived in docs/design/reversible-derivation.md.
 */
record ReversiblePullBack(Reversible solver, ParametricField f, List<Tensor> parameters, Tensor t0, Tensor h) {
    /** A base step on a tape: what it was taken from, t0, h, the parameters, and what it gave. */
    private record Taped(Tape tape, Tensor from, List<Tensor> inputs, Step step) {
        /** The cotangents of where the step was taken from, then of t0, h and the parameters. */
        List<Tensor> pullBack(List<Tensor> outputs, List<Tensor> bars) {
            return tape.pullBack(outputs, bars, prepend(from, inputs));
        }

        Tensor end() {
            return tape.primal(step.y());
        }
    }

    /** F(h, x), or F(−h, x) from the step's end. */
    private Taped taped(Tensor x, boolean forth) {
        Tape tape = new Tape();
        Tensor from = tape.variable(x);
        List<Tensor> inputs = tape.variables(prepend(t0, prepend(h, parameters)));
        Tensor start = inputs.get(0);
        Tensor size = inputs.get(1);
        Field field = f.with(inputs.subList(2, inputs.size()));
        Step step = forth
                ? solver.base().step(field, start, size, from)
                : solver.base().step(field.reversed(), start.plus(size), size.negate(), from);
        return new Taped(tape, from, inputs, step);
    }

    /**
     * The start of the step and its cotangents.
     *
     * @param endBar the cotangents of the end
     * @param denseBar those of the dense values, the gap last; empty if there are none
     */
    PulledBack of(Start end, Start endBar, List<Tensor> denseBar) {
        Tensor y1 = end.y();
        Tensor zBar1 = endBar.carry().get(0);

        Taped back = taped(y1, false);
        List<Tensor> minusA = back.pullBack(List.of(back.step().y()), List.of(zBar1.negate()));
        Tensor z0 = end.carry().get(0).minus(y1).plus(back.end());

        Taped forth = taped(z0, true);
        Tensor y0 = y1.minus(forth.end()).dividedBy(solver.coupling()).plus(z0);
        Tensor a = endBar.y().plus(zBar1).plus(minusA.get(0));
        int baseDense = Math.max(denseBar.size() - 1, 0);
        List<Tensor> b = forth.pullBack(
                prepend(forth.step().y(), forth.step().dense().subList(0, baseDense)),
                prepend(a, denseBar.subList(0, baseDense)));

        Tensor yBar0 = a.times(solver.coupling());
        Tensor zBar0 = zBar1.minus(yBar0).plus(b.get(0));
        if (!denseBar.isEmpty()) {
            Tensor gapBar = denseBar.get(baseDense);
            yBar0 = yBar0.plus(gapBar);
            zBar0 = zBar0.minus(gapBar);
        }
        Iterator<Tensor> forthBars = b.iterator();
        Iterator<Tensor> backBars = minusA.iterator();
        forthBars.next(); // of z0 and y1, which are in zBar0 and a
        backBars.next();
        Tensor timeBar = forthBars.next().plus(backBars.next());
        Tensor sizeBar = forthBars.next().plus(backBars.next());
        List<Tensor> parameterBars = new ArrayList<>();
        forthBars.forEachRemaining(bar -> parameterBars.add(bar.plus(backBars.next())));
        return new PulledBack(
                new Start(y0, List.of(z0)), new Start(yBar0, List.of(zBar0)), timeBar, sizeBar, parameterBars);
    }

    private static List<Tensor> prepend(Tensor first, List<Tensor> rest) {
        List<Tensor> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all;
    }
}
