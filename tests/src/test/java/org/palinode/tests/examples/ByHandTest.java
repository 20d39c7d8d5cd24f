package org.palinode.tests.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.memory.DType;
import org.palinode.examples.bench.BenchCase;

/** The method written by hand that the benchmarks hold generated code against. */
class ByHandTest {
    @Test
    void lotkaVolterraByHandTakesTheStepsOfTheLibraryAndMeetsItsEnd() {
        BenchCase.Result ours = run("lotka-volterra");
        BenchCase.Result byHand = run("lotka-volterra-by-hand");
        assertEquals(byHand.steps(), ours.steps());
        assertEquals(byHand.evaluations(), ours.evaluations());
        // the tolerance is 1e-8; step sizes differ in their last bits
        assertEquals(byHand.loss(), ours.loss(), 1e-12);
    }

    private static BenchCase.Result run(String name) {
        return BenchCase.named(List.of(name))
                .get(0)
                .task("forward", DType.FLOAT64)
                .run();
    }
}
