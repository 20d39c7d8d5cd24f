package org.palinode.autodiff.internal.kernel.function;

import static org.objectweb.asm.Opcodes.D2F;
import static org.objectweb.asm.Opcodes.F2D;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;

import java.util.Objects;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.memory.DType;

/**
 * Bytecode that applies a function to single numbers on the stack: an instruction, or the call of a static method. A function that there is for
 * double only is applied to floats by way of double.
 *
 * @param doubles the instruction for double; 0 if a method is called
 * @param floats the instruction for float
 * @param owner the class of the method, by its internal name
 * @param method its name; its parameters and its result are all double, or all float
 * @param forFloat whether there is one for float
 */
public record ScalarCall(int doubles, int floats, String owner, String method, boolean forFloat) {
    public ScalarCall {
        if (doubles == 0) {
            Objects.requireNonNull(method, "a function needs an instruction or a method, got neither");
        }
    }

    /** An instruction for double and one for float. */
    public static ScalarCall instruction(int doubles, int floats) {
        return new ScalarCall(doubles, floats, null, null, true);
    }

    /** A method of {@link Math} that there is for double only. */
    public static ScalarCall math(String method) {
        return new ScalarCall(0, 0, Type.getInternalName(Math.class), method, false);
    }

    /** A method of {@link Math} that there is for double and for float. */
    public static ScalarCall mathOfBoth(String method) {
        return new ScalarCall(0, 0, Type.getInternalName(Math.class), method, true);
    }

    /** A method of {@link ScalarFunctions} that there is for double only. */
    public static ScalarCall ours(String method) {
        return new ScalarCall(0, 0, Type.getInternalName(ScalarFunctions.class), method, false);
    }

    /** A method of {@link ScalarFunctions} that there is for double and for float. */
    public static ScalarCall oursOfBoth(String method) {
        return new ScalarCall(0, 0, Type.getInternalName(ScalarFunctions.class), method, true);
    }

    /** To be written behind each operand. */
    public void operand(MethodVisitor code, DType dtype) {
        if (isConverted(dtype)) {
            code.visitInsn(F2D);
        }
    }

    /** To be written behind all {@code arity} operands. */
    public void apply(MethodVisitor code, DType dtype, int arity) {
        boolean single = dtype == DType.FLOAT32;
        if (doubles != 0) {
            code.visitInsn(single ? floats : doubles);
            return;
        }
        String number = single && forFloat ? "F" : "D";
        code.visitMethodInsn(INVOKESTATIC, owner, method, "(" + number.repeat(arity) + ")" + number, false);
        if (isConverted(dtype)) {
            code.visitInsn(D2F);
        }
    }

    private boolean isConverted(DType dtype) {
        return dtype == DType.FLOAT32 && !forFloat;
    }
}
