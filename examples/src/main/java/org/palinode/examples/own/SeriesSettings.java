package org.palinode.examples.own;

import java.util.List;
import org.palinode.examples.model.AdjointName;

/**
 * Settings that, with the data, decide all numbers of a run.
 *
 * @param model its name or class
 * @param classPath where a class is found
 * @param adjoint by which gradients are computed
 * @param optimiser that takes the steps
 * @param learningRate of the steps
 * @param seed of the first parameters, of noise, and of the series that are held back
 * @param width of a network's hidden layers
 * @param depth the number of its hidden layers
 * @param tolerance of the solves, relative and absolute
 * @param log true if the model is of logarithms
 * @param inputs the curve through them
 * @param split of the data
 * @param window the rows of the windows that series are cut into for the training; 0 for whole series
 */
public record SeriesSettings(
        String model,
        List<String> classPath,
        AdjointName adjoint,
        OptimiserName optimiser,
        LearningRate learningRate,
        long seed,
        int width,
        int depth,
        double tolerance,
        boolean log,
        InputCurve inputs,
        Split split,
        int window) {
    public SeriesSettings {
        classPath = List.copyOf(classPath);
        if (!(tolerance > 0 && tolerance <= 1) || width < 1 || depth < 1) {
            throw new IllegalArgumentException(
                    "tolerance, width and depth must be positive, and the tolerance 1 at most, got " + tolerance + ", "
                            + width + " and " + depth + "; 1e-5, 32 and 2 suit most series");
        }
        if (window < 0 || window == 1) {
            throw new IllegalArgumentException(
                    "a window needs 2 rows at least, got " + window + "; half a turn of what oscillates is a good one");
        }
        if (window > 0 && inputs == InputCurve.CUBIC) {
            throw new IllegalArgumentException("cubic inputs begin anew in each window, and the forecast would see"
                    + " others than the training; take linear ones, or leave --window out");
        }
    }
}
