package org.palinode.autodiff.plan.loop;

import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.tensor.Elementwise;

/** Bytecode for the values of a loop: single numbers, or vectors of them. Operands are code that leaves one value on the stack. */
interface Numbers {
    /** Numbers in a value. */
    int lanes();

    /** The instructions that load a value from a local variable and store it there. */
    int load();

    int store();

    /** Turns a single number into a value. */
    void splat(MethodVisitor code);

    /** What a view of memory must be cast to. */
    String memoryType();

    /** The value that begins at an index of a view in a local variable. */
    void get(MethodVisitor code, int view, Runnable index);

    void put(MethodVisitor code, int view, Runnable index, Runnable value);

    /** The value that begins at an index of an array in a local variable. */
    void getArray(MethodVisitor code, int array, Runnable index);

    void putArray(MethodVisitor code, int array, Runnable index, Runnable value);

    /** The function of the operands. */
    void apply(MethodVisitor code, Elementwise function, Runnable... operands);

    /** {@code yes} in the lanes that the mask in a local variable selects, {@code no} elsewhere. */
    void select(MethodVisitor code, int mask, Runnable yes, Runnable no);

    /** The mask of the lanes from number {@code first}, an int, on. */
    void mask(MethodVisitor code, Runnable first);
}
