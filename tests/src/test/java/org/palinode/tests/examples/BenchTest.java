package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.memory.DType;
import org.palinode.examples.bench.BenchCase;
import org.palinode.examples.bench.Measurement;
import org.palinode.ode.adjoint.RecursiveCheckpointAdjoint;

/** The cases of {@code ./palinode bench}: which adjoints they take, and how often they are called. */
class BenchTest {
    @Test
    void aNumberBehindRecursiveIsThatOfTheStatesItKeeps() {
        assertEquals(new RecursiveCheckpointAdjoint(4).withResidualBytes(1), BenchCase.adjoint("recursive-4"));
        BenchCase tiny = BenchCase.named(List.of("tiny")).get(0);
        assertEquals(List.of("recursive-4", "direct"), tiny.adjoints(List.of("recursive-4", "direct")));
        BenchCase.Result few = tiny.task("recursive-4", DType.FLOAT64).run();
        BenchCase.Result standard = tiny.task("recursive", DType.FLOAT64).run();
        assertEquals(standard.loss(), few.loss());
        assertTrue(
                few.evaluations() > standard.evaluations(),
                few.evaluations() + " evaluations with 4 checkpoints, " + standard.evaluations() + " with the usual");
    }

    @Test
    void whatIsNoAdjointIsRefused() {
        for (String name : List.of("recursive-0", "recursive-", "recursive-four", "reverse")) {
            var refused = assertThrows(IllegalArgumentException.class, () -> BenchCase.adjoint(name));
            assertEquals(
                    "there is no adjoint " + name
                            + "; choose direct, recursive, recursive-N (N states kept), reversible or backsolve",
                    refused.getMessage());
        }
    }

    @Test
    void aCaseWithoutGradientTakesNoAdjoint() {
        BenchCase forward = BenchCase.named(List.of("lotka-volterra")).get(0);
        assertEquals(List.of(), forward.adjoints(List.of("direct", "recursive-4")));
        assertEquals(List.of("forward"), forward.adjoints(List.of("direct", "forward")));
        assertEquals(List.of("forward"), forward.adjoints(List.of()));
    }

    /** Values of examples/peers/jax_noise.py, whose cases have the same parameters and a table in place of noise. */
    @ParameterizedTest
    @CsvSource({
        "gbm-paths-given, direct, 1060.354445447534, 1e-12", // rounding over 1,000 steps
        "sde-mlp-given, direct, 64.09416726311224, 1e-12",
        "sde-mlp-ees-given, direct, 64.09416726398675, 1e-12",
        "langevin-given, forward, 975.5700391256507, 1e-9", // coefficients there are short series
        "cde-mlp, direct, 512.6010019043257, 1e-4" // the tolerance: where steps pass knots, rounding decides how long
        // they are
    })
    @Tag("once")
    void casesWithNoiseSolveTheProblemsOfThePeer(String name, String adjoint, double value, double relative) {
        BenchCase.Result result = BenchCase.named(List.of(name))
                .get(0)
                .task(adjoint, DType.FLOAT64)
                .run();
        assertEquals(value, result.loss(), relative * value);
    }

    /** Values of examples/peers/jax_training.py after twenty steps of optax from the same parameters; rounding over these. */
    @ParameterizedTest
    @CsvSource({"train-small-1, 0.5459174384270233", "train-latent-1, 9.801074014861838"})
    @Tag("once")
    void trainingsTakeTheStepsOfThePeer(String name, double loss) {
        BenchCase training = BenchCase.named(List.of(name)).get(0);
        assertEquals(loss, training.task("gradient", DType.FLOAT64).run().loss(), 1e-12 * loss);
    }

    @Test
    void aCaseTakesTheAdjointsThatItsSolverHas() {
        BenchCase paths = BenchCase.named(List.of("gbm-paths")).get(0);
        assertEquals(List.of("direct", "recursive-4"), paths.adjoints(List.of("direct", "reversible", "recursive-4")));
    }

    @Test
    void asManyCallsAreTimedAsAreAskedFor() {
        AtomicInteger calls = new AtomicInteger();
        BenchCase counting = new BenchCase() {
            @Override
            public String name() {
                return "counting";
            }

            @Override
            public String solver() {
                return "none";
            }

            @Override
            public List<String> adjoints() {
                return List.of(FORWARD);
            }

            @Override
            public Task task(String adjoint, DType dtype) {
                return () -> new Result(calls.incrementAndGet(), 0, 0, 0);
            }
        };
        Measurement measured = Measurement.ofCalls(3, counting, "forward", DType.FLOAT64);
        assertEquals(4, calls.get());
        assertEquals(1, measured.result().loss());
    }
}
