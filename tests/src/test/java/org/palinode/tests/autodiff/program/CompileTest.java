package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.checkGradients;
import static org.palinode.autodiff.Autodiff.checkpoint;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.customJvp;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.autodiff.Autodiff.vjp;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;
import static org.palinode.tests.autodiff.support.Close.assertTreesClose;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.CountingSquare;

/** compile and checkpoint: a traced function called as one primitive. */
class CompileTest {
    private final Mlp mlp = Mlp.random(RandomKey.of(1), Activation.TANH, 3, 8, 2);
    private final Tensor x = RandomKey.of(2).normal(5, 3);

    @Test
    void aCompiledGradientIsTheGradient() {
        Function<Mlp, Tensor> loss = m -> m.apply(x).square().mean();
        var eager = valueAndGrad(loss, mlp);
        var compiled = compile(valueAndGrad(loss)).apply(mlp);
        assertClose(eager.value(), compiled.value(), 1e-15);
        assertTreesClose(eager.gradient(), compiled.gradient(), 1e-15);
        assertTreesClose(eager.gradient(), grad(compile(loss)).apply(mlp), 1e-15);
        assertTreesClose(eager.gradient(), grad(checkpoint(loss)).apply(mlp), 1e-15);
    }

    /** Strides below 0 within a row, and from row to row; the latter also of −1, where rows have one number. */
    @ParameterizedTest
    @ValueSource(ints = {2, 7, 8, 33, 100, 1000})
    void loopsReadBackwards(int n) {
        Tensor vector = RandomKey.of(3).uniform(TensorType.float64(n), 1, 2);
        Tensor matrix = RandomKey.of(4).uniform(TensorType.float64(n, 5), 1, 2);
        List<UnaryOperator<Tensor>> functions = List.of(
                v -> v.flip(0).log(),
                v -> v.flip(0).slice(0, 1, n).exp(),
                v -> v.square().flip(0).times(v).plus(1),
                v -> v.flip(0).expandDims(1).plus(matrix).sin(),
                v -> v.expandDims(1).flip(0).times(matrix).sum(1),
                v -> v.expandDims(1).times(matrix).flip(0).log(),
                v -> v.expandDims(1).times(matrix).flip(1).log(),
                v -> v.expandDims(1).times(matrix).transpose().flip(0).flip(1).log());
        for (UnaryOperator<Tensor> function : functions) {
            assertClose(function.apply(vector), compile(function::apply).apply(vector), 1e-14);
            Tensor expected =
                    grad((Tensor v) -> function.apply(v).square().sum()).apply(vector);
            Function<Tensor, Tensor> compiled =
                    compile(grad((Tensor v) -> function.apply(v).square().sum())::apply);
            assertClose(expected, compiled.apply(vector), 1e-10);
        }
    }

    @Test
    void traceHappensOncePerSignature() {
        AtomicInteger traces = new AtomicInteger();
        Function<List<Object>, Tensor> compiled = compile(in -> {
            traces.incrementAndGet();
            return ((Tensor) in.get(0)).times((double) in.get(1));
        });
        assertNumbers(compiled.apply(List.of(Tensor.of(1, 2), 3.0)), 0, 3, 6);
        assertNumbers(compiled.apply(List.of(Tensor.of(5, 6), 3.0)), 0, 15, 18);
        assertEquals(1, traces.get());
        assertNumbers(compiled.apply(List.of(Tensor.of(5, 6), 4.0)), 0, 20, 24);
        assertEquals(2, traces.get());
        assertNumbers(compiled.apply(List.of(Tensor.of(5), 3.0)), 0, 15);
        assertEquals(3, traces.get());
        assertEquals(
                DType.FLOAT32, compiled.apply(List.of(Tensor.float32(5), 3.0)).dtype());
        assertEquals(4, traces.get());
    }

