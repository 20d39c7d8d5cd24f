package org.palinode.examples.bench;

import java.util.function.BiFunction;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.Solution;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.GradientReport;

/** The gradient of Σ y(t1)² of a solve for all its parameters. */
final class EndGradient {
    private EndGradient() {}

    /** Takes the gradient of the solve at these parameters, a tree of tensors. */
    static <P> BenchCase.Result of(
            P parameters, SolveOptions options, BiFunction<P, SolveOptions, Solution<Tensor>> solve) {
        Solution<?>[] solution = new Solution<?>[1];
        GradientReport[] report = new GradientReport[1];
        SolveOptions listening = options.onGradient(gradient -> report[0] = gradient);
        var result = Autodiff.valueAndGrad(
                p -> {
                    Solution<Tensor> solved = solve.apply(p, listening);
                    solution[0] = solved;
                    return solved.y1().square().sum();
                },
                parameters);
        var forward = solution[0].statistics();
        return new BenchCase.Result(
                result.value().item(),
                forward.accepted(),
                Math.max(forward.bytes(), report[0].bytes()),
                forward.evaluations() + report[0].evaluations() + report[0].pullBacks());
    }
}
