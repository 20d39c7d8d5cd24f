package org.palinode.autodiff.internal.plan.straight;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.GETFIELD;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/** Bytecode that reads the fields of a generated {@link StraightKernel}, and the names of its class. */
final class StraightFields {
    /** The class that is extended. */
    static final String BASE = Type.getInternalName(StraightKernel.class);

    /** The generated class. */
    static final String NAME = BASE + "Code";

    private StraightFields() {}

    /** Leaves the view of buffer {@code index} on the stack. */
    static void memory(MethodVisitor code, int index, String type) {
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, NAME, "memory" + index, "L" + type + ";");
    }

    /** Leaves the array of scratch numbers and an index on the stack. */
    static void scratch(MethodVisitor code, int index) {
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, NAME, "scratch", "[D");
        code.visitLdcInsn(index);
    }
}
