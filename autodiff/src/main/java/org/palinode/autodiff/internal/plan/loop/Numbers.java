package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ILOAD;

import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;

/**
 * Bytecode for the values of a loop: single numbers, or vectors of them. Operands are in local variables; an index is the sum of local variables,
 * 0 if none is given; results are left on the stack.
 */
interface Numbers {
    /** Numbers in a value. */
    int lanes();

    /** The instructions that load a value from a local variable and store it there. */
    int load();

    int store();

    /** Turns a single number on the stack into a value. */
    void splat(MethodVisitor code);

    /** The type to which a view of memory must be cast. */
    String memoryType();

    /** The value that begins at an index of a view. */
    void get(MethodVisitor code, int view, int... index);

    void put(MethodVisitor code, int value, int view, int... index);

    /** The value that begins at an index of an array. */
    void getArray(MethodVisitor code, int array, int... index);

    void putArray(MethodVisitor code, int value, int array, int... index);

    /** The function of the operands. */
    void apply(MethodVisitor code, NumberFunction function, int... operands);

    /** Combines the lanes of a value by {@link NumberFunction#laneReduction} to a single number. */
    void reduce(MethodVisitor code, NumberFunction function, int value);

    /** {@code yes} in the lanes that the mask selects, {@code no} elsewhere. */
    void select(MethodVisitor code, int mask, int yes, int no);

    /** The mask of the lanes from number {@code first}, an int, on. */
    void mask(MethodVisitor code, int first);

    /** Leaves the sum of these local variables. */
    static void index(MethodVisitor code, int... index) {
        if (index.length == 0) {
            code.visitInsn(ICONST_0);
            return;
        }
        code.visitVarInsn(ILOAD, index[0]);
        for (int i = 1; i < index.length; i++) {
            code.visitVarInsn(ILOAD, index[i]);
            code.visitInsn(IADD);
        }
    }
}
