package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.checkpoint;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.customJvp;
import static org.palinode.autodiff.Autodiff.debugPrint;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.scan;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.term.ODETerm;
import org.palinode.tests.engine.Engines;

class DebugPrintTest {
    private record Pair(Tensor a, Tensor b) {}

    private final List<String> lines = new ArrayList<>();
    private final Consumer<String> out = lines::add;

    private void assertLines(String... expected) {
        assertEquals(List.of(expected), lines);
        lines.clear();
    }

    private final Function<Tensor, Tensor> loss = x -> {
        Tensor square = debugPrint("square", x.square(), out);
        return debugPrint("sine", square.sin(), out).sum();
    };

    private static final Tensor X = Tensor.of(1, 2);
    private static final String SQUARE = "square: [1, 4]  f64[2]";
    private static final String SINE = "sine: " + Tensor.of(1, 4).sin();

    @Test
    void aRunPrintsAndATraceDoesNot() {
        Function<Tensor, Tensor> compiled = compile(x -> {
            Tensor printed = debugPrint("x", x, out);
            assertLines();
            return printed.times(2);
        });
        assertNumbers(compiled.apply(X), 0, 2, 4);
        assertLines("x: [1, 2]  f64[2]");
        assertNumbers(compiled.apply(Tensor.of(3, 4)), 0, 6, 8);
        assertLines("x: [3, 4]  f64[2]");
    }

    @Test
    void aTreeIsOneLineWithPaths() {
        Pair pair = debugPrint("pair", new Pair(Tensor.of(1, 2), Tensor.scalar(3)), out);
        assertNumbers(pair.b(), 0, 3);
        assertLines("pair: a = [1, 2]  f64[2], b = 3  f64[]");
    }

    @Test
    void gradientsPrintOnce() {
        Tensor expected = grad((Tensor x) -> x.square().sin().sum()).apply(X);
        for (Function<Tensor, Tensor> each : List.<Function<Tensor, Tensor>>of(
                grad(loss),
                compile(grad(loss)),
                grad(compile(loss)),
                grad(checkpoint(loss)),
                grad(customJvp(
                        loss, (x, y, dot) -> dot.dot(x.times(2).times(x.square().cos())))))) {
            assertClose(expected, each.apply(X), 1e-15);
            assertLines(SQUARE, SINE);
        }
        assertNumbers(
                jvp(compile(loss), X, Tensor.of(1, 0)).tangent(),
                1e-15,
                expected.get(0).item());
        assertLines(SQUARE, SINE);
        assertClose(
                grad((Tensor x) -> grad((Tensor p) -> p.square().sin().sum())
                                .apply(x)
                                .sum())
                        .apply(X),
                grad((Tensor x) -> grad(compile(loss)).apply(x).sum()).apply(X),
                1e-13);
        assertLines(SQUARE, SINE);
    }

    @Test
    void linesKeepTheirOrderInEveryEngine() {
        TensorType type = TensorType.float64(40);
        Program program = Program.traceClosed(List.of(type), in -> {
            Tensor x = in.get(0);
            List<Tensor> printed = new ArrayList<>();
            for (int i = 0; i < 8; i++) { // each of them could run first: cheap ones come last
                Tensor value = x;
                for (int more = i; more < 8; more++) {
                    value = value.sin().plus(i).sum(0).times(x);
                }
                printed.add(debugPrint("line " + i, value.sum(), out));
            }
            return List.of(Tensor.stack(printed.toArray(Tensor[]::new)));
        });
        List<double[]> numbers = List.of(Tensor.linspace(0, 1, 40).toArray());
        for (Engine engine : Engines.available()) {
            Engines.run(engine, program, numbers);
            assertEquals(
                    IntStream.range(0, 8).mapToObj(i -> "line " + i).toList(),
                    lines.stream().map(line -> line.split(":")[0]).toList(),
                    engine.name());
            lines.clear();
        }
    }

