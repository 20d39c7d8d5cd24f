package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.I2D;
import static org.objectweb.asm.Opcodes.I2F;
import static org.objectweb.asm.Opcodes.I2L;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.ICONST_2;
import static org.objectweb.asm.Opcodes.ICONST_3;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISHL;

import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.internal.kernel.function.LaneWriter;
import org.palinode.autodiff.internal.kernel.function.NumberFunction;
import org.palinode.autodiff.memory.DType;

/** Vectors of the length that the machine prefers. */
record VectorNumbers(DType dtype) implements Numbers {
    private static final String PACKAGE = "jdk/incubator/vector/";
    private static final String VECTOR = "L" + PACKAGE + "Vector;";
    private static final String MASK = "L" + PACKAGE + "VectorMask;";
    private static final String SPECIES = "L" + PACKAGE + "VectorSpecies;";
    private static final String OPERATORS = PACKAGE + "VectorOperators";
    private static final String ASSOCIATIVE = "L" + OPERATORS + "$Associative;";
    private static final String COMPARISON = "L" + OPERATORS + "$Comparison;";
    private static final String LANES = Type.getInternalName(VectorLanes.class);
    private static final String MEMORY = Type.getInternalName(VectorMemory.class);

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

    @Override
    public String memoryType() {
        return VectorMemory.TYPE;
    }

    /** Leaves an index in bytes. One by one: the JIT takes checks out of a loop where its variable is multiplied by itself. */
    private void bytes(MethodVisitor code, int index) {
        code.visitVarInsn(ILOAD, index);
        code.visitInsn(wide() ? ICONST_3 : ICONST_2);
        code.visitInsn(ISHL);
    }

    private void position(MethodVisitor code, int... index) {
        bytes(code, index[0]);
        for (int i = 1; i < index.length; i++) {
            bytes(code, index[i]);
            code.visitInsn(IADD);
        }
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
    public void apply(MethodVisitor code, NumberFunction function, int... operands) {
        function.lanes().write(new LaneWriter(code, dtype), operands);
    }

    @Override
    public void reduce(MethodVisitor code, NumberFunction function, int value) {
        code.visitVarInsn(ALOAD, value);
        code.visitFieldInsn(GETSTATIC, OPERATORS, function.laneReduction(), ASSOCIATIVE);
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "reduceLanes", "(" + ASSOCIATIVE + ")" + number(), false);
    }

    @Override
    public void select(MethodVisitor code, int mask, int yes, int no) {
        code.visitVarInsn(ALOAD, no);
        code.visitVarInsn(ALOAD, yes);
        code.visitVarInsn(ALOAD, mask);
        code.visitMethodInsn(INVOKEVIRTUAL, type(), "blend", "(" + VECTOR + MASK + ")" + self(), false);
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
