package org.palinode.autodiff.internal.plan.straight;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.plan.code.Fused;
import org.palinode.autodiff.internal.plan.code.GeneratedClasses;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/** Equations on a few numbers, run as one piece of straight-line code. */
public record StraightLine(Program body) implements Fused {
    private static final GeneratedClasses<Program> CLASSES = new GeneratedClasses<>(
            MethodHandles.lookup(),
            MethodType.methodType(void.class, List.class),
            body -> new StraightLineCode(new Unrolling(body), body).generate());

    /** The number of operations on single numbers in an equation; −1 if it cannot be written out. */
    public static long cost(Equation equation) {
        return Unrolling.cost(equation);
    }

    @Override
    public String name() {
        return "straight";
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        List<Buffer> buffers = new ArrayList<>(inputs);
        buffers.addAll(outputs);
        return (Kernel) CLASSES.instance(body, buffers);
    }

    @Override
    public String toString() {
        return "straight[" + body.equations().size() + " equations]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StraightLine that && body.equals(that.body);
    }

    @Override
    public int hashCode() {
        return body.hashCode();
    }
}