    /** What the first line prints is fused with what is computed after the second. */
    @Test
    void aLineWaitsForTheOneBeforeIt() {
        Program program = Program.traceClosed(List.of(TensorType.float64(40), TensorType.float64(3, 5)), in -> {
            Tensor first = debugPrint("first", in.get(0).sin(), out);
            Tensor second = debugPrint("second", in.get(1).cos(), out);
            return List.of(first, second, in.get(0).exp());
        });
        List<double[]> numbers = List.of(new double[40], new double[15]);
        for (Engine engine : Engines.available()) {
            Engines.run(engine, program, numbers);
            assertEquals(
                    List.of("first", "second"),
                    lines.stream().map(line -> line.split(":")[0]).toList(),
                    engine.name());
            lines.clear();
        }
    }

    @Test
    void membersStandInOneLineThatSaysSo() {
        assertNumbers(vmap(x -> debugPrint("x", x, out).sum(), Tensor.of(new double[][] {{1, 2}, {3, 4}})), 0, 3, 7);
        assertLines("x (2 members): " + Tensor.of(new double[][] {{1, 2}, {3, 4}}));
        Tensor cube = Tensor.ones(2, 3, 1);
        vmap(rows -> vmap(x -> debugPrint("x", x, out), rows), cube);
        assertLines("x (2 x 3 members): " + cube);
        vmap(compile(loss), Tensor.of(new double[][] {{1, 2}}));
        assertEquals(
                List.of("square (1 members)", "sine (1 members)"),
                lines.stream().map(line -> line.split(":")[0]).toList());
    }

    @Test
    void aVectorFieldPrintsAtEachEvaluation() {
        var field = new ODETerm<Tensor, Tensor>((t, y, args) -> debugPrint("y", y.negate(), out));
        var options = SolveOptions.standard().dt0(0.5).adjoint(new DirectAdjoint());
        Tensor y1 = diffeqsolve(field, new Euler(), 0, 1, Tensor.of(1), null, options)
                .y1();
        assertNumbers(y1, 0, 0.25);
        assertLines("y: " + Tensor.of(-1), "y: " + Tensor.of(-0.5));
        Tensor gradient = grad((Tensor y0) -> diffeqsolve(field, new Euler(), 0, 1, y0, null, options)
                        .y1()
                        .sum())
                .apply(Tensor.of(1));
        assertNumbers(gradient, 1e-15, 0.25);
        assertLines("y: " + Tensor.of(-1), "y: " + Tensor.of(-0.5));
    }

    @Test
    void aScanPrintsAtEachStepAndItsGradientNothingMore() {
        Function<Tensor, Tensor> total = xs -> scan(
                        (Tensor carry, Tensor x) -> Scanned.carry(debugPrint("sum", carry.plus(x), out)),
                        Tensor.scalar(0),
                        xs)
                .carry();
        String[] steps = {"sum: 1  f64[]", "sum: 3  f64[]", "sum: 6  f64[]"};
        total.apply(Tensor.of(1, 2, 3));
        assertLines(steps);
        assertNumbers(grad(total, Tensor.of(1, 2, 3)), 0, 1, 1, 1);
        assertLines(steps);
    }

    @Test
    void itPrintsWhereNothingUsesItsResult() {
        Function<Tensor, Tensor> unused = compile(x -> {
            debugPrint("unused", x.square(), out);
            return x;
        });
        unused.apply(X);
        assertLines("unused: [1, 4]  f64[2]");
        grad((Tensor x) -> unused.apply(x).sum()).apply(X);
        assertLines("unused: [1, 4]  f64[2]");
    }

    @Test
    void theStandardOutputIsTheDefault() {
        PrintStream console = System.out;
        var bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            debugPrint("x", Tensor.scalar(1));
        } finally {
            System.setOut(console);
        }
        assertEquals("x: " + Tensor.scalar(1) + System.lineSeparator(), bytes.toString(StandardCharsets.UTF_8));
    }

    @Test
    void whatHasNoTensorsIsRefused() {
        assertEquals(
                "debugPrint prints tensors when a program runs, and 3 has none; print it as usual",
                assertThrows(IllegalArgumentException.class, () -> debugPrint("x", 3, out))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> debugPrint(null, X));
        assertThrows(NullPointerException.class, () -> debugPrint("x", X, null));
    }
}
