package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.AALOAD;
import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISUB;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.internal.kernel.function.ArrayFunctions;
import org.palinode.autodiff.internal.kernel.function.VectorFunctions;
import org.palinode.autodiff.internal.plan.loop.Phases.BlockFunction;
import org.palinode.autodiff.memory.DType;

/** The class of a {@link LoopKernel}: a method for each phase, and {@code block}, which calls them and the functions between them. */
final class LoopCode {
    static final String BASE = Type.getInternalName(LoopKernel.class);
    static final String NAME = BASE + "Code";

    /** (r0, r1, c0, c1). */
    private static final String BLOCK = "(IIII)V";

    private static final String MEMORY = "(" + Type.getDescriptor(LoopMemory.class) + ")V";

    private final Recipe recipe;
    private final Phases phases;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
        /** Without loading classes: nothing here depends on more. */
        @Override
        protected String getCommonSuperClass(String a, String b) {
            return "java/lang/Object";
        }
    };

    LoopCode(Recipe recipe) {
        this.recipe = recipe;
        phases = new Phases(recipe);
    }

    byte[] generate() {
        writer.visit(V17, ACC_PUBLIC | ACC_FINAL, NAME, null, BASE, null);
        constructor();
        MethodVisitor block = begin("block");
        for (int p = 0; p < phases.count(); p++) {
            block.visitVarInsn(ALOAD, 0);
            for (int argument = 1; argument <= 4; argument++) {
                block.visitVarInsn(ILOAD, argument);
            }
            block.visitMethodInsn(INVOKEVIRTUAL, NAME, "phase" + p, BLOCK, false);
            for (BlockFunction function : phases.functions(p)) {
                call(block, function);
            }
            MethodVisitor phase = begin("phase" + p);
            new PhaseCode(phase, recipe, phases, p).write();
            end(phase);
        }
        end(block);
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void constructor() {
        MethodVisitor code = writer.visitMethod(0, "<init>", MEMORY, null, null);
        code.visitCode();
        code.visitVarInsn(ALOAD, 0);
        code.visitVarInsn(ALOAD, 1);
        code.visitMethodInsn(INVOKESPECIAL, BASE, "<init>", MEMORY, false);
        end(code);
    }

    private void call(MethodVisitor code, BlockFunction function) {
        String array = recipe.dtype() == DType.FLOAT64 ? "[D" : "[F";
        element(code, "arrays", function.first(), array);
        if (function.second() >= 0) {
            element(code, "arrays", function.second(), array);
        }
        width(code, 1);
        width(code, 3);
        code.visitInsn(IMUL);
        String type = "(" + array.repeat(function.second() >= 0 ? 2 : 1) + "I)V";
        if (function.second() >= 0) {
            code.visitMethodInsn(
                    INVOKESTATIC, Type.getInternalName(ArrayFunctions.class), function.name(), type, false);
        } else {
            String owner = VectorFunctions.owner(function.name(), recipe.dtype());
            code.visitMethodInsn(INVOKESTATIC, owner, "apply", type, false);
        }
    }

    /** Argument {@code from + 1} − argument {@code from}. */
    static void width(MethodVisitor code, int from) {
        code.visitVarInsn(ILOAD, from + 1);
        code.visitVarInsn(ILOAD, from);
        code.visitInsn(ISUB);
    }

    /** An element of one of the arrays of objects of {@link LoopKernel}. */
    static void element(MethodVisitor code, String field, int index, String type) {
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, NAME, field, "[Ljava/lang/Object;");
        code.visitLdcInsn(index);
        code.visitInsn(AALOAD);
        code.visitTypeInsn(CHECKCAST, type);
    }

    private MethodVisitor begin(String name) {
        MethodVisitor code = writer.visitMethod(ACC_PUBLIC | ACC_FINAL, name, BLOCK, null, null);
        code.visitCode();
        return code;
    }

    private static void end(MethodVisitor code) {
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }
}
