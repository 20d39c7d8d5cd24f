package org.palinode.autodiff.tensor;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/** The border to ND4J: arrays in and out, by copy. */
final class Nd4jArrays {
    private Nd4jArrays() {}

    static Buffer copy(INDArray array) {
        DType dtype = DType.of(Objects.requireNonNull(array, "Tensor.of needs an ND4J array, got null")
                .dataType());
        Nd4jLibrary.require();
        if (array.isEmpty() && array.rank() == 0) {
            throw new IllegalArgumentException("an empty ND4J array without axes holds no number, which no tensor []"
                    + " can be; Tensor.zeros(0) has none");
        }
        int[] dims = new int[array.rank()];
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = Math.toIntExact(array.size(axis));
        }
        Buffer buffer = Buffer.allocate(new TensorType(dtype, Shape.of(dims)));
        if (buffer.size() > 0) {
            INDArray dense = array.dup('c');
            buffer.bytes().put(0, memory(dense, buffer), 0, buffer.bytes().capacity());
            Reference.reachabilityFence(dense); // its memory is freed with it, and the ByteBuffer does not hold it
        }
        return buffer;
    }

    static INDArray copy(Buffer buffer) {
        Nd4jLibrary.require();
        long[] dims = Arrays.stream(buffer.shape().dims()).asLongStream().toArray();
        if (buffer.size() == 0) {
            return Nd4j.create(buffer.dtype().nd4j(), dims);
        }
        INDArray array = dims.length == 0
                ? Nd4j.scalar(buffer.dtype().nd4j(), 0)
                : Nd4j.createUninitialized(buffer.dtype().nd4j(), dims, 'c');
        memory(array, buffer).put(0, buffer.bytes(), 0, buffer.bytes().capacity());
        return array;
    }

    private static ByteBuffer memory(INDArray dense, Buffer like) {
        return dense.data().pointer().capacity(like.size()).asByteBuffer();
    }
}
