package org.palinode.tests.ode.adjoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.EventOccurrence;
import org.palinode.ode.Solution;
import org.palinode.ode.save.SaveAt;
import org.palinode.ode.save.SubSaveAt;

/**
 * What is saved of a solve, chosen at random.
 *
 * @param rows of one output, or of each of several
 * @param mapped whether outputs are subs, with a function each
 * @param dense whether the whole solution is kept too
 * @param looks where a dense solution is evaluated
 */
record RandomSaving(List<Rows> rows, boolean mapped, boolean dense, double[] looks) {
    /** @param every which steps' ends are kept; 0 for none */
    record Rows(boolean t0, boolean ts, int every, boolean t1) {
        static Rows draw(Random random) {
            Rows rows = new Rows(random.nextInt(3) == 0, random.nextBoolean(), random.nextInt(3), random.nextBoolean());
            return rows.t0 || rows.ts || rows.every > 0 ? rows : new Rows(false, false, 0, true);
        }

        SaveAt at(Tensor times) {
            SaveAt at = t0 ? SaveAt.t0() : ts ? SaveAt.ts(times) : every > 0 ? SaveAt.steps(every) : SaveAt.t1();
            at = ts ? at.andTs(times) : at;
            at = every > 0 ? at.andSteps(every) : at;
            return t1 ? at.andT1() : at;
        }
    }

    @Override
    public String toString() {
        return (mapped ? "functions of " : "") + rows + (dense ? " and dense" : "");
    }

    static RandomSaving draw(Random random, double[] looks) {
        boolean mapped = random.nextInt(3) == 0;
        List<Rows> rows = new ArrayList<>(List.of(Rows.draw(random)));
        while (mapped && rows.size() < 3 && random.nextBoolean()) {
            rows.add(Rows.draw(random));
        }
        return new RandomSaving(List.copyOf(rows), mapped, random.nextInt(4) == 0, looks);
    }

    boolean savesSteps() {
        return rows.stream().anyMatch(each -> each.every > 0);
    }

    /** Whether nothing but the end is saved. */
    boolean isEnd() {
        return at(Tensor.of(1)).equals(SaveAt.t1());
    }

    SaveAt at(Tensor ts) {
        SaveAt at = mapped
                ? SaveAt.subs(subs(ts).toArray(SubSaveAt[]::new))
                : rows.get(0).at(ts);
        return dense ? at.andDense() : at;
    }

    private List<SubSaveAt<Object, Tensor, Object>> subs(Tensor ts) {
        return rows.stream()
                .map(each -> SubSaveAt.of(each.at(ts), RandomSaving::map))
                .toList();
    }

    private static Object map(Tensor t, Object y, Tensor args) {
        Tensor number = StateKind.number(y);
        return List.of(number.sin().times(args.get(0)), number.times(t).reshape(1));
    }

    /** One number from everything that there is. */
    Tensor number(Solution<Object> solution, Tensor ts) {
        Tensor sum = Tensor.scalar(0);
        if (!mapped) {
            sum = sum.plus(StateKind.number(solution.ys()));
        }
        for (SubSaveAt<Object, Tensor, Object> sub : mapped ? subs(ts) : List.<SubSaveAt<Object, Tensor, Object>>of()) {
            sum = sum.plus(StateKind.number(solution.saved(sub).ys()));
        }
        for (double t : dense ? looks : new double[0]) {
            sum = sum.plus(StateKind.number(solution.evaluate(t)).times(1 + t));
        }
        for (EventOccurrence<Object> event : solution.events()) {
            sum = sum.plus(event.t().times(0.7)).plus(StateKind.number(event.y()));
        }
        return sum;
    }
}
