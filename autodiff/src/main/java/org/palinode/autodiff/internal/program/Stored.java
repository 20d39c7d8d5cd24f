package org.palinode.autodiff.internal.program;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;

/** Numbers that were worked out while a program was traced and are part of it: a primitive without inputs. */
final class Stored implements Primitive {
    private final TensorType type;
    private final double[] values;

    Stored(Tensor concrete) {
        type = concrete.type();
        values = concrete.toArray();
    }

    @Override
    public String name() {
        return "stored";
    }

    @Override
    public List<TensorType> outputs(List<TensorType> inputs) {
        return List.of(type);
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        return () -> outputs.get(0).put(values);
    }

    @Override
    public List<Tensor> vjp(List<Tensor> in, List<Tensor> out, List<Tensor> outBar, IntPredicate wanted) {
        return List.of();
    }

    @Override
    public List<Tensor> jvp(List<Tensor> in, List<Tensor> out, List<Tensor> inDot) {
        throw new IllegalStateException("stored numbers have no inputs that could move");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Stored stored && type.equals(stored.type) && Arrays.equals(values, stored.values);
    }

    @Override
    public int hashCode() {
        return 31 * type.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return name();
    }
}