    @Test
    void treesGoInAndOut() {
        Function<Map<String, Tensor>, List<Object>> compiled =
                compile(in -> List.of(in.get("a").plus(1), "static", in.get("a"), Tensor.scalar(7)));
        List<Object> out = compiled.apply(Map.of("a", Tensor.of(1, 2)));
        assertNumbers((Tensor) out.get(0), 0, 2, 3);
        assertEquals("static", out.get(1));
        assertNumbers((Tensor) out.get(2), 0, 1, 2);
        assertNumbers((Tensor) out.get(3), 0, 7);
    }

    @Test
    void gradientsReachWhatACompiledFunctionClosesOver() {
        for (boolean checkpointed : new boolean[] {false, true}) {
            Function<Tensor, Tensor> loss = w -> {
                Function<Tensor, Tensor> inner = z -> z.times(w).sin().sum();
                return (checkpointed ? checkpoint(inner) : compile(inner)).apply(Tensor.of(1, 2));
            };
            Tensor w = Tensor.of(0.3, 0.4);
            assertNumbers(grad(loss).apply(w), 1e-15, Math.cos(0.3), 2 * Math.cos(0.8));
            assertNumbers(jvp(loss, w, Tensor.of(1, 1)).tangent(), 1e-15, Math.cos(0.3) + 2 * Math.cos(0.8));
        }
    }

    @Test
    void aFunctionThatCapturesWhatIsDifferentiatedIsTracedAnew() {
        Tensor[] captured = {null};
        Function<Tensor, Tensor> compiled = compile(z -> z.times(captured[0]));
        Function<Tensor, Tensor> loss = w -> {
            captured[0] = w;
            return compiled.apply(Tensor.of(1, 2)).sum();
        };
        assertNumbers(grad(loss).apply(Tensor.of(3, 4)), 0, 1, 2);
        assertNumbers(
                grad(loss).apply(Tensor.of(5, 6)), 0, 1, 2); // the first w would be a stale record of another tape
    }

    @Test
    void compiledFunctionsHaveDerivativesOfEveryOrder() {
        Function<Tensor, Tensor> function =
                z -> z.square().tanh().times(z.exp()).sum();
        Tensor at = Tensor.of(0.3, -0.4);
        checkGradients(compile(function), at);
        assertClose(hessian(function, at), hessian(compile(function), at), 1e-13);
        Function<Tensor, Tensor> thirdEager =
                grad((Tensor z) -> hessian(function, z).sum());
        Function<Tensor, Tensor> thirdCompiled =
                grad((Tensor z) -> hessian(compile(function), z).sum());
        assertClose(thirdEager.apply(at), thirdCompiled.apply(at), 1e-12);
        assertClose(thirdEager.apply(at), compile(thirdCompiled).apply(at), 1e-12);
    }

    @Test
    void compiledFunctionsNest() {
        Function<Tensor, Tensor> inner = compile(z -> z.tanh().times(2));
        Function<Tensor, Tensor> outer =
                compile(z -> inner.apply(inner.apply(z)).sum());
        Tensor at = Tensor.of(0.1, 0.2);
        Function<Tensor, Tensor> plain = z -> z.tanh().times(2).tanh().times(2).sum();
        assertClose(plain.apply(at), outer.apply(at), 1e-15);
        assertClose(grad(plain).apply(at), compile(grad(outer)).apply(at), 1e-15);
    }

    @Test
    void numbersCannotBeReadInsideACompiledFunction() {
        assertThrows(
                IllegalStateException.class,
                () -> compile((Tensor z) -> z.item() > 0 ? z : z.negate()).apply(Tensor.scalar(1)));
    }

    @Test
    void checkpointRunsTheFunctionOnceMoreForEachGradient() {
        CountingSquare square = new CountingSquare();
        Function<Tensor, Tensor> piece = z -> square.of(square.of(z)).tanh();
        Recording<Tensor, Tensor> plain = vjp((Tensor z) -> piece.apply(z).sum(), Tensor.of(0.5, 0.6));
        assertEquals(2, square.runs().getAndSet(0));
        Tensor expected = plain.pullBack(Tensor.scalar(1));
        assertEquals(0, square.runs().getAndSet(0));

        Recording<Tensor, Tensor> recording =
                vjp((Tensor z) -> checkpoint(piece).apply(z).sum(), Tensor.of(0.5, 0.6));
        assertEquals(2, square.runs().getAndSet(0));
        assertClose(expected, recording.pullBack(Tensor.scalar(1)), 1e-16);
        assertEquals(2, square.runs().getAndSet(0));
        recording.pullBack(Tensor.scalar(2));
        assertEquals(2, square.runs().getAndSet(0));
    }

