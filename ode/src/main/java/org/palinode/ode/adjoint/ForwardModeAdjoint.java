package org.palinode.ode.adjoint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.palinode.autodiff.tape.Tangents;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.integrate.StepPrograms;
import org.palinode.ode.integrate.Stepper;

/**
 * Forward sensitivities: the recorded steps are taken again with a tangent, once for each number that is differentiated for. Exact, and
 * nothing but the record of the steps is kept. For few parameters: m numbers in y0 and the wanted parameters cost m solves, each of about
 * three.
 */
public record ForwardModeAdjoint() implements Adjoint {
    @Override
    public Retention retain(Stepper stepper, GradientWish wish) {
        return new KeepEnds(stepper);
    }

    @Override
    public Gradients pullBack(Run run, OutputCotangents cotangents, BitSet wanted) {
        List<Tensor> inputs = new ArrayList<>(List.of(run.y0()));
        inputs.addAll(run.parameters());
        List<Tensor> outBars = new ArrayList<>();
        outBars.add(cotangents.rows() == null ? null : BackwardPass.copy(cotangents.rows()));
        outBars.add(cotangents.dense() == null ? null : BackwardPass.copy(cotangents.dense()));
        List<Tensor> inBars = new ArrayList<>();
        long directions = 0;
        for (int i = 0; i < inputs.size(); i++) {
            boolean used = i == 0 || wanted.get(i - 1);
            inBars.add(used ? inBar(run, inputs, i, outBars) : null);
            directions += used ? inputs.get(i).size() : 0;
        }
        return new Gradients(inBars.get(0), inBars.subList(1, inBars.size()), report(run, directions));
    }

    private static Tensor inBar(Run run, List<Tensor> inputs, int index, List<Tensor> outBars) {
        Tensor input = inputs.get(index);
        double[] slopes = new double[input.size()];
        for (int i = 0; i < slopes.length; i++) {
            double[] unit = new double[slopes.length];
            unit[i] = 1;
            Tangents tangents = new Tangents();
            List<Tensor> moved = new ArrayList<>(inputs);
            Tensor direction = Tensor.of(input.shape(), unit).cast(input.dtype());
            moved.set(index, tangents.variable(input, direction));
            List<Tensor> outputs = Replay.outputs(run, moved);
            for (int output = 0; output < outputs.size(); output++) {
                Tensor bar = outBars.get(output);
                slopes[i] += bar == null
                        ? 0
                        : tangents.tangent(outputs.get(output)).dot(bar).item();
            }
        }
        return Tensor.of(input.shape(), slopes).cast(input.dtype());
    }

    private static GradientReport report(Run run, long directions) {
        StepPrograms programs = run.programs();
        long evaluations = programs.init().evaluations()
                + (long) run.steps() * programs.denseStep().evaluations();
        return new GradientReport(
                "forward mode",
                run.steps(),
                directions * run.steps(),
                directions * evaluations,
                directions * evaluations,
                run.record().bytes() + run.rows().bytes(),
                run.record().resyncs(),
                0,
                0);
    }
}
