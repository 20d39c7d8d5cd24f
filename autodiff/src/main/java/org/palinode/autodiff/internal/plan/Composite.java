package org.palinode.autodiff.internal.plan;

import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Primitive;

/** A primitive whose values are those of a program. Plans run the program's equations among their own. */
public interface Composite extends Primitive {
    /** The program, with this primitive's inputs and outputs. */
    Program program();
}
