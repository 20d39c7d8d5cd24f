package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.scan.CarryPart;
import org.palinode.autodiff.internal.scan.Inverse;
import org.palinode.autodiff.internal.scan.KeptValues;
import org.palinode.autodiff.internal.scan.Segments;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** The way in which a scan of a traced step is run, by what its gradient keeps. */
sealed interface ScanStrategy<C, X> {
    /** The last carry and the outputs of all steps. */
    List<Tensor> run(ScanInputs<C, X> inputs, Program.Traced step);

    record All<C, X>() implements ScanStrategy<C, X> {
        @Override
        public List<Tensor> run(ScanInputs<C, X> inputs, Program.Traced step) {
            return ScanCall.of(inputs, List.of(step)).run(KeptValues.RESIDUALS);
        }

        @Override
        public String toString() {
            return "all()";
        }
    }

    /** @param count the most carries that are kept; empty for about the root of the number of steps */
    record Checkpoints<C, X>(OptionalInt count) implements ScanStrategy<C, X> {
        @Override
        public List<Tensor> run(ScanInputs<C, X> inputs, Program.Traced step) {
            ScanCall call = ScanCall.of(inputs, List.of(step));
            int most = count.orElse(1 + (int) Math.sqrt(inputs.steps()));
            return new Segments(call.body(), inputs.steps(), most).apply(call.arguments());
        }

        @Override
        public String toString() {
            return "checkpoints(" + (count.isPresent() ? count.getAsInt() : "") + ")";
        }
    }

    /** @param tolerance empty for that of the type */
    record Inverted<C, X>(BiFunction<? super C, ? super X, ? extends C> inverse, OptionalDouble tolerance)
            implements ScanStrategy<C, X> {
        @Override
        public List<Tensor> run(ScanInputs<C, X> inputs, Program.Traced step) {
            ScanCall call = ScanCall.of(inputs, List.of(step, inputs.inverse(inverse)));
            List<CarryPart> parts = new ArrayList<>();
            for (int i = 0; i < inputs.carry().leaves().size(); i++) {
                DType dtype = inputs.carry().leaves().get(i).dtype();
                String path = inputs.carry().structure().paths().get(i);
                parts.add(new CarryPart(path, tolerance.orElse(standardTolerance(dtype))));
            }
            return call.run(new Inverse(call.programs().get(1), parts, 1));
        }

        /** √ε: rounding that has grown until half of the digits are lost. */
        private static double standardTolerance(DType dtype) {
            return Math.sqrt(dtype.epsilon());
        }

        @Override
        public String toString() {
            return "inverse(" + inverse + ")";
        }
    }
}
