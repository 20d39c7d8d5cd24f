package org.palinode.tests.train.optimiser;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.IntStream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Figures made by tests/figures/optimisers.py with optax.
 *
 * @param paths by name of the optimiser and number of the step: the parameters
 */
record OptimiserFigures(
        double pull,
        Map<String, double[]> start,
        Map<String, double[]> target,
        Map<String, double[][]> noise,
        Map<String, double[]> schedules,
        Map<String, Map<Integer, Map<String, double[]>>> paths) {
    static final int STEPS = 50;
    static final OptimiserFigures READ = read();

    /** The parameters of all figures. The loss does not depend on {@code still}. */
    record Parameters(Tensor matrix, Tensor scalar, Tensor still) {
        static Parameters of(Map<String, double[]> values) {
            return new Parameters(
                    Tensor.of(Shape.of(2, 3), values.get("matrix")),
                    Tensor.scalar(values.get("scalar")[0]),
                    Tensor.of(values.get("still")));
        }

        Parameters cast(DType dtype) {
            return Tree.map(leaf -> leaf.cast(dtype), this);
        }
    }

    private static OptimiserFigures read() {
        try (InputStream stream = OptimiserFigures.class.getResourceAsStream("/figures/optimisers.json")) {
            return new ObjectMapper().readValue(stream, OptimiserFigures.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Parameters first() {
        return Parameters.of(start);
    }

    /** The gradient noise[step] + pull · (parameters − target), 0 for what stays still. */
    Parameters gradient(Parameters at, int step) {
        return new Parameters(
                slope("matrix", at.matrix(), step),
                slope("scalar", at.scalar(), step),
                at.still().zerosLike());
    }

    /** As {@link #gradient}, but with a number that is not finite at steps 3, 17 and 18. */
    Parameters broken(Parameters at, int step) {
        Parameters whole = gradient(at, step);
        double[] values = whole.matrix().toArray();
        values[4] = step == 3 ? Double.NaN : step == 17 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
        boolean breaks = IntStream.of(3, 17, 18).anyMatch(each -> each == step);
        return breaks ? new Parameters(Tensor.of(at.matrix().type(), values), whole.scalar(), whole.still()) : whole;
    }

    private Tensor slope(String leaf, Tensor at, int step) {
        double[] numbers = at.toArray();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = noise.get(leaf)[step][i] + pull * (numbers[i] - target.get(leaf)[i]);
        }
        return Tensor.of(at.type(), numbers);
    }
}
