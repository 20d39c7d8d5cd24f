package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.DALOAD;
import static org.objectweb.asm.Opcodes.DASTORE;
import static org.objectweb.asm.Opcodes.DLOAD;
import static org.objectweb.asm.Opcodes.DSTORE;
import static org.objectweb.asm.Opcodes.FALOAD;
import static org.objectweb.asm.Opcodes.FASTORE;
import static org.objectweb.asm.Opcodes.FLOAD;
import static org.objectweb.asm.Opcodes.FSTORE;

import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.internal.plan.code.NumberBuffers;
import org.palinode.autodiff.memory.DType;

/** Code for one number at a time. */
record ScalarNumbers(DType dtype) implements Numbers {
    private boolean single() {
        return dtype == DType.FLOAT32;
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public int load() {
        return single() ? FLOAD : DLOAD;
    }

    @Override
    public int store() {
        return single() ? FSTORE : DSTORE;
    }

    @Override
    public void splat(MethodVisitor code) {}

    @Override
    public String memoryType() {
        return NumberBuffers.type(dtype);
    }

    @Override
    public void get(MethodVisitor code, int view, int... index) {
        code.visitVarInsn(ALOAD, view);
        Numbers.index(code, index);
        NumberBuffers.get(code, dtype);
    }

    @Override
    public void put(MethodVisitor code, int value, int view, int... index) {
        code.visitVarInsn(ALOAD, view);
        Numbers.index(code, index);
        code.visitVarInsn(load(), value);
        NumberBuffers.put(code, dtype);
    }

    @Override
    public void getArray(MethodVisitor code, int array, int... index) {
        code.visitVarInsn(ALOAD, array);
        Numbers.index(code, index);
        code.visitInsn(single() ? FALOAD : DALOAD);
    }

    @Override
    public void putArray(MethodVisitor code, int value, int array, int... index) {
        code.visitVarInsn(ALOAD, array);
        Numbers.index(code, index);
        code.visitVarInsn(load(), value);
        code.visitInsn(single() ? FASTORE : DASTORE);
    }

    @Override
    public void apply(MethodVisitor code, NumberFunction function, int... operands) {
        for (int operand : operands) {
            code.visitVarInsn(load(), operand);
            function.scalar().operand(code, dtype);
        }
        function.scalar().apply(code, dtype, function.arity());
    }

    @Override
    public void reduce(MethodVisitor code, NumberFunction function, int value) {
        code.visitVarInsn(load(), value);
    }

    @Override
    public void select(MethodVisitor code, int mask, int yes, int no) {
        code.visitVarInsn(load(), yes);
    }

    @Override
    public void mask(MethodVisitor code, int first) {
        throw new IllegalStateException("single numbers need no mask");
    }
}
