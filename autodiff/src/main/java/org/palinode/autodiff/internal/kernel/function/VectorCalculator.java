package org.palinode.autodiff.internal.kernel.function;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;

import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.memory.DType;

/**
 * Writes down a computation with vectors as bytecode: each operation becomes a call of the Vector API and leaves its result in a
 * local variable. Methods of our own in between would do the same, but the JIT compiler gives up inlining them in large
 * formulas, and then each vector between them costs an object; of the Vector API it inlines everything.
 */
public final class VectorCalculator {
    private static final String PACKAGE = "jdk/incubator/vector/";
    private static final String ANY = "L" + PACKAGE + "Vector;";
    private static final String MASK = "L" + PACKAGE + "VectorMask;";
    private static final String OPERATORS = PACKAGE + "VectorOperators";

    /** A vector of numbers in a local variable. */
    public record Value(int local) {}

    /** The bits of a vector's numbers, as integers of their size. */
    record Bits(int local) {}

    /** A choice of lanes. */
    public record Mask(int local) {}

    private final MethodVisitor code;
    private final boolean wide;
    private int next;

    /** {@code next} is the first free local variable. */
    VectorCalculator(MethodVisitor code, DType dtype, int next) {
        this.code = code;
        this.wide = dtype == DType.FLOAT64;
        this.next = next;
    }

    private String numbers() {
        return PACKAGE + (wide ? "DoubleVector" : "FloatVector");
    }

    private String integers() {
        return PACKAGE + (wide ? "LongVector" : "IntVector");
    }

    private int store() {
        code.visitVarInsn(ASTORE, next);
        return next++;
    }

    private void load(Value... values) {
        for (Value value : values) {
            code.visitVarInsn(ALOAD, value.local);
        }
    }

    private Value call(String name, String parameters) {
        code.visitMethodInsn(INVOKEVIRTUAL, numbers(), name, "(" + parameters + ")L" + numbers() + ";", false);
        return new Value(store());
    }

    private void number(double value) {
        if (wide) {
            code.visitLdcInsn(value);
        } else {
            code.visitLdcInsn((float) value);
        }
    }

    /** Takes the vector on the stack. */
    Value pop() {
        return new Value(store());
    }

    void push(Value value) {
        load(value);
    }

    Value constant(double value) {
        String species = "L" + PACKAGE + "VectorSpecies;";
        code.visitFieldInsn(GETSTATIC, numbers(), "SPECIES_PREFERRED", species);
        number(value);
        String type = "(" + species + (wide ? "D" : "F") + ")L" + numbers() + ";";
        code.visitMethodInsn(INVOKESTATIC, numbers(), "broadcast", type, false);
        return new Value(store());
    }

    /** a b + c, rounded once. */
    Value fma(Value a, Value b, Value c) {
        load(a, b, c);
        return call("fma", ANY + ANY);
    }

    Value fma(Value a, double b, Value c) {
        return fma(a, constant(b), c);
    }

    Value fma(Value a, Value b, double c) {
        return fma(a, b, constant(c));
    }

    private Value binary(String name, Value a, Value b) {
        load(a, b);
        return call(name, ANY);
    }

    Value add(Value a, Value b) {
        return binary("add", a, b);
    }

    Value add(Value a, double b) {
        return add(a, constant(b));
    }

    Value sub(Value a, Value b) {
        return binary("sub", a, b);
    }

    Value sub(Value a, double b) {
        return sub(a, constant(b));
    }

    Value mul(Value a, Value b) {
        return binary("mul", a, b);
    }

    Value mul(Value a, double b) {
        return mul(a, constant(b));
    }

    Value div(Value a, Value b) {
        return binary("div", a, b);
    }

    Value abs(Value a) {
        load(a);
        return call("abs", "");
    }

    Value neg(Value a) {
        load(a);
        return call("neg", "");
    }

