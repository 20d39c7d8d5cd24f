package org.palinode.tests.autodiff.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.scan;
import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.autodiff.Autodiff.vjp;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.palinode.autodiff.Recording;
import org.palinode.autodiff.ScanMemory;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.Allocation;
import org.palinode.tests.autodiff.support.CountingSquare;

/** What the gradient of a scan keeps, computes again and takes back. */
class ScanMemoryTest {
    private static final int WIDTH = 50;

    /** An object a step would show as 64,000 bytes at least in four thousand. */
    private static final long NEXT_TO_NOTHING = 4_000;

    /** Position and momentum of a pendulum for each of WIDTH numbers. */
    record State(Tensor q, Tensor p) {}

    private static State step(State s) {
        Tensor p = s.p().minus(s.q().sin().times(0.01));
        return new State(s.q().plus(p.times(0.01)), p);
    }

    private static State back(State s) {
        Tensor q = s.q().minus(s.p().times(0.01));
        return new State(q, s.p().plus(q.sin().times(0.01)));
    }

    private static Plan gradient(Arena arena, int steps, ScanMemory<State, Void> memory) {
        TensorType type = TensorType.float64(WIDTH);
        Program program = Program.trace(List.of(type, type), in -> {
                    var both = valueAndGrad(
                            (State s) -> scan((State c) -> Scanned.carry(step(c)), s, steps, memory)
                                    .carry()
                                    .q()
                                    .square()
                                    .sum(),
                            new State(in.get(0), in.get(1)));
                    return List.of(
                            both.value(), both.gradient().q(), both.gradient().p());
                })
                .program();
        Plan plan = Plan.of(program).in(arena).build();
        plan.input(0).fill(1);
        plan.input(1).fill(-0.5);
        return plan;
    }

    private static long bytes(int steps, ScanMemory<State, Void> memory) {
        try (Arena arena = new Arena("a test")) {
            gradient(arena, steps, memory).run();
            return arena.bytes();
        }
    }

    /** The carry of a step is 2 · 50 numbers of 8 bytes. */
    @Test
    void memoryGrowsAsTheChoiceSays() {
        int carry = 2 * WIDTH * 8;
        ScanMemory<State, Void> inverse = ScanMemory.inverse((State s) -> back(s));
        long least = bytes(10, inverse);
        assertEquals(least, bytes(1_000, inverse));
        assertEquals(least, bytes(10_000, inverse));
        long ofAll = (bytes(10_000, ScanMemory.all()) - bytes(1_000, ScanMemory.all())) / 9_000;
        // of a step the pull-back reads cos q only, half as much as a carry
        assertEquals(carry / 2, ofAll);
        long ofRoot = bytes(10_000, ScanMemory.checkpoints()) - least;
        // 101 carries, 100 slopes, and some lines of memory
        assertTrue(ofRoot > 100 * carry && ofRoot < 200 * carry, ofRoot + " bytes");
        long ofTen = bytes(1_000, ScanMemory.checkpoints(10)) - least;
        assertTrue(ofTen > 50 * carry && ofTen < 80 * carry, ofTen + " bytes");
    }

    @Test
    @Tag("slow")
    void aStepAllocatesNothing() {
        for (ScanMemory<State, Void> memory : List.of(
                ScanMemory.<State, Void>all(),
                ScanMemory.<State, Void>checkpoints(),
                ScanMemory.inverse((State s) -> back(s)))) {
            try (Arena arena = new Arena("a test")) {
                Plan few = gradient(arena, 1_000, memory);
                Plan many = gradient(arena, 5_000, memory);
                long more = Allocation.beyond(few::run, many::run, NEXT_TO_NOTHING);
                assertTrue(more <= NEXT_TO_NOTHING, memory + ": 4,000 steps allocated " + more + " bytes");
            }
        }
    }

