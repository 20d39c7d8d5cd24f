package org.palinode.autodiff.linear;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/** The LU factors of a compressed matrix [s, n]: their values, the row exchanges [n], a status. No derivative: see {@link Factors}. */
record Factorise(MatrixStructure structure) implements Primitive {
    @Override
    public String name() {
        return "factorise";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        Shape shape = inputs.get(0).shape();
        int n = shape.rank() == 2 ? shape.dim(1) : -1;
        if (n < 0 || shape.dim(0) != structure.seedCount(n)) {
            throw new IllegalArgumentException(
                    "a matrix with the structure " + structure + " is factored in compressed form [seeds, n], got "
                            + inputs.get(0) + "; see MatrixStructure.compress");
        }
        return List.of(TensorType.float64(structure.factorSize(n)), TensorType.float64(n), TensorType.float64());
    }

    @Override
    public Kernel bind(List<Buffer> in, List<Buffer> out) {
        return structure.factor(in.get(0), out.get(0), out.get(1), out.get(2));
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        return Arrays.asList((Tensor) null);
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        return Arrays.asList(null, null, null);
    }
}
