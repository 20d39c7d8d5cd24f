package org.palinode.ode.term;

import java.util.List;

/** Right side of a differential equation, in one piece or as a sum. */
public interface Term<Y, A> {
    /** The vector fields whose sum is the right side. */
    List<VectorField<Y, A>> parts();
}
