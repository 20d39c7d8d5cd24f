package org.palinode.autodiff.internal.plan.code;

import java.util.List;
import java.util.function.BinaryOperator;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** The functions that plans write down themselves: those which the methods of {@link Tensor} apply. */
public final class Functions {
    public static final NumberFunction ADD = of(Tensor::plus);
    public static final NumberFunction MULTIPLY = of(Tensor::times);

    private Functions() {}

    private static NumberFunction of(BinaryOperator<Tensor> method) {
        List<TensorType> types = List.of(TensorType.float64(), TensorType.float64());
        Program program = Program.trace(types, in -> List.of(method.apply(in.get(0), in.get(1))))
                .program();
        return (NumberFunction) program.equations().get(0).primitive();
    }
}