    /** Steps that a gradient computes, in all; a single segment is one that keeps all. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "9, 9", "10, 10", "64, 64", "65, 65", "100, 100", "130, 130"})
    void checkpointsComputeEachStepTwice(int steps, int again) {
        CountingSquare square = new CountingSquare();
        for (ScanMemory<Tensor, Void> memory : List.of(
                ScanMemory.<Tensor, Void>checkpoints(),
                ScanMemory.<Tensor, Void>checkpoints(7),
                ScanMemory.<Tensor, Void>checkpoints(1000))) {
            Recording<Tensor, Tensor> recording = vjp(
                    c -> scan((Tensor d) -> Scanned.carry(square.of(d).times(0.5)), c, steps, memory)
                            .carry(),
                    Tensor.scalar(1.1));
            assertEquals(steps, square.runs().getAndSet(0), memory.toString());
            recording.pullBack(Tensor.scalar(1));
            assertTrue(square.runs().getAndSet(0) <= again, memory.toString());
        }
    }

    @Test
    void allComputesEachStepOnce() {
        CountingSquare square = new CountingSquare();
        Recording<Tensor, Tensor> recording = vjp(
                c -> scan(
                                (Tensor d) -> Scanned.carry(
                                        square.of(square.of(d).times(0.9)).times(0.5)),
                                c,
                                20)
                        .carry(),
                Tensor.scalar(1.1));
        assertEquals(40, square.runs().get());
        recording.pullBack(Tensor.scalar(1));
        recording.pullBack(Tensor.scalar(2));
        assertEquals(40, square.runs().get());
    }

    @Test
    void aWrongInverseIsNoticed() {
        ScanMemory<State, Void> wrong = ScanMemory.inverse(s -> new State(s.q().minus(s.p().times(0.0101)), s.p()));
        State start = new State(Tensor.of(1.0), Tensor.of(-0.5));
        ArithmeticException error = assertThrows(ArithmeticException.class, () -> slope(start, 10, wrong));
        assertTrue(
                error.getMessage().startsWith("the inverse of a scan missed the first carry at q by 0.0"),
                error.getMessage());
        assertTrue(
                error.getMessage().contains("more than 1.4901161193847656E-8 of the largest number there, 1.0"),
                error.getMessage());
    }

    /** Both go by c ← c/2: each step back doubles roundings, so the first carry is missed where c is a billionth of what came in. */
    @Test
    void roundingThatGrowsOnTheWayBackIsNoticed() {
        IntFunction<Tensor> slope = steps -> grad((Tensor c) -> scan(
                                (Tensor d, Tensor x) ->
                                        Scanned.carry(d.times(0.5).plus(x)),
                                c,
                                Tensor.full(TensorType.float64(steps, 1), 1.0 / 3),
                                ScanMemory.inverse((d, x) -> d.minus(x).times(2)))
                        .carry()
                        .sum())
                .apply(Tensor.of(1e-3));
        assertNumbers(slope.apply(10), 1e-15, Math.pow(0.5, 10));
        assertThrows(ArithmeticException.class, () -> slope.apply(60));
    }

    @Test
    void theToleranceMayBeAnother() {
        State start = new State(Tensor.of(1.0), Tensor.of(-0.5));
        State exact = slope(start, 10, ScanMemory.all());
        ScanMemory<State, Void> rough =
                ScanMemory.inverse((s, none) -> new State(back(s).q().plus(1e-6), back(s).p()), 1e-4);
        Same.assertSame(exact, slope(start, 10, rough), 1e-5);
        assertThrows(
                ArithmeticException.class,
                () -> slope(
                        start,
                        10,
                        ScanMemory.inverse((s, none) -> new State(back(s).q().plus(1e-6), back(s).p()))));
    }

    /** Members of a batch are measured each by its own size: the gap of a small one is not hidden by a large one. */
    @Test
    void eachMemberOfABatchIsChecked() {
        ScanMemory<Tensor, Void> off =
                ScanMemory.inverse((Tensor c) -> c.minus(1e-3).times(0.5));
        assertThrows(
                ArithmeticException.class,
                () -> vmap(
                        c -> grad((Tensor d) -> scan((Tensor e) -> Scanned.carry(e.times(2)), d, 3, off)
                                        .carry()
                                        .sum())
                                .apply(c),
                        Tensor.of(1e9, 1).reshape(2, 1)));
    }

    @Test
    void inFloat32RoundingIsAllowedFor() {
        State start = new State(Tensor.float32(1), Tensor.float32(-0.5f));
        State slope = slope(start, 1000, ScanMemory.inverse((State s) -> back(s)));
        assertEquals(DType.FLOAT32, slope.q().dtype());
        Same.assertSame(slope(start, 1000, ScanMemory.all()), slope, 1e-3);
    }

    /** A start of zero is measured by the end. */
    @Test
    void aStartOfZeroIsReached() {
        State start = new State(Tensor.of(0.0), Tensor.of(0.3));
        Same.assertSame(
                slope(start, 100, ScanMemory.all()),
                slope(start, 100, ScanMemory.inverse((State s) -> back(s))),
                1e-12);
    }

    private static State slope(State start, int steps, ScanMemory<State, Void> memory) {
        return grad((State s) -> scan((State c) -> Scanned.carry(step(c)), s, steps, memory)
                        .carry()
                        .q()
                        .sum())
                .apply(start);
    }
}
