package org.palinode.tests.house;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.DiffEqSolve;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** The small solve that {@link WayOfY0} watches; loaded by a {@link WatchingLoader}. */
final class ProbedSolve {
    /** Of both signs, so that the largest |y| is another vector. */
    private static final double[] Y0 = {0.7310585786300049, -1.1920292202211755, 0.9525741268224334};

    private static final double[] COTANGENT = {0.2689414213699951, -1.8807970779778823, 0.0474258731775666};
    private static final ODETerm<Tensor, Object> TERM = new ODETerm<>((t, y, none) -> Tensor.apply(new Probe(), y));

    private ProbedSolve() {}

    /**
     * The classes on the way of y0 forward, then on the way back: by name, with how each meets y0.
     *
     * @param reversible whether the adjoint is the reversible one; else it recomputes from checkpoints
     */
    static List<Map<String, Set<String>>> ways(boolean reversible) {
        SolveOptions options = SolveOptions.standard()
                .controller(new PIDController(1e-2, 1e-2))
                .adjoint(reversible ? new ReversibleAdjoint() : new RecursiveCheckpointAdjoint());
        solve(new double[] {1, 2, 3}, options)
                .pullBack(Tensor.ones(3)); // compiles the steps, on which no state depends
        Recording<Tensor, Tensor> recording = solve(Y0, options);
        Map<String, Set<String>> forward = Watch.finish();
        Watch.follow(Tape.class.getName().substring("org.palinode.".length()), Y0, COTANGENT);
        recording.pullBack(Tensor.of(COTANGENT));
        return List.of(forward, Watch.finish());
    }

    private static Recording<Tensor, Tensor> solve(double[] start, SolveOptions options) {
        return Autodiff.vjp(
                y0 -> {
                    Watch.follow("ode.DiffEqSolve", Y0);
                    return DiffEqSolve.diffeqsolve(TERM, new Tsit5(), 0, 0.1, y0, null, options)
                            .y1();
                },
                Tensor.of(start));
    }

    /** The negative of its input, as is its pull-back. */
    private record Probe() implements Operation {
        @Override
        public String name() {
            return "probe";
        }

        @Override
        public TensorType output(List<TensorType> in) {
            return in.get(0);
        }

        @Override
        public Kernel bind(List<Buffer> in, Buffer out) {
            Buffer x = in.get(0);
            return () -> {
                Watch.kernelRuns();
                for (int i = 0; i < x.size(); i++) {
                    out.set(i, -x.get(i));
                }
            };
        }

        @Override
        public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
            return Tensor.apply(this, outBar);
        }

        @Override
        public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
            return Tensor.apply(this, inDot.get(0));
        }
    }
}
