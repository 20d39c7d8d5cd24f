package org.palinode.autodiff.internal.scan;

import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.program.Program;

/** Rule for the tangents of a program, as a program of its inputs and then of the tangents of those that move. */
@FunctionalInterface
interface DerivativeOfStep {
    Program of(Program step, IntPredicate moving);
}
