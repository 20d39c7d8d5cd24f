package org.palinode.tests.ode.noise;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.noise.BrownianPath;
import org.palinode.ode.noise.CommonPath;
import org.palinode.ode.noise.GivenIncrements;
import org.palinode.ode.noise.IndependentIncrements;
import org.palinode.ode.noise.LevyArea;
import org.palinode.ode.noise.NoiseKind;
import org.palinode.ode.noise.VirtualBrownianTree;
import org.palinode.ode.term.Diffusion;
import org.palinode.ode.term.Term;

/** One noise of a state [3], drawn at random. */
record RandomNoise(Form form, Source source, LevyArea level, BrownianPath<Tensor> path) {
    /** The factory by which it is made. */
    enum Form {
        GENERAL(NoiseKind.GENERAL, 2),
        DIAGONAL(NoiseKind.GENERAL, 3),
        STRICTLY_DIAGONAL(NoiseKind.DIAGONAL, 3),
        SCALAR(NoiseKind.COMMUTATIVE),
        ADDITIVE(NoiseKind.ADDITIVE, 2),
        ADDITIVE_DIAGONAL(NoiseKind.ADDITIVE, 3),
        PRODUCT(NoiseKind.GENERAL, 2);

        final NoiseKind kind;
        private final int[] dims;

        Form(NoiseKind kind, int... dims) {
            this.kind = kind;
            this.dims = dims;
        }
    }

    enum Source {
        TREE,
        /** A tolerance longer than any step. */
        COARSE_TREE,
        COMMON_TREE,
        INDEPENDENT,
        GIVEN
    }

    /** Times of all steps that are known beforehand are multiples of this. */
    private static final double GRID = 1.0 / 64;

    static RandomNoise draw(Random random, int index) {
        Form form = Form.values()[random.nextInt(Form.values().length)];
        Source source = Source.values()[random.nextInt(6) == 0 ? 1 : new int[] {0, 0, 2, 3, 3, 4}[random.nextInt(6)]];
        LevyArea level = LevyArea.values()[random.nextInt(4) == 0 ? random.nextInt(2) : 2];
        return new RandomNoise(form, source, level, path(random, source, level, index, form.dims));
    }

    private static BrownianPath<Tensor> path(Random random, Source source, LevyArea level, int index, int... dims) {
        RandomKey key = RandomKey.of(random.nextLong()).fold(index);
        return switch (source) {
            case TREE -> VirtualBrownianTree.of(key, 0, 1, 1.0 / 4096, dims).with(level);
            case COARSE_TREE -> VirtualBrownianTree.of(key, 0, 1, 0.9, dims).with(level);
            case COMMON_TREE ->
                new CommonPath<>(
                        VirtualBrownianTree.of(key, 0, 1, 1.0 / 4096, dims).with(level));
            case INDEPENDENT -> IndependentIncrements.of(key, dims).with(level);
            case GIVEN -> given(random, level, dims);
        };
    }

    private static BrownianPath<Tensor> given(Random random, LevyArea level, int... dims) {
        int intervals = (int) (1 / GRID);
        double[] times = new double[intervals + 1];
        Arrays.setAll(times, i -> i * GRID);
        double[][][] letters = new double[3][][];
        for (int letter = 0; letter < 3; letter++) {
            letters[letter] = new double[letter < level.numbers() ? intervals : 0]
                    [Tensor.zeros(dims).size()];
            for (double[] row : letters[letter]) {
                Arrays.setAll(row, i -> random.nextGaussian() * Math.sqrt(GRID / 12));
            }
        }
        return new GivenIncrements<>(times, letters[0], letters[1], letters[2], level, Tensor.zeros(dims));
    }

    boolean isKnownAtStepsAlone() {
        return source == Source.INDEPENDENT || source == Source.GIVEN;
    }

    /** The diffusion by the path, or by one that stands for it. */
    Term<Tensor, Tensor> term(Map<String, Tensor> at, BrownianPath<Tensor> heard) {
        Tensor noise = at.get("noise");
        return switch (form) {
            case GENERAL ->
                Diffusion.general(
                        (t, y, a) -> Tensor.stack(
                                1, y.sin().times(noise), y.times(a.get(1)).cos().times(0.3)),
                        heard);
            case DIAGONAL ->
                Diffusion.diagonal((t, y, a) -> y.sum().times(a.get(0)).cos().times(noise), heard);
            case STRICTLY_DIAGONAL ->
                Diffusion.<Tensor, Tensor>diagonal(
                                (t, y, a) ->
                                        y.sin().plus(t.times(a.get(1)).cos()).times(noise),
                                heard)
                        .strictly();
            case SCALAR -> Diffusion.scalar((t, y, a) -> y.times(a.get(1)).cos().times(noise), heard);
            case ADDITIVE ->
                Diffusion.additive(
                        (t, a) -> Tensor.stack(
                                1, noise, noise.times(t.times(a.get(1)).cos())),
                        heard);
            case ADDITIVE_DIAGONAL ->
                Diffusion.additiveDiagonal(
                        (t, a) -> noise.times(t.plus(a.get(0)).cos()), heard);
            case PRODUCT ->
                Diffusion.<Tensor, Tensor, Tensor>product(
                        (t, y, v, a) ->
                                y.times(v.get(0)).plus(v.get(1).times(a.get(0))).times(noise),
                        heard);
        };
    }

    @Override
    public String toString() {
        return form + " by " + source + " " + level;
    }
}
