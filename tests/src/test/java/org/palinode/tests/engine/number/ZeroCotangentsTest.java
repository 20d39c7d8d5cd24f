package org.palinode.tests.engine.number;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jacobianForward;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.vjp;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.engine.Engines;

/** A cotangent or tangent that is 0 stays 0 where a slope is infinite or not a number: a branch that was not taken does no harm. */
class ZeroCotangentsTest {
    /** A function and a number where it or its slope is infinite or not a number; at 1 it is smooth. */
    record Case(String name, UnaryOperator<Tensor> function, double bad) {
        @Override
        public String toString() {
            return name + " at " + bad;
        }
    }

    static List<Case> cases() {
        return List.of(
                new Case("log", Tensor::log, 0),
                new Case("log", Tensor::log, -1),
                new Case("log1p", Tensor::log1p, -1),
                new Case("log1p", Tensor::log1p, -2),
                new Case("sqrt", Tensor::sqrt, 0),
                new Case("sqrt", Tensor::sqrt, -1),
                new Case("x^0.5", x -> x.power(0.5), 0),
                new Case("x^-1", x -> x.power(-1), 0),
                new Case("x^x", x -> x.power(x), 0),
                new Case("x^x", x -> x.power(x), -0.5),
                new Case("0.5^-x", x -> Tensor.full(x.type(), 0.5).power(x.negate()), 1e5),
                new Case("1/x", x -> x.onesLike().dividedBy(x), 0),
                new Case("x/(x - x²)", x -> x.dividedBy(x.minus(x.square().times(2))), 0),
                new Case("exp", Tensor::exp, 1e4),
                new Case("expm1", Tensor::expm1, 1e4),
                new Case("x log x", x -> x.times(x.log()), 0),
                new Case("log x · x²", x -> x.log().times(x.square()), 0),
                new Case("tanh log", x -> x.log().tanh(), -1),
                new Case("sigmoid log", x -> x.log().sigmoid(), -1),
                new Case("softplus log", x -> x.log().softplus(), -1),
                new Case("sin 1/x", x -> x.power(-1).sin(), 0),
                new Case("cos 1/x", x -> x.power(-1).cos(), 0),
                new Case("erf log", x -> x.log().erf(), -1),
                new Case("gelu log", x -> x.log().gelu(), -1),
                new Case("silu log", x -> x.log().silu(), -1),
                new Case("relu log", x -> x.log().relu(), -1),
                new Case("abs log", x -> x.log().plus(1).abs(), -1),
                new Case("maximum log", x -> x.log().maximum(0.25), -1),
                new Case("minimum log", x -> x.log().minimum(0.25), -1),
                new Case(
                        "norm 1/x",
                        x -> Tensor.stack(-1, List.of(x.power(-1), x))
                                .square()
                                .sum(-1)
                                .sqrt(),
                        0),
                new Case("max log", x -> Tensor.stack(-1, List.of(x.log(), x)).max(-1), -1));
    }

    private static Tensor guarded(Case each, Tensor x) {
        return Tensor.where(
                x.equalTo(each.bad()), x.zerosLike(), each.function().apply(x));
    }

    /** The bad number first and last, 1 between. */
    private static double[] mixed(Case each, int size) {
        double[] x = new double[size];
        java.util.Arrays.fill(x, 1);
        x[0] = each.bad();
        x[size - 1] = each.bad();
        return x;
    }

    /** Straight-line code and loops, both types of number. */
    @ParameterizedTest
    @MethodSource("cases")
    void theBranchNotTakenDoesNoHarmInAnyEngine(Case each) {
        for (DType dtype : DType.values()) {
            for (int size : new int[] {3, 40}) {
                TensorType type = new TensorType(dtype, Shape.of(size));
                Program value = Program.trace(List.of(type), in -> List.of(guarded(each, in.get(0))))
                        .program();
                double[] x = mixed(each, size);
                double slope =
                        grad(each.function()::apply).apply(Tensor.scalar(1)).item();
                double[] bar = Tensor.full(type, 2).toArray();
                for (Engine engine : Engines.available()) {
                    String who = engine + " " + dtype + " " + each;
                    assertMixed(
                            2 * slope,
                            dtype,
                            Engines.run(engine, value.vjp(i -> true), List.of(x, bar))
                                    .get(0),
                            who);
                    assertMixed(
                            2 * slope,
                            dtype,
                            Engines.run(engine, value.tangents(i -> true), List.of(x, bar))
                                    .get(0),
                            who);
                }
            }
        }
    }

