package org.palinode.autodiff.nn;

import java.util.Objects;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Parameter of a layer and the lengths that its axes must have. */
record Parameter(Tensor tensor, int... dims) {
    /** A length that may be any. */
    static final int ANY = -1;

    /** The length of a vector; 0 for what is none. */
    static int length(Tensor vector) {
        return vector == null || vector.rank() != 1 ? 0 : vector.size();
    }

    /** Checks shapes, and that all have one type of number. */
    static void require(String needs, Parameter... parameters) {
        for (Parameter each : parameters) {
            Objects.requireNonNull(each.tensor, () -> needs + ", got null");
        }
        boolean oneType = Stream.of(parameters)
                        .map(each -> each.tensor.dtype())
                        .distinct()
                        .count()
                == 1;
        if (!oneType || !Stream.of(parameters).allMatch(Parameter::fits)) {
            throw new IllegalArgumentException(needs + " of one type, got "
                    + Stream.of(parameters)
                            .map(each -> each.tensor.type())
                            .map(TensorType::toString)
                            .toList());
        }
    }

    private boolean fits() {
        Shape shape = tensor.shape();
        boolean fits = shape.rank() == dims.length;
        for (int axis = 0; fits && axis < dims.length; axis++) {
            fits = dims[axis] == ANY || dims[axis] == shape.dim(axis);
        }
        return fits;
    }
}
