package org.palinode.autodiff.plan.loop;

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
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.plan.code.NumberBuffers;
import org.palinode.autodiff.plan.code.ScalarCode;
import org.palinode.autodiff.tensor.Elementwise;

/** One number at a time. */
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
    public void get(MethodVisitor code, int view, Runnable index) {
        NumberBuffers.get(code, dtype, view, index);
    }

    @Override
    public void put(MethodVisitor code, int view, Runnable index, Runnable value) {
        NumberBuffers.put(code, dtype, view, index, value);
    }

    @Override
    public void getArray(MethodVisitor code, int array, Runnable index) {
        code.visitVarInsn(ALOAD, array);
        index.run();
        code.visitInsn(single() ? FALOAD : DALOAD);
    }

    @Override
    public void putArray(MethodVisitor code, int array, Runnable index, Runnable value) {
        code.visitVarInsn(ALOAD, array);
        index.run();
        value.run();
        code.visitInsn(single() ? FASTORE : DASTORE);
    }

    @Override
    public void apply(MethodVisitor code, Elementwise function, Runnable... operands) {
        ScalarCode.apply(code, function, dtype, operands);
    }

    @Override
    public void select(MethodVisitor code, int mask, Runnable yes, Runnable no) {
        yes.run();
    }

    @Override
    public void mask(MethodVisitor code, Runnable first) {
        throw new IllegalStateException("single numbers need no mask");
    }
}
