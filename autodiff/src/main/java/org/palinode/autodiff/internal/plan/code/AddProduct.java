package org.palinode.autodiff.internal.plan.code;

import java.util.List;
import org.palinode.autodiff.internal.kernel.operation.MatrixProduct;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Operation;
import org.palinode.autodiff.tensor.Tensor;

/**
 * C + op(A) op(B) for inputs A, B, C, in C's memory.
 *
 * @param product a {@link MatrixProduct}
 */
public record AddProduct(Operation product) implements InPlace {
    /** The product of the matrices. */
    public MatrixProduct matrices() {
        return (MatrixProduct) product;
    }

    @Override
    public String name() {
        return "add_" + product.name();
    }

    @Override
    public TensorType output(List<TensorType> in) {
        return product.output(in.subList(0, 2));
    }

    @Override
    public Kernel bind(List<Buffer> in, Buffer out) {
        return matrices().bind(in.subList(0, 2), out, 1);
    }

    @Override
    public Tensor cotangent(int input, List<Tensor> in, Tensor out, Tensor outBar) {
        return input == 2 ? outBar : product.cotangent(input, in.subList(0, 2), out, outBar);
    }

    @Override
    public Tensor tangent(List<Tensor> in, Tensor out, List<Tensor> inDot) {
        boolean moves = inDot.get(0) != null || inDot.get(1) != null;
        Tensor moved = moves ? product.tangent(in.subList(0, 2), out, inDot.subList(0, 2)) : null;
        return moved == null
                ? inDot.get(2)
                : inDot.get(2) == null ? moved : inDot.get(2).plus(moved);
    }

    @Override
    public String toString() {
        return name();
    }
}
