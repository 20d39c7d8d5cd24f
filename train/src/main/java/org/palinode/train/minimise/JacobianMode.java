package org.palinode.train.minimise;

import java.util.List;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.tensor.Tensor;

/** Mode in which a Jacobian is computed. */
public enum JacobianMode {
    /** The mode with fewer passes: see {@link Autodiff#jacobian}. */
    CHEAPER,
    /** A pass for each parameter. Not for functions that pass a {@link Autodiff#customVjp}. */
    FORWARD,
    /** A pass for each residual. */
    REVERSE;

    List<Tensor> jacobian(Function<List<Tensor>, Tensor> function, List<Tensor> leaves) {
        return switch (this) {
            case CHEAPER -> Autodiff.jacobian(function, leaves);
            case FORWARD -> Autodiff.jacobianForward(function, leaves);
            case REVERSE -> Autodiff.jacobianReverse(function, leaves);
        };
    }
}