    /** The lanes for which {@code comparison}, as {@code VectorOperators} names it, holds between a and b. */
    Mask compare(Value a, String comparison, double b) {
        Value limit = constant(b);
        load(a);
        String type = "L" + OPERATORS + "$Comparison;";
        code.visitFieldInsn(GETSTATIC, OPERATORS, comparison, type);
        load(limit);
        code.visitMethodInsn(INVOKEVIRTUAL, numbers(), "compare", "(" + type + ANY + ")" + MASK, false);
        return new Mask(store());
    }

    /** The lanes that are not in both. */
    Mask notBoth(Mask a, Mask b) {
        code.visitVarInsn(ALOAD, a.local);
        code.visitVarInsn(ALOAD, b.local);
        code.visitMethodInsn(INVOKEVIRTUAL, PACKAGE + "VectorMask", "and", "(" + MASK + ")" + MASK, false);
        code.visitMethodInsn(INVOKEVIRTUAL, PACKAGE + "VectorMask", "not", "()" + MASK, false);
        return new Mask(store());
    }

    /** {@code yes} in the lanes of the mask, {@code no} elsewhere. */
    Value select(Mask mask, Value yes, Value no) {
        load(no, yes);
        code.visitVarInsn(ALOAD, mask.local);
        return call("blend", ANY + MASK);
    }

    Value select(Mask mask, double yes, Value no) {
        return select(mask, constant(yes), no);
    }

    /** Leaves on the stack whether the mask has a lane. */
    void any(Mask mask) {
        code.visitVarInsn(ALOAD, mask.local);
        code.visitMethodInsn(INVOKEVIRTUAL, PACKAGE + "VectorMask", "anyTrue", "()Z", false);
    }

    Bits bits(Value a) {
        load(a);
        String name = wide ? "reinterpretAsLongs" : "reinterpretAsInts";
        code.visitMethodInsn(INVOKEVIRTUAL, numbers(), name, "()L" + integers() + ";", false);
        return new Bits(store());
    }

    Value number(Bits a) {
        code.visitVarInsn(ALOAD, a.local);
        String name = wide ? "reinterpretAsDoubles" : "reinterpretAsFloats";
        code.visitMethodInsn(INVOKEVIRTUAL, integers(), name, "()L" + numbers() + ";", false);
        return new Value(store());
    }

    private Bits integer(String name, Bits a, long b) {
        code.visitVarInsn(ALOAD, a.local);
        integer(b);
        return result(name, wide ? "J" : "I");
    }

    private void integer(long value) {
        if (wide) {
            code.visitLdcInsn(value);
        } else {
            code.visitLdcInsn((int) value);
        }
    }

    private Bits result(String name, String parameters) {
        code.visitMethodInsn(INVOKEVIRTUAL, integers(), name, "(" + parameters + ")L" + integers() + ";", false);
        return new Bits(store());
    }

    Bits and(Bits a, long b) {
        return integer("and", a, b);
    }

    Bits or(Bits a, long b) {
        return integer("or", a, b);
    }

    Bits add(Bits a, long b) {
        return integer("add", a, b);
    }

    Bits sub(Bits a, Bits b) {
        code.visitVarInsn(ALOAD, a.local);
        code.visitVarInsn(ALOAD, b.local);
        return result("sub", ANY);
    }

    Bits xor(Bits a, Bits b) {
        String type = operator(a, "XOR");
        code.visitVarInsn(ALOAD, b.local);
        return result("lanewise", type + ANY);
    }

    Bits shiftLeft(Bits a, int places) {
        String type = operator(a, "LSHL");
        integer(places);
        return result("lanewise", type + (wide ? "J" : "I"));
    }

    /** Fills up with zeros. */
    Bits shiftRight(Bits a, int places) {
        String type = operator(a, "LSHR");
        integer(places);
        return result("lanewise", type + (wide ? "J" : "I"));
    }

    private String operator(Bits a, String name) {
        String type = "L" + OPERATORS + "$Binary;";
        code.visitVarInsn(ALOAD, a.local);
        code.visitFieldInsn(GETSTATIC, OPERATORS, name, name.equals("XOR") ? "L" + OPERATORS + "$Associative;" : type);
        return type;
    }
}
