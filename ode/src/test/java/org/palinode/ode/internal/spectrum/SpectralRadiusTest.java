package org.palinode.ode.internal.spectrum;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

class SpectralRadiusTest {
    /** A triangular, a rotating and a diagonal field; power iteration is good to some per cent. */
    @Test
    void theSpectralRadiusIsEstimated() {
        double[][][] matrices = {{{-100, 3}, {0, -1}}, {{0, 50}, {-50, 0}}, {{-7, 0}, {0, 0.1}}};
        double[] radii = {100, 50, 7};
        for (int i = 0; i < radii.length; i++) {
            Tensor matrix = Tensor.of(matrices[i]);
            Program field = Program.traceClosed(
                    List.of(TensorType.float64(), Tensor.zeros(2).type()), in -> List.of(matrix.matmul(in.get(1))));
            assertEquals(radii[i], SpectralRadius.estimate(field, 0, Tensor.of(1, 1), List.of()), 0.02 * radii[i]);
        }
        Program still = Program.traceClosed(
                List.of(TensorType.float64(), Tensor.zeros(2).type()),
                in -> List.of(in.get(1).onesLike()));
        assertEquals(0, SpectralRadius.estimate(still, 0, Tensor.of(1, 1), List.of()));
    }
}
