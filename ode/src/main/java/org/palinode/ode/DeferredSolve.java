package org.palinode.ode;

import java.util.List;
import org.palinode.autodiff.internal.deferred.Deferred;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.ode.save.SaveAt;

/** A solve in a program that is being traced: one operation, which runs when the program runs. */
final class DeferredSolve {
    private DeferredSolve() {}

    /** The solution, of which saved values are known, as tensors of the program. */
    static <Y> Solution<Y> of(WrittenProblem.Traced<Y> field, List<Tensor> times, SolveOptions options) {
        requireSizes(options);
        WrittenProblem.Traced<Y> traced = field.problem().withEvents(field.numbers(), options);
        WrittenProblem<Y> problem = traced.problem();
        ExpectedRows rows = new ExpectedRows(options.saveAt(), times, !endsEarly(options));
        SolveFunction function = SolveFunction.of(problem, options, rows.count());
        Tree.Flat<?> arguments = new Tree.Flat<>(traced.numbers().arguments(), problem.arguments());
        SavedReader<Y> saved = new SavedReader<>(rows, problem.layout(), options.saveAt(), arguments);
        return new Solution<>(
                saved,
                Deferred.apply(function, traced.numbers().over(times).list()).get(0),
                null);
    }

    /** Refuses what has a size that only a run would tell, or is known of a finished run alone. */
    private static void requireSizes(SolveOptions options) {
        SaveAt saveAt = options.saveAt();
        if (saveAt.savesSteps() || saveAt.isDense()) {
            throw unsized(saveAt + " has as many values as there are steps, which is not known before it runs; save at"
                    + " given times, with SaveAt.ts(...)");
        }
        if (saveAt.keepsState() || options.from().isPresent()) {
            throw unsized(
                    "it neither continues another solve nor can be continued: leave out from(...) and andState(), or"
                            + " make one solve of both");
        }
        if (!options.throwing()) {
            throw unsized("a failed solve has fewer values, and so must throw: leave out throwing(false)");
        }
        if (endsEarly(options) && (times(saveAt) || !saveAt.outputs().isEmpty())) {
            throw unsized("an event may end it before some of " + saveAt + " are reached: save at t0 and t1 alone");
        }
    }

    private static boolean times(SaveAt saveAt) {
        return saveAt.givenTimes().size() > 0;
    }

    private static boolean endsEarly(SolveOptions options) {
        return options.events().stream().anyMatch(event -> event.limit() < Integer.MAX_VALUE);
    }

    private static UnsupportedOperationException unsized(String reason) {
        return new UnsupportedOperationException(
                "a solve in a program that is being traced, by compile, checkpoint, vmap or a field, has values of sizes that are known then; "
                        + reason + "; or call diffeqsolve outside");
    }
}
