package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Calls of a compiled function whose inputs and outputs are large: what they may share, and what not. */
class CalledPlanTest {
    private static final int SIZE = 20_000; // 160 kB: memory of this size is used again

    private final Function<List<Tensor>, Tensor> weighted =
            Autodiff.compile(in -> in.get(0).times(in.get(1)).plus(1));

    private static Tensor full(double value) {
        return Tensor.full(TensorType.float64(SIZE), value);
    }

    @Test
    void inputsThatStayAndInputsThatChangeAreTold() {
        Tensor two = full(2);
        Tensor three = full(3);
        for (int round = 0; round < 2; round++) {
            for (Tensor first : List.of(two, two, three, full(2), two)) {
                double value = first.get(0).item();
                for (Tensor second : List.of(three, three, first, two)) {
                    Tensor out = weighted.apply(List.of(first, second));
                    assertEquals(
                            value * second.get(SIZE - 1).item() + 1,
                            out.get(SIZE - 1).item());
                    assertEquals(value * second.get(0).item() + 1, out.get(0).item());
                }
            }
        }
    }

    /** Of outputs that are dropped the memory comes back; of those that are kept, or of which a view is, it must not. */
    @Test
    void memoryOfOutputsInUseIsNotUsedAgain() {
        List<Tensor> kept = new ArrayList<>();
        List<DoubleBuffer> views = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Tensor out = weighted.apply(List.of(full(i), full(1)));
            if (i % 40 == 0) {
                kept.add(out);
            } else if (i % 40 == 1) {
                views.add(out.reshape(Shape.of(2, SIZE / 2)).buffer().doubles());
            }
            if (i % 100 == 99) {
                System.gc();
            }
        }
        for (int i = 0; i < kept.size(); i++) {
            assertEquals(40 * i + 1, kept.get(i).get(SIZE - 1).item());
            assertEquals(40 * i + 2, views.get(i).get(0));
            assertEquals(40 * i + 2, views.get(i).get(SIZE - 1));
        }
    }
}
