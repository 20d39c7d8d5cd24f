package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.customVjp;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.GradientCheck;
import org.palinode.autodiff.GradientCheckError;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;

class GradientCheckTest {
    private static final GradientCheck REVERSE = GradientCheck.STANDARD.reverseOnly();

    /** tanh with a right VJP and a JVP off by a thousandth. */
    private record LimpingTanh() implements Operation {
        @Override
        public String name() {
            return "limping_tanh";
        }

        @Override
        public TensorType output(List<TensorType> in) {
            return in.get(0);
        }

        @Override
        public Kernel bind(List<Buffer> in, Buffer out) {
            return Primitives.TANH.bind(in, out);
        }

        @Override
        public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
            return Primitives.TANH.cotangent(input, in, out, outBar);
        }

        @Override
        public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
            return Primitives.TANH.tangent(in, out, inDot).times(1.001);
        }
    }

    @Test
    void rightGradientsGiveAReport() {
        Mlp mlp = Mlp.random(RandomKey.of(1), Activation.GELU, 3, 7, 2);
        Tensor x = RandomKey.of(2).normal(4, 3);
        GradientCheck.Report report = checkGradients((Mlp m) -> m.apply(x), mlp);
        assertEquals(3 * 2 * 2, report.comparisons().size()); // directions, modes, orders
        assertTrue(report.worst().error() < 1e-8, report.toString());
        assertTrue(report.toString().startsWith("gradients agree, seed 0"), report.toString());
    }

    @Test
    void theLeafToBlameIsNamedWithBothNumbersAndTheSeed() {
        Function<Tensor, Tensor> wrong = customVjp(b -> b.times(3), (b, y, g) -> g.times(3.01));
        Function<List<Linear>, Tensor> function = layers -> layers.get(1)
                .weight()
                .sum()
                .plus(wrong.apply(layers.get(1).bias()).square().sum());
        List<Linear> layers = List.of(
                Linear.random(RandomKey.of(1), DType.FLOAT64, 2, 2),
                Linear.random(RandomKey.of(2), DType.FLOAT64, 2, 2));
        GradientCheckError error =
                assertThrows(GradientCheckError.class, () -> checkGradients(function, layers, REVERSE.withSeed(41)));
        List<String> parts = List.of(
                "order 1, reverse mode, direction 0, seed 41",
                "analytic",
                "numeric",
                "central differences, step",
                "relative error",
                "allowed 1.0e-06",
                "largest share    [1].bias: analytic",
                "where nothing is wrong with the rules: the differences are too rough");
        parts.forEach(
                part -> assertTrue(error.getMessage().contains(part), part + " is not in: " + error.getMessage()));
        assertTrue(
                error.getMessage().contains(Double.toString(error.comparison().analytic())), error.getMessage());
        assertTrue(
                error.getMessage().contains(Double.toString(error.comparison().numeric())), error.getMessage());
    }

    @Test
    void forwardModeIsCheckedToo() {
        Function<Tensor, Tensor> limping = x -> Tensor.apply(new LimpingTanh(), x);
        checkGradients(limping, Tensor.of(0.5), REVERSE);
        GradientCheckError error =
                assertThrows(GradientCheckError.class, () -> checkGradients(limping, Tensor.of(0.5)));
        assertTrue(error.getMessage().contains("order 1, forward mode"), error.getMessage());
        assertEquals(1e-3, error.comparison().error(), 1e-5);
    }

    @Test
    void theSecondOrderIsCheckedToo() {
        // The cotangent is right in value, but its own derivative is cut off.
        Function<Tensor, Tensor> cut =
                customVjp(x -> x.exp(), (x, y, g) -> g.times(x.stopGradient().exp()));
        checkGradients(cut, Tensor.of(0.5), REVERSE.withOrder(1));
        GradientCheckError error =
                assertThrows(GradientCheckError.class, () -> checkGradients(cut, Tensor.of(0.5), REVERSE));
        assertTrue(error.getMessage().contains("order 2"), error.getMessage());
    }

    @Test
    void aGradientThatIsNanIsNotPassed() {
        assertThrows(
                GradientCheckError.class,
                () -> checkGradients((Tensor x) -> x.minus(5).log().sum(), Tensor.of(0.5)));
    }

    @Test
    void stepsFollowTheSizeOfEachLeaf() {
        Function<List<Tensor>, Tensor> function = p ->
                p.get(0).times(1e9).sin().sum().plus(p.get(1).times(1e-9).sin().sum());
        checkGradients(function, List.of(Tensor.of(1e-9, 2e-9), Tensor.of(1e9, 3e9)));
    }

    @Test
    void aKinkNearbyIsStepped() {
        checkGradients((Tensor x) -> x.abs().sum(), Tensor.of(1, 1e-5));
    }

    @Test
    void singlePrecisionIsCheckedWithItsOwnTolerance() {
        checkGradients((Tensor x) -> x.tanh().square().sum(), Tensor.float32(0.5f, -0.25f));
    }

    @Test
    void settingsThatCheckNothingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new GradientCheck(0, 0, 2, true, 0));
        assertThrows(IllegalArgumentException.class, () -> GradientCheck.STANDARD.withOrder(3));
        assertThrows(IllegalArgumentException.class, () -> GradientCheck.STANDARD.withTolerance(Double.NaN));
    }

    /** At 0 the difference from both sides is 0 for |x| and 1/2 for relu, whose slope is 0. */
    @Test
    void aKinkIsNamedWithItsTwoDerivatives() {
        for (Function<Tensor, Tensor> kinked : List.<Function<Tensor, Tensor>>of(
                x -> x.relu().sum(), x -> x.abs().sum(), x -> x.norm(), Tensor::max)) {
            String text = assertThrows(GradientCheckError.class, () -> checkGradients(kinked, Tensor.of(0, 0)))
                    .getMessage();
            assertTrue(text.contains("there is a kink: along this direction "), text);
            assertFalse(text.contains("where nothing is wrong"), text);
        }
        String relu = assertThrows(
                        GradientCheckError.class,
                        () -> checkGradients((Tensor x) -> x.relu().sum(), Tensor.of(0)))
                .getMessage();
        assertTrue(
                relu.matches(
                        "(?s).*the derivative is (-?0\\.0|-?\\d\\.\\d+) from the left and (-?0\\.0|-?\\d\\.\\d+) from the right; check next to it"),
                relu);
        String smooth = assertThrows(
                        GradientCheckError.class,
                        () -> checkGradients(
                                (Tensor x) -> x.stopGradient().square().sum(), Tensor.of(1, 2)))
                .getMessage();
        assertFalse(smooth.contains("kink"), smooth);
    }

    @Test
    void aFunctionThatIsNotFiniteThereIsNamed() {
        String text = assertThrows(
                        GradientCheckError.class,
                        () -> checkGradients((Tensor x) -> x.log().sum(), Tensor.of(-1, 1)))
                .getMessage();
        assertTrue(text.contains("the function is NaN there: make it finite first, or check it elsewhere"), text);
    }

    @Test
    void aFunctionThatReturnsNothingIsRefused() {
        assertEquals(
                "a gradient check needs a function that returns tensors, got none from it",
                assertThrows(IllegalArgumentException.class, () -> checkGradients((Tensor x) -> null, Tensor.of(1)))
                        .getMessage());
    }
}
