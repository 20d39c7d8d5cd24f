package org.palinode.ode.internal.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.adjoint.ForwardModeAdjoint;
import org.palinode.ode.adjoint.GradientReport;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.run.GradientWish;
import org.palinode.ode.internal.run.KeepEnds;
import org.palinode.ode.internal.run.Retention;
import org.palinode.ode.internal.run.SolveInputs;
import org.palinode.ode.internal.run.SolveOutputs;
import org.palinode.ode.internal.step.CompiledStep;
import org.palinode.ode.internal.step.StepPrograms;
import org.palinode.ode.internal.step.WantedCotangents;

/** Repeats the recorded steps once for each direction: the work of {@link ForwardModeAdjoint}. */
record ForwardModeMethod(ForwardModeAdjoint adjoint) implements GradientMethod {
    @Override
    public Retention retain(CompiledStep stepper, GradientWish wish) {
        return new KeepEnds(stepper);
    }

    @Override
    public Gradients pullBack(FinishedSolve run, SolveOutputs<Buffer> cotangents, WantedCotangents wanted) {
        SolveInputs named = new SolveInputs(run.start(), run.parameters(), run.times());
        List<Tensor> inputs = named.list();
        List<Tensor> inBars = new ArrayList<>();
        long directions = 0;
        for (int i = 0; i < inputs.size(); i++) {
            boolean used = named.isWanted(wanted, i);
            inBars.add(used ? inBar(run, inputs, i, cotangents) : null);
            directions += used ? inputs.get(i).size() : 0;
        }
        return new Gradients(SolveInputs.of(inBars), report(run, directions));
    }

    private static Tensor inBar(FinishedSolve run, List<Tensor> inputs, int index, SolveOutputs<Buffer> outBars) {
        Tensor input = inputs.get(index);
        double[] slopes = new double[input.size()];
        for (int i = 0; i < slopes.length; i++) {
            double[] unit = new double[slopes.length];
            unit[i] = 1;
            Tangents tangents = new Tangents();
            List<Tensor> moved = new ArrayList<>(inputs);
            Tensor direction = Tensor.of(input.shape(), unit).cast(input.dtype());
            moved.set(index, tangents.variable(input, direction));
            SolveOutputs<Tensor> outputs = Replay.outputs(run, SolveInputs.of(moved));
            slopes[i] = slope(outputs.map(tangents::tangent).all(), outBars.all());
        }
        return Tensor.of(input.shape(), slopes).cast(input.dtype());
    }

    /** The sum of the products of tangents and cotangents; null where there are none. */
    private static double slope(List<Tensor> dots, List<Buffer> bars) {
        double sum = 0;
        for (int i = 0; i < bars.size(); i++) {
            if (bars.get(i) != null) {
                sum += dots.get(i).dot(Tensor.copyOf(bars.get(i))).item();
            }
        }
        return sum;
    }

    private static GradientReport report(FinishedSolve run, long directions) {
        StepPrograms programs = run.programs();
        long evaluations = programs.init().evaluations()
                + (long) run.steps() * programs.denseStep().evaluations();
        return new ReportDraft("forward mode", run)
                .steps(run.steps())
                .recomputedSteps(directions * run.steps())
                .evaluations(directions * evaluations)
                .pullBacks(directions * evaluations)
                .bytes(run.record().bytes() + run.rows().bytes())
                .pairsStored(run.record().resyncs())
                .finish();
    }
}
