package org.palinode.tests.autodiff.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.scan;

import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palinode.autodiff.ScanMemory;
import org.palinode.autodiff.Scanned;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** Loops that do not fit together are refused before the first step. */
class ScanRefusalsTest {
    private static void assertRefused(String text, Executable call) {
        assertEquals(text, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    private static final BiFunction<Tensor, Object, Scanned<Tensor, Void>> SAME = (c, x) -> Scanned.carry(c);

    @Test
    void xsOfOtherLengths() {
        assertRefused(
                "a scan needs xs whose leading axes have one length, got 3 at [0] and 2 at [1]",
                () -> scan(SAME, Tensor.of(1), List.of(Tensor.zeros(3), Tensor.zeros(2, 4))));
        assertRefused(
                "a scan takes slices along the leading axis of xs, which the scalar at root has not; close over what is the same in"
                        + " each step",
                () -> scan(SAME, Tensor.of(1), Tensor.scalar(3)));
        assertRefused(
                "a scan takes its number of steps from the leading axis of xs, but list() has no tensors; give the number of steps in"
                        + " place of xs",
                () -> scan(SAME, Tensor.of(1), List.of()));
    }

    @Test
    void aCarryThatChanges() {
        assertRefused(
                "the carry that the step of a scan returned at root must be f64[1] like the value there, got f32[1]",
                () -> scan((Tensor c) -> Scanned.carry(c.cast(DType.FLOAT32)), Tensor.of(1), 3));
        assertRefused(
                "the carry that the step of a scan returned at [1] must be f64[2] like the value there, got f64[2, 2]",
                () -> scan(
                        (List<Tensor> c) ->
                                Scanned.carry(List.of(c.get(0), c.get(1).plus(Tensor.zeros(2, 1)))),
                        List.of(Tensor.of(1), Tensor.of(1, 2)),
                        3));
        assertThrows(
                IllegalArgumentException.class,
                () -> scan((List<Tensor> c) -> Scanned.carry(List.of(c.get(0), c.get(0))), List.of(Tensor.of(1)), 3));
        assertRefused(
                "the carry that the inverse of a scan returned at root must be f64[1] like the value there, got f64[]",
                () -> scan((Tensor c) -> Scanned.carry(c), Tensor.of(1), 3, ScanMemory.inverse((Tensor c) -> c.sum())));
    }

    @Test
    void countsAndTolerances() {
        assertRefused(
                "a scan needs a number of steps that is not negative, got -1",
                () -> scan((Tensor c) -> Scanned.carry(c), Tensor.of(1), -1));
        assertRefused(
                "a scan needs at least one checkpoint, got 0; checkpoints() takes about the root of the number of steps",
                () -> ScanMemory.checkpoints(0));
        assertRefused(
                "the inverse of a scan needs a positive tolerance, got NaN: a part of the size of the carry, such as 1e-8",
                () -> ScanMemory.inverse((c, x) -> c, Double.NaN));
        assertThrows(
                IllegalArgumentException.class, () -> scan((List<Tensor> c) -> Scanned.carry(c), List.<Tensor>of(), 3));
    }

    @Test
    void whatIsNullIsNamed() {
        Tensor c = Tensor.of(1);
        assertNamed("the step of a scan returned null", () -> scan((Tensor d) -> (Scanned<Tensor, Void>) null, c, 3));
        assertNamed(
                "the inverse of a scan returned null",
                () -> scan((Tensor d) -> Scanned.carry(d), c, 3, ScanMemory.inverse((Tensor d) -> (Tensor) null)));
        assertNamed(
                "scan needs a ScanMemory, got null",
                () -> scan((Tensor d) -> Scanned.carry(d), c, 3, (ScanMemory<Tensor, Void>) null));
    }

    private static void assertNamed(String text, Executable call) {
        assertEquals(text, assertThrows(NullPointerException.class, call).getMessage());
    }
}
