package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.I2D;
import static org.objectweb.asm.Opcodes.I2F;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.ICONST_2;
import static org.objectweb.asm.Opcodes.ICONST_3;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISHL;

import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Elementwise;

/** Vectors of the length that the machine prefers. */
record VectorNumbers(DType dtype) implements Numbers {
    private static final String PACKAGE = "jdk/incubator/vector/";
    private static final String VECTOR = "L" + PACKAGE + "Vector;";
    private static final String MASK = "L" + PACKAGE + "VectorMask;";
    private static final String SPECIES = "L" + PACKAGE + "VectorSpecies;";
    private static final String OPERATORS = PACKAGE + "VectorOperators";
    private static final String COMPARISON = "L" + OPERATORS + "$Comparison;";
    private static final String LANES = Type.getInternalName(VectorLanes.class);
    private static final String MEMORY = Type.getInternalName(VectorMemory.class);

    private static final Map<Elementwise, String> BINARY = Map.of(
            Elementwise.ADD, "add",
            Elementwise.SUBTRACT, "sub",
            Elementwise.MULTIPLY, "mul",
            Elementwise.DIVIDE, "div",
            Elementwise.MINIMUM, "min",
            Elementwise.MAXIMUM, "max");

    /** Products and quotients with what they are where nothing is 0. */
    private static final Map<Elementwise, Elementwise> STRONG = Map.of(
            Elementwise.STRONG_MULTIPLY, Elementwise.MULTIPLY,
            Elementwise.STRONG_DIVIDE, Elementwise.DIVIDE,
            Elementwise.STRONG_BOTH, Elementwise.MULTIPLY);

    private static final Map<Elementwise, String> UNARY =
            Map.of(Elementwise.NEGATE, "neg", Elementwise.ABS, "abs", Elementwise.SQRT, "sqrt");

    private static final Map<Elementwise, String> COMPARISONS = Map.of(
            Elementwise.LESS, "LT",
            Elementwise.LESS_EQUAL, "LE",
            Elementwise.GREATER, "GT",
            Elementwise.GREATER_EQUAL, "GE",
            Elementwise.EQUAL, "EQ",
            Elementwise.NOT_EQUAL, "NE");

    private boolean wide() {
        return dtype == DType.FLOAT64;
    }

    private String type() {
        return PACKAGE + (wide() ? "DoubleVector" : "FloatVector");
    }

    private String number() {
        return wide() ? "D" : "F";
    }

    private String self() {
        return "L" + type() + ";";
    }

    @Override
    public int lanes() {
        return VectorLanes.count(dtype);
    }

    @Override
    public int load() {
        return ALOAD;
    }

    @Override
    public int store() {
        return ASTORE;
    }

    private void species(MethodVisitor code) {
        code.visitFieldInsn(GETSTATIC, type(), "SPECIES_PREFERRED", SPECIES);
    }

    @Override
    public void splat(MethodVisitor code) {
        code.visitMethodInsn(INVOKESTATIC, LANES, "splat", "(" + number() + ")" + self(), false);
    }

    private void constant(MethodVisitor code, double value) {
        species(code);
        if (wide()) {
            code.visitLdcInsn(value);
        } else {
            code.visitLdcInsn((float) value);
        }
        code.visitMethodInsn(INVOKESTATIC, type(), "broadcast", "(" + SPECIES + number() + ")" + self(), false);
    }

    @Override
    public String memoryType() {
        return VectorMemory.TYPE;
    }

    private void position(MethodVisitor code, int... index) {
        Numbers.index(code, index);
        code.visitInsn(wide() ? ICONST_3 : ICONST_2);
        code.visitInsn(ISHL);
        if (VectorMemory.SEGMENTS) {
            code.visitInsn(I2L);
        }
        code.visitFieldInsn(GETSTATIC, MEMORY, "ORDER", "Ljava/nio/ByteOrder;");
    }

    @Override
    public void get(MethodVisitor code, int view, int... index) {
        species(code);
        code.visitVarInsn(ALOAD, view);
        position(code, index);
        String name = VectorMemory.SEGMENTS ? "fromMemorySegment" : "fromByteBuffer";
        code.visitMethodInsn(
                INVOKESTATIC, type(), name, "(" + SPECIES + VectorMemory.TYPE_AND_ORDER + ")" + self(), false);
    }

