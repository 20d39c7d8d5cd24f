package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.AALOAD;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DALOAD;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.IALOAD;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.memory.DType;

/** Bytecode that reads the fields of a {@link LoopKernel}, and the names of its class. */
final class KernelFields {
    /** The kernel's class. */
    static final String BASE = Type.getInternalName(LoopKernel.class);

    /** The generated class that extends it. */
    static final String NAME = BASE + "Code";

    private KernelFields() {}

    /** The type of an array of numbers. */
    static String arrayType(DType dtype) {
        return dtype == DType.FLOAT64 ? "[D" : "[F";
    }

    /** An element of one of the kernel's arrays of objects. */
    static void object(MethodVisitor code, String field, int index, String type) {
        element(code, field, "[Ljava/lang/Object;", index, AALOAD);
        code.visitTypeInsn(CHECKCAST, type);
    }

    /** An offset or a stride. */
    static void integer(MethodVisitor code, String field, int index) {
        element(code, field, "[I", index, IALOAD);
    }

    static void literal(MethodVisitor code, int index) {
        element(code, "literals", "[D", index, DALOAD);
    }

    private static void element(MethodVisitor code, String field, String array, int index, int load) {
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, NAME, field, array);
        code.visitLdcInsn(index);
        code.visitInsn(load);
    }
}
