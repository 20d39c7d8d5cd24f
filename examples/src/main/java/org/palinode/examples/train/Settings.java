package org.palinode.examples.train;

import java.util.ArrayList;
import java.util.List;
import org.palinode.examples.model.AdjointName;
import org.palinode.examples.model.ModelName;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;

/**
 * Settings that determine, together with the series, every number of a run. The number of steps is not among it: a run of 10 steps is the
 * beginning of one of 1000.
 *
 * @param model which
 * @param adjoint by which gradients are computed
 * @param seed of the first parameters
 * @param learningRate of the first step
 * @param width of the network's layers; 0 for a model without a network
 * @param depth of the network; 0 for a model without one
 * @param tolerance of the solves, relative and absolute
 */
public record Settings(
        ModelName model, AdjointName adjoint, long seed, double learningRate, int width, int depth, double tolerance) {
    public Settings {
        if (!(learningRate > 0) || !(tolerance > 0)) {
            throw new IllegalArgumentException(
                    "learning rate and tolerance must be positive, got " + learningRate + " and " + tolerance + "; "
                            + (model == ModelName.NEURAL_ODE ? 0.02 : 0.05) + " and 1e-5 suit most series");
        }
    }

    /** The defaults for a model. */
    public static Settings of(ModelName model) {
        boolean network = model == ModelName.NEURAL_ODE;
        return new Settings(
                model, AdjointName.REVERSIBLE, 0, network ? 0.02 : 0.05, network ? 32 : 0, network ? 2 : 0, 1e-5);
    }

    public Settings adjoint(AdjointName other) {
        return new Settings(model, other, seed, learningRate, width, depth, tolerance);
    }

    public Settings seed(long other) {
        return new Settings(model, adjoint, other, learningRate, width, depth, tolerance);
    }

    public Settings learningRate(double other) {
        return new Settings(model, adjoint, seed, other, width, depth, tolerance);
    }

    public Settings network(int otherWidth, int otherDepth) {
        return new Settings(model, adjoint, seed, learningRate, otherWidth, otherDepth, tolerance);
    }

    public Settings tolerance(double other) {
        return new Settings(model, adjoint, seed, learningRate, width, depth, other);
    }

    /** The options of the solves of a run. */
    public SolveOptions options() {
        return SolveOptions.standard()
                .controller(new PIDController(tolerance, tolerance))
                .adjoint(adjoint.adjoint());
    }

    /** In what {@code other} differs, for the user: a text for each setting. */
    public List<String> differences(Settings other) {
        List<String> differences = new ArrayList<>();
        compare("model", model, other.model, differences);
        compare("adjoint", adjoint, other.adjoint, differences);
        compare("seed", seed, other.seed, differences);
        compare("learning-rate", learningRate, other.learningRate, differences);
        compare("width", width, other.width, differences);
        compare("depth", depth, other.depth, differences);
        compare("tolerance", tolerance, other.tolerance, differences);
        return differences;
    }

    private static void compare(String name, Object mine, Object other, List<String> differences) {
        if (!mine.equals(other)) {
            differences.add(name + " " + other + " in place of " + mine);
        }
    }
}
