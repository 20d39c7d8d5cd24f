package org.palinode.autodiff.internal.plan.code;

import static org.objectweb.asm.Opcodes.D2F;
import static org.objectweb.asm.Opcodes.DADD;
import static org.objectweb.asm.Opcodes.DDIV;
import static org.objectweb.asm.Opcodes.DMUL;
import static org.objectweb.asm.Opcodes.DNEG;
import static org.objectweb.asm.Opcodes.DSUB;
import static org.objectweb.asm.Opcodes.F2D;
import static org.objectweb.asm.Opcodes.FADD;
import static org.objectweb.asm.Opcodes.FDIV;
import static org.objectweb.asm.Opcodes.FMUL;
import static org.objectweb.asm.Opcodes.FNEG;
import static org.objectweb.asm.Opcodes.FSUB;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;

import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.internal.kernel.function.ScalarFunctions;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Elementwise;

/** Bytecode of elementwise functions on single numbers: instructions where there are some, else calls. */
public final class ScalarCode {
    private static final String MATH = Type.getInternalName(Math.class);
    private static final String FUNCTIONS = Type.getInternalName(ScalarFunctions.class);

    /** Instructions for double and for float. */
    private static final Map<Elementwise, int[]> INSTRUCTIONS = Map.of(
            Elementwise.ADD, new int[] {DADD, FADD},
            Elementwise.SUBTRACT, new int[] {DSUB, FSUB},
            Elementwise.MULTIPLY, new int[] {DMUL, FMUL},
            Elementwise.DIVIDE, new int[] {DDIV, FDIV},
            Elementwise.NEGATE, new int[] {DNEG, FNEG});

    /** Methods of {@link Math} that there are for double and for float. */
    private static final Map<Elementwise, String> BOTH_TYPES = Map.of(
            Elementwise.MINIMUM, "min",
            Elementwise.MAXIMUM, "max",
            Elementwise.ABS, "abs",
            Elementwise.SIGN, "signum");

    /** Functions of ours that there are for double and for float. */
    private static final Map<Elementwise, String> OURS_OF_BOTH_TYPES = Map.of(
            Elementwise.STRONG_MULTIPLY, "strongMultiply",
            Elementwise.STRONG_DIVIDE, "strongDivide",
            Elementwise.STRONG_BOTH, "strongBoth",
            Elementwise.SHARE, "share",
            Elementwise.SPREAD, "spread",
            Elementwise.TANH_FROM, "tanhFrom",
            Elementwise.SECH_SQUARE_FROM, "sechSquareFrom");

    private static final Map<Elementwise, String> DOUBLE_ONLY =
            Map.of(Elementwise.POWER, "pow", Elementwise.SQRT, "sqrt");

    private static final Map<Elementwise, String> OURS = Map.ofEntries(
            Map.entry(Elementwise.LESS, "less"),
            Map.entry(Elementwise.LESS_EQUAL, "lessEqual"),
            Map.entry(Elementwise.GREATER, "greater"),
            Map.entry(Elementwise.GREATER_EQUAL, "greaterEqual"),
            Map.entry(Elementwise.EQUAL, "equal"),
            Map.entry(Elementwise.NOT_EQUAL, "notEqual"),
            Map.entry(Elementwise.WHERE, "where"),
            Map.entry(Elementwise.SIGMOID, "sigmoid"),
            Map.entry(Elementwise.SOFTPLUS, "softplus"),
            Map.entry(Elementwise.RELU, "relu"),
            Map.entry(Elementwise.EXP, "exp"),
            Map.entry(Elementwise.EXPM1, "expm1"),
            Map.entry(Elementwise.LOG, "log"),
            Map.entry(Elementwise.LOG1P, "log1p"),
            Map.entry(Elementwise.SIN, "sin"),
            Map.entry(Elementwise.COS, "cos"),
            Map.entry(Elementwise.TANH, "tanh"),
            Map.entry(Elementwise.ODD_EXPM1, "oddExpm1"),
            Map.entry(Elementwise.SECH_SQUARE, "sechSquare"),
            Map.entry(Elementwise.ERF, "erf"));

    private ScalarCode() {}

    /** Each operand goes through here when it is on the stack: most functions there are for double only. */
    public static void operand(MethodVisitor code, Elementwise function, DType dtype) {
        if (isConverted(function, dtype)) {
            code.visitInsn(F2D);
        }
    }

    /** The function of the operands on the stack. */
    public static void apply(MethodVisitor code, Elementwise function, DType dtype) {
        boolean single = dtype == DType.FLOAT32;
        if (INSTRUCTIONS.containsKey(function)) {
            code.visitInsn(INSTRUCTIONS.get(function)[single ? 1 : 0]);
        } else if (BOTH_TYPES.containsKey(function)) {
            call(code, MATH, BOTH_TYPES.get(function), single ? "F" : "D", function.arity());
        } else if (OURS_OF_BOTH_TYPES.containsKey(function)) {
            call(code, FUNCTIONS, OURS_OF_BOTH_TYPES.get(function), single ? "F" : "D", function.arity());
        } else if (DOUBLE_ONLY.containsKey(function)) {
            call(code, MATH, DOUBLE_ONLY.get(function), "D", function.arity());
        } else {
            call(code, FUNCTIONS, OURS.get(function), "D", function.arity());
        }
        if (isConverted(function, dtype)) {
            code.visitInsn(D2F);
        }
    }

    private static boolean isConverted(Elementwise function, DType dtype) {
        return dtype == DType.FLOAT32
                && !INSTRUCTIONS.containsKey(function)
                && !BOTH_TYPES.containsKey(function)
                && !OURS_OF_BOTH_TYPES.containsKey(function);
    }

    private static void call(MethodVisitor code, String owner, String name, String type, int arity) {
        code.visitMethodInsn(INVOKESTATIC, owner, name, "(" + type.repeat(arity) + ")" + type, false);
    }

    /** Leaves a literal on the stack. */
    public static void literal(MethodVisitor code, DType dtype, double value) {
        if (dtype == DType.FLOAT32) {
            code.visitLdcInsn((float) value);
        } else {
            code.visitLdcInsn(value);
        }
    }
}
