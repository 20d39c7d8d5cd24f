package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.internal.kernel.function.VectorFunctions;
import org.palinode.autodiff.internal.plan.loop.Phases.Application;

/** The class of a {@link LoopKernel}: a method for each phase, and {@code block}, which calls them and the functions between them. */
final class LoopCode {
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
        writer.visit(V17, ACC_PUBLIC | ACC_FINAL, KernelFields.NAME, null, KernelFields.BASE, null);
        constructor();
        MethodVisitor block = begin("block");
        for (int p = 0; p < phases.count(); p++) {
            block.visitVarInsn(ALOAD, 0);
            for (int argument = 1; argument <= 4; argument++) {
                block.visitVarInsn(ILOAD, argument);
            }
            block.visitMethodInsn(INVOKEVIRTUAL, KernelFields.NAME, "phase" + p, BLOCK, false);
            for (Application application : phases.functions(p)) {
                call(block, application);
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
        code.visitMethodInsn(INVOKESPECIAL, KernelFields.BASE, "<init>", MEMORY, false);
        end(code);
    }

    private void call(MethodVisitor code, Application application) {
        String array = KernelFields.arrayType(recipe.dtype());
        KernelFields.object(code, "arrays", application.first(), array);
        if (application.second() >= 0) {
            KernelFields.object(code, "arrays", application.second(), array);
        }
        PhaseLocals.width(code, PhaseLocals.R0);
        PhaseLocals.width(code, PhaseLocals.C0);
        code.visitInsn(IMUL);
        String owner = VectorFunctions.owner(application.function(), recipe.dtype());
        String type = "(" + array.repeat(application.function().arity()) + "I)V";
        code.visitMethodInsn(INVOKESTATIC, owner, "apply", type, false);
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
