package org.palinode.examples.conform;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.LevyArea;

/**
 * The noise of a problem: W, H and K of each step, in the direction of the steps.
 *
 * @param times the ends of the steps, rising or falling
 * @param letters W, then H and K if they are given, each [steps, noise]
 */
record GivenNoise(double[] times, List<Tensor> letters) {
    static GivenNoise of(Entry problem) {
        List<Tensor> letters = Stream.of("W", "H", "K")
                .map(problem::optional)
                .takeWhile(Optional::isPresent)
                .map(letter -> letter.orElseThrow().tensor())
                .toList();
        Tensor w = letters.isEmpty() ? problem.field("W").tensor() : letters.get(0);
        if (w.rank() < 1 || letters.stream().anyMatch(letter -> !letter.shape().equals(w.shape()))) {
            throw problem.refusal("must have a row for each step in W, and H and K of the same shape");
        }
        int steps = w.shape().dim(0);
        problem.optional("steps")
                .map(Entry::count)
                .filter(count -> count != steps)
                .ifPresent(count -> {
                    throw problem.refusal("has " + count + " steps, but " + steps + " rows of W");
                });
        double t0 = problem.field("t0").number();
        double dt = problem.field("dt").number();
        double[] times =
                IntStream.rangeClosed(0, steps).mapToDouble(i -> t0 + i * dt).toArray();
        return new GivenNoise(times, letters);
    }

    double t0() {
        return times[0];
    }

    double t1() {
        return times[times.length - 1];
    }

    int steps() {
        return times.length - 1;
    }

    boolean falls() {
        return t1() < t0();
    }

    /** The noise as a path, whose times rise: where those of the steps fall, W and K change their signs, and H does not. */
    GivenIncrements<Tensor> path() {
        double[] rising = times.clone();
        Arrays.sort(rising);
        LevyArea level = LevyArea.values()[letters.size() - 1];
        return new GivenIncrements<>(rising, rows(0, -1), rows(1, 1), rows(2, -1), level, Tensor.zeros(shape().dims()));
    }

    private Shape shape() {
        return letters.get(0).shape().without(0);
    }

    private double[][] rows(int letter, int signOfReversal) {
        if (letter >= letters.size()) {
            return new double[0][];
        }
        double[] numbers = letters.get(letter).toArray();
        int width = shape().size();
        return IntStream.range(0, steps())
                .map(step -> falls() ? steps() - 1 - step : step)
                .mapToObj(step -> Arrays.stream(numbers, step * width, (step + 1) * width)
                        .map(number -> falls() ? signOfReversal * number : number)
                        .toArray())
                .toArray(double[][]::new);
    }

    /** A letter of the first step, as a vector. */
    Tensor first(int letter) {
        return letters.get(letter).get(0).flatten();
    }
}