    @Override
    public void put(MethodVisitor code, int value, int view, int... index) {
        code.visitVarInsn(ALOAD, value);
        code.visitVarInsn(ALOAD, view);
        position(code, index);
        String name = VectorMemory.SEGMENTS ? "intoMemorySegment" : "intoByteBuffer";
        code.visitMethodInsn(INVOKEVIRTUAL, type(), name, "(" + VectorMemory.TYPE_AND_ORDER + ")V", false);
    }

    @Override
    public void getArray(MethodVisitor code, int array, int... index) {
        species(code);
        code.visitVarInsn(ALOAD, array);
        Numbers.index(code, index);
        code.visitMethodInsn(INVOKESTATIC, type(), "fromArray", "(" + SPECIES + "[" + number() + "I)" + self(), false);
    }

    @Override
    public void putArray(MethodVisitor code, int value, int array, int... index) {
        code.visitVarInsn(ALOAD, value);
        code.visitVarInsn(ALOAD, array);
        Numbers.index(code, index);
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "intoArray", "([" + number() + "I)V", false);
    }

    @Override
    public void apply(MethodVisitor code, Elementwise function, int... operands) {
        if (BINARY.containsKey(function)) {
            code.visitVarInsn(ALOAD, operands[0]);
            code.visitVarInsn(ALOAD, operands[1]);
            code.visitMethodInsn(INVOKEVIRTUAL, type(), BINARY.get(function), "(" + VECTOR + ")" + self(), false);
        } else if (UNARY.containsKey(function)) {
            code.visitVarInsn(ALOAD, operands[0]);
            code.visitMethodInsn(INVOKEVIRTUAL, type(), UNARY.get(function), "()" + self(), false);
        } else if (COMPARISONS.containsKey(function)) {
            constant(code, 0);
            constant(code, 1);
            comparison(code, operands[0], COMPARISONS.get(function));
            code.visitVarInsn(ALOAD, operands[1]);
            blendWhereItHolds(code);
        } else if (STRONG.containsKey(function)) {
            strong(code, function, operands[0], operands[1]);
        } else {
            choose(code, function, operands);
        }
    }

    /** A product or quotient, but zeros where the first operand, or one of both, is 0. */
    private void strong(MethodVisitor code, Elementwise function, int a, int b) {
        apply(code, STRONG.get(function), a, b);
        if (function == Elementwise.STRONG_BOTH) {
            constant(code, 0);
            blendByZero(code, a, "EQ");
            constant(code, 0);
            blendByZero(code, b, "EQ");
        } else {
            code.visitVarInsn(ALOAD, a);
            blendByZero(code, a, "EQ");
        }
    }

    /** Functions of which each lane is one of several. */
    private void choose(MethodVisitor code, Elementwise function, int... operands) {
        if (function == Elementwise.WHERE) {
            code.visitVarInsn(ALOAD, operands[2]);
            code.visitVarInsn(ALOAD, operands[1]);
            blendByZero(code, operands[0], "NE");
        } else if (function == Elementwise.RELU) {
            code.visitVarInsn(ALOAD, operands[0]);
            constant(code, 0);
            blendByZero(code, operands[0], "LE");
        } else if (function == Elementwise.SHARE) {
            share(code, operands[0], operands[1], operands[2]);
        } else if (function == Elementwise.SPREAD) {
            spread(code, operands[0], operands[1], operands[2]);
        } else if (function == Elementwise.TANH_FROM) {
            tanhFrom(code, operands[0]);
        } else if (function == Elementwise.SECH_SQUARE_FROM) {
            sechSquareFrom(code, operands[0]);
        } else if (function == Elementwise.SIGN) {
            code.visitVarInsn(ALOAD, operands[0]);
            constant(code, 1);
            blendByZero(code, operands[0], "GT");
            constant(code, -1);
            blendByZero(code, operands[0], "LT");
        } else {
            throw new IllegalStateException("no vector code for " + function);
        }
    }

    private void tanhFrom(MethodVisitor code, int t) {
        code.visitVarInsn(ALOAD, t);
        sizeAnd(code, t, 2);
        binary(code, "div");
        constant(code, 1);
        where(code, t, "EQ", Double.POSITIVE_INFINITY);
        constant(code, -1);
        where(code, t, "EQ", Double.NEGATIVE_INFINITY);
    }

    private void sechSquareFrom(MethodVisitor code, int t) {
        constant(code, 4);
        sizeAnd(code, t, 2);
        binary(code, "div");
        code.visitInsn(DUP);
        sizeAnd(code, t, 1);
        binary(code, "mul");
        constant(code, 0.25);
        binary(code, "mul");
        binary(code, "mul");
        constant(code, 0);
        where(code, t, "EQ", Double.POSITIVE_INFINITY);
        constant(code, 0);
        where(code, t, "EQ", Double.NEGATIVE_INFINITY);
    }

    /** |value| + more. */
    private void sizeAnd(MethodVisitor code, int value, double more) {
        apply(code, Elementwise.ABS, value);
        constant(code, more);
        binary(code, "add");
    }

    private void binary(MethodVisitor code, String name) {
        code.visitMethodInsn(INVOKEVIRTUAL, type(), name, "(" + VECTOR + ")" + self(), false);
    }

    /** Of the two values on the stack the upper one where {@code value} compares so with a number. */
    private void where(MethodVisitor code, int value, String comparison, double number) {
        comparison(code, value, comparison);
        constant(code, number);
        blendWhereItHolds(code);
    }

    private void share(MethodVisitor code, int bar, int x, int other) {
        constant(code, 0);
        constant(code, 0.5);
        code.visitVarInsn(ALOAD, bar);
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "mul", "(" + VECTOR + ")" + self(), false);
        comparison(code, x, "EQ");
        code.visitVarInsn(ALOAD, other);
        blendWhereItHolds(code);
        code.visitVarInsn(ALOAD, bar);
        comparison(code, x, "GT");
        code.visitVarInsn(ALOAD, other);
        blendWhereItHolds(code);
    }

    private void spread(MethodVisitor code, int bar, int x, int norm) {
        code.visitVarInsn(ALOAD, bar);
        apply(code, Elementwise.DIVIDE, x, norm);
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "mul", "(" + VECTOR + ")" + self(), false);
        code.visitVarInsn(ALOAD, bar);
        blendByZero(code, bar, "EQ");
        constant(code, 0);
        blendByZero(code, norm, "EQ");
    }

    /** Of the two values on the stack the upper one where {@code value} compares so with 0. */
    private void blendByZero(MethodVisitor code, int value, String comparison) {
        comparison(code, value, comparison);
        constant(code, 0);
        blendWhereItHolds(code);
    }

    private void comparison(MethodVisitor code, int value, String comparison) {
        code.visitVarInsn(ALOAD, value);
        code.visitFieldInsn(GETSTATIC, OPERATORS, comparison, COMPARISON);
    }

    /** Takes value, comparison and the value to compare with. */
    private void blendWhereItHolds(MethodVisitor code) {
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "compare", "(" + COMPARISON + VECTOR + ")" + MASK, false);
        blend(code);
    }

    private void blend(MethodVisitor code) {
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "blend", "(" + VECTOR + MASK + ")" + self(), false);
    }

    @Override
    public void select(MethodVisitor code, int mask, int yes, int no) {
        code.visitVarInsn(ALOAD, no);
        code.visitVarInsn(ALOAD, yes);
        code.visitVarInsn(ALOAD, mask);
        blend(code);
    }

    /** Written out, because a method of ours may not be inlined in a large loop, and costs an object then. */
    @Override
    public void mask(MethodVisitor code, int first) {
        species(code);
        code.visitMethodInsn(INVOKESTATIC, type(), "zero", "(" + SPECIES + ")" + self(), false);
        code.visitInsn(ICONST_1);
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "addIndex", "(I)" + self(), false);
        code.visitFieldInsn(GETSTATIC, OPERATORS, "GE", COMPARISON);
        code.visitVarInsn(ILOAD, first);
        code.visitInsn(wide() ? I2D : I2F);
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "compare", "(" + COMPARISON + number() + ")" + MASK, false);
    }
}