    private static void assertMixed(double expected, DType dtype, double[] actual, String who) {
        for (int i = 0; i < actual.length; i++) {
            boolean bad = i == 0 || i == actual.length - 1;
            // functions and slopes are good to a few units of the last place
            assertEquals(
                    bad ? 0 : expected,
                    actual[i],
                    bad ? 0 : 16 * dtype.epsilon() * Math.max(1, Math.abs(expected)),
                    who);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theBranchNotTakenDoesNoHarmOnATapeNorInSecondDerivatives(Case each) {
        Tensor x = Tensor.of(mixed(each, 3));
        Function<Tensor, Tensor> loss = y -> guarded(each, y).sum();
        double slope = grad(each.function()::apply).apply(Tensor.scalar(1)).item();
        double curve = hessian(each.function()::apply, Tensor.scalar(1)).item();
        assertMixed(slope, DType.FLOAT64, grad(loss).apply(x).toArray(), "eager");
        assertMixed(slope, DType.FLOAT64, grad(compile(loss)).apply(x).toArray(), "compiled");
        assertMixed(curve, DType.FLOAT64, hvp(loss, x, x.onesLike()).toArray(), "hvp");
        assertMixed(curve, DType.FLOAT64, hvp(compile(loss), x, x.onesLike()).toArray(), "hvp, compiled");
        Tensor twice = grad((Tensor y) -> grad(loss).apply(y).sum()).apply(x);
        assertMixed(curve, DType.FLOAT64, twice.toArray(), "reverse over reverse");
        Tensor jacobian = jacobianForward((Tensor y) -> guarded(each, y), x);
        assertEquals(slope, jacobian.get(1, 1).item(), 1e-14 * Math.max(1, Math.abs(slope)));
        assertEquals(Math.abs(slope), jacobian.abs().sum().item(), 1e-14 * Math.max(1, Math.abs(slope)));
    }

    /** Without a choice: a cotangent of zeros, and a tangent of zeros, where nothing else is wrong. */
    @ParameterizedTest
    @MethodSource("cases")
    void zerosGivenStayZeros(Case each) {
        Tensor x = Tensor.of(mixed(each, 3));
        Tensor direction = Tensor.of(0, 1, 0);
        double slope = grad(each.function()::apply).apply(Tensor.scalar(1)).item();
        assertMixed(
                slope,
                DType.FLOAT64,
                vjp(each.function()::apply, x).pullBack(direction).toArray(),
                "cotangent");
        assertMixed(
                slope,
                DType.FLOAT64,
                jvp(each.function()::apply, x, direction).tangent().toArray(),
                "tangent");
        Tensor one = grad((Tensor y) -> each.function().apply(y).get(1)).apply(x);
        assertMixed(slope, DType.FLOAT64, one.toArray(), "a part of the result");
    }

    /** What was used is not hidden. */
    @Test
    void slopesThatAreUsedStayWhatTheyAre() {
        assertEquals(
                Double.POSITIVE_INFINITY,
                grad(Tensor::log).apply(Tensor.scalar(0)).item());
        assertEquals(
                Double.POSITIVE_INFINITY,
                grad(Tensor::sqrt).apply(Tensor.scalar(0)).item());
        assertEquals(
                Double.NaN,
                grad((Tensor x) -> x.square().sqrt()).apply(Tensor.scalar(0)).item());
        assertEquals(
                Double.NaN,
                grad((Tensor x) -> x.times(Double.NaN)).apply(Tensor.scalar(0)).item());
        assertEquals(
                Double.NaN,
                jvp(Tensor::log, Tensor.scalar(Double.NaN), Tensor.scalar(1))
                        .tangent()
                        .item());
    }
}
