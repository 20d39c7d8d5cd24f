package org.palinode.tests.engine.size;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Memory beyond 2 GiB, where a {@code ByteBuffer} ends: one tensor may not be larger, an arena may. */
class RegionsTest {
    /** 2.4 GB. */
    private static final TensorType TOO_LARGE = TensorType.float64(300_000_000);

    @Test
    void aTensorBeyondTwoGibibytesIsRefused() {
        assertEquals(
                "one tensor holds at most 2 GiB, f64[300000000] needs 2400000000 bytes",
                assertThrows(IllegalArgumentException.class, () -> Buffer.allocate(TOO_LARGE))
                        .getMessage());
        try (Arena arena = new Arena("a test")) {
            assertEquals(
                    "one region holds at most 2 GiB, asked for 2400000000 bytes by a test",
                    assertThrows(IllegalArgumentException.class, () -> arena.allocate(TOO_LARGE))
                            .getMessage());
        }
    }

    @Test
    void aTensorOfMoreNumbersThanAnIntCountsIsRefused() {
        assertEquals(
                "a tensor holds at most 2^31 - 1 numbers, [65536, 65536] is more",
                assertThrows(IllegalArgumentException.class, () -> Shape.of(65_536, 65_536))
                        .getMessage());
    }

    /** Eight values of 320 MB that are all needed at the end. */
    @Test
    @Tag("long")
    void aPlanMayHoldMoreThanTwoGibibytes() {
        TensorType large = TensorType.float64(40_000_000);
        Program program = Program.trace(List.of(large), in -> {
                    List<Tensor> values = new ArrayList<>(in);
                    for (int i = 0; i < 7; i++) {
                        values.add(values.get(i).plus(1));
                    }
                    Tensor sum = values.get(0);
                    for (Tensor value : values.subList(1, 8)) {
                        sum = sum.plus(value.times(value));
                    }
                    return List.of(sum);
                })
                .program();
        try (Arena arena = new Arena("a test")) {
            Plan plan = Plan.of(program).in(arena).engine(Engine.INTERPRETER).build();
            long most = 12
                    * large.bytes(); // eight values, a square, a sum and the next one, and what does not fit a region
            assertTrue(1L << 31 < arena.bytes() && arena.bytes() <= most, arena.bytes() + " bytes");
            plan.input(0).set(39_999_999, 2);
            plan.run();
            assertEquals(140, plan.output(0).get(0)); // 1² + … + 7²
            assertEquals(2 + 280, plan.output(0).get(39_999_999)); // 2 + 3² + … + 9²
        }
    }
}
