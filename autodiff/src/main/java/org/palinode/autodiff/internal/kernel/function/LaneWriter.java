package org.palinode.autodiff.internal.kernel.function;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.memory.DType;

/** Calls of the Vector API on vectors on the stack; arguments of type int are local variables that hold vectors. */
public final class LaneWriter {
    private static final String PACKAGE = "jdk/incubator/vector/";
    private static final String VECTOR = "L" + PACKAGE + "Vector;";
    private static final String MASK = "L" + PACKAGE + "VectorMask;";
    private static final String SPECIES = "L" + PACKAGE + "VectorSpecies;";
    private static final String OPERATORS = PACKAGE + "VectorOperators";
    private static final String COMPARISON = "L" + OPERATORS + "$Comparison;";

    private final MethodVisitor code;
    private final boolean wide;
    private final String type;

    public LaneWriter(MethodVisitor code, DType dtype) {
        this.code = code;
        wide = dtype == DType.FLOAT64;
        type = PACKAGE + (wide ? "DoubleVector" : "FloatVector");
    }

    public void load(int vector) {
        code.visitVarInsn(ALOAD, vector);
    }

    /** The vector on the stack once more. */
    public void duplicate() {
        code.visitInsn(DUP);
    }

    /** The same number in all lanes. */
    public void constant(double value) {
        code.visitFieldInsn(GETSTATIC, type, "SPECIES_PREFERRED", SPECIES);
        if (wide) {
            code.visitLdcInsn(value);
        } else {
            code.visitLdcInsn((float) value);
        }
        String number = wide ? "D" : "F";
        code.visitMethodInsn(INVOKESTATIC, type, "broadcast", "(" + SPECIES + number + ")L" + type + ";", false);
    }

    /** A method of one vector, or of two. */
    public void call(String name, int... vectors) {
        for (int vector : vectors) {
            load(vector);
        }
        call(name, vectors.length);
    }

    /** A method of the two upper vectors on the stack. */
    public void combine(String name) {
        call(name, 2);
    }

    private void call(String name, int arity) {
        String parameters = arity == 2 ? VECTOR : "";
        code.visitMethodInsn(INVOKEVIRTUAL, type, name, "(" + parameters + ")L" + type + ";", false);
    }

    /** Of the two vectors on the stack the upper one where {@code a} compares so with {@code b}. */
    public void blendWherePair(int a, String comparison, int b) {
        compare(a, comparison);
        load(b);
        blend();
    }

    /** Of the two vectors on the stack the upper one where {@code a} compares so with a number. */
    public void blendWhere(int a, String comparison, double number) {
        compare(a, comparison);
        constant(number);
        blend();
    }

    private void compare(int a, String comparison) {
        load(a);
        code.visitFieldInsn(GETSTATIC, OPERATORS, comparison, COMPARISON);
    }

    private void blend() {
        code.visitMethodInsn(INVOKEVIRTUAL, type, "compare", "(" + COMPARISON + VECTOR + ")" + MASK, false);
        code.visitMethodInsn(INVOKEVIRTUAL, type, "blend", "(" + VECTOR + MASK + ")L" + type + ";", false);
    }
}