    @Test
    void checkpointsNest() {
        CountingSquare square = new CountingSquare();
        Function<Tensor, Tensor> inner = checkpoint(z -> square.of(z).tanh());
        Function<Tensor, Tensor> outer = checkpoint(z -> inner.apply(inner.apply(z)));
        Tensor at = Tensor.of(0.5);
        Tensor gradient = grad((Tensor z) -> outer.apply(z).sum()).apply(at);
        assertEquals(
                2 + 1 + 2,
                square.runs().get()); // forward; the first inner one again; both inner ones in their own backward pass
        Function<Tensor, Tensor> plain = z -> z.square().tanh().square().tanh().sum();
        assertClose(grad(plain).apply(at), gradient, 1e-16);
    }

    @Test
    void insideALargerCompiledFunctionNothingIsComputedTwice() {
        CountingSquare square = new CountingSquare();
        Function<Tensor, Tensor> inner = compile(z -> square.of(z).tanh());
        Function<Tensor, Tensor> gradient =
                compile(grad((Tensor z) -> inner.apply(z).sum()));
        Tensor at = Tensor.of(0.5);
        assertClose(grad((Tensor z) -> z.square().tanh().sum()).apply(at), gradient.apply(at), 1e-16);
        assertEquals(1, square.runs().get());
    }

    @Test
    void checkpointsSaveMemoryInsideACompiledFunction() {
        long plain = bytesOfGradient(UnaryOperator.identity());
        long checkpointed = bytesOfGradient(Autodiff::checkpoint);
        // 16 pieces that keep 4 values each, against 16 borders and the values of one piece.
        assertTrue(checkpointed < plain / 2, checkpointed + " of " + plain + " bytes");
    }

    private static long bytesOfGradient(UnaryOperator<Function<Tensor, Tensor>> wrapper) {
        Function<Tensor, Tensor> piece = wrapper.apply(z -> {
            Tensor y = z;
            for (int i = 0; i < 4; i++) {
                y = y.sin().exp();
            }
            return y;
        });
        UnaryOperator<Tensor> gradient = grad((Tensor z) -> {
            Tensor y = z;
            for (int i = 0; i < 16; i++) {
                y = piece.apply(y);
            }
            return y.sum();
        });
        TensorType wide = TensorType.float64(1000);
        Program program = Program.trace(List.of(wide), in -> List.of(gradient.apply(in.get(0))))
                .program();
        try (Arena arena = new Arena("a test")) {
            Plan.of(program).in(arena).build();
            return arena.bytes();
        }
    }

    @Test
    void transformsTellWhatTheyAreAndHowOftenTheyWereTraced() {
        Function<Tensor, Tensor> compiled = compile(Tensor::square);
        assertEquals("compile(function), 0 traces", compiled.toString());
        compiled.apply(Tensor.of(1, 2));
        compiled.apply(Tensor.of(3, 4));
        assertEquals("compile(function), 1 trace", compiled.toString());
        compiled.apply(Tensor.scalar(1));
        assertEquals("compile(function), 2 traces", compiled.toString());
        assertEquals(
                "checkpoint(function), 0 traces", checkpoint(Tensor::square).toString());
        assertEquals("vmap(function)", vmap(Tensor::square).toString());
        Function<Tensor, Tensor> sine = customJvp(Tensor::sin, (x, y, dot) -> dot.times(x.cos()));
        sine.apply(Tensor.scalar(1));
        assertEquals("customJvp(function), 1 trace", sine.toString());
    }
}
