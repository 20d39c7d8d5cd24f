package org.palinode.autodiff.internal.kernel.function;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.DALOAD;
import static org.objectweb.asm.Opcodes.DASTORE;
import static org.objectweb.asm.Opcodes.DUP2;
import static org.objectweb.asm.Opcodes.FALOAD;
import static org.objectweb.asm.Opcodes.FASTORE;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.IFNE;
import static org.objectweb.asm.Opcodes.IF_ICMPGE;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Mask;
import org.palinode.autodiff.internal.kernel.function.VectorCalculator.Value;
import org.palinode.autodiff.memory.DType;

/**
 * Classes with a method {@code static void apply(double[] x, int count)}, or of float[], that applies a function to an array in place, by
 * the Vector API where the function has a formula; {@code apply(double[] x, double[] y, int count)} for one of two numbers. The array is
 * read and written up to the next multiple of a vector's length: it must be that long. Each class is made when it is first asked for.
 * To be used only where the module {@code jdk.incubator.vector} is there.
 */
public final class VectorFunctions {
    private static final String VECTORS = "jdk/incubator/vector/";
    private static final String SPECIES = "L" + VECTORS + "VectorSpecies;";
    private static final Map<String, Boolean> DEFINED = new ConcurrentHashMap<>();

    private static final int ARRAY = 0;
    private static final int COUNT = 1;
    private static final int INDEX = 2;

    private final NumberFunction function;
    private final String owner;
    private final DType dtype;
    private final int lanes;
    private final String vector;
    private final String array;

    private VectorFunctions(NumberFunction function, String owner, DType dtype) {
        this.function = function;
        this.owner = owner;
        this.dtype = dtype;
        boolean wide = dtype == DType.FLOAT64;
        lanes = wide ? DoubleVector.SPECIES_PREFERRED.length() : FloatVector.SPECIES_PREFERRED.length();
        vector = VECTORS + (wide ? "DoubleVector" : "FloatVector");
        array = wide ? "[D" : "[F";
    }

    /** The internal name of the class for a function. */
    public static String owner(NumberFunction function, DType dtype) {
        if (function.arity() > 2) {
            throw new IllegalStateException(function.name() + " takes " + function.arity()
                    + " numbers, of which blocks have two at most: it needs lanes()");
        }
        String method = function.scalar().method();
        String owner = Type.getInternalName(VectorFunctions.class) + "$" + method + "$" + dtype;
        DEFINED.computeIfAbsent(owner, key -> {
            try {
                MethodHandles.lookup().defineClass(new VectorFunctions(function, owner, dtype).code());
                return true;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        });
        return owner;
    }

    private byte[] code() {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object";
            }
        };
        writer.visit(V17, ACC_PUBLIC | ACC_FINAL, owner, null, "java/lang/Object", null);
        if (function instanceof VectorFormula formula) {
            method(writer, "apply", 1, code -> loop(code, formula));
            method(writer, "oneByOne", 1, this::oneByOne);
        } else {
            method(writer, "apply", function.arity(), this::plainLoop);
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void method(ClassWriter writer, String name, int arrays, Consumer<MethodVisitor> body) {
        String type = "(" + array.repeat(arrays) + "I)V";
        MethodVisitor code = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, name, type, null, null);
        code.visitCode();
        body.accept(code);
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void loop(MethodVisitor code, VectorFormula formula) {
        Label test = new Label();
        Label end = new Label();
        code.visitVarInsn(ALOAD, ARRAY);
        code.visitVarInsn(ILOAD, COUNT);
        code.visitLdcInsn(lanes);
        String arrays = Type.getInternalName(ArrayFunctions.class);
        code.visitMethodInsn(INVOKESTATIC, arrays, "fill", "(" + array + "II)V", false);
        code.visitInsn(ICONST_0);
        code.visitVarInsn(ISTORE, INDEX);
        code.visitLabel(test);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitVarInsn(ILOAD, COUNT);
        code.visitJumpInsn(IF_ICMPGE, end);
        body(code, formula);
        code.visitIincInsn(INDEX, lanes);
        code.visitJumpInsn(GOTO, test);
        code.visitLabel(end);
    }

    private void body(MethodVisitor code, VectorFormula formula) {
        VectorCalculator calculator = new VectorCalculator(code, dtype, INDEX + 1);
        VectorFormulas formulas = new VectorFormulas(calculator, dtype);
        code.visitFieldInsn(GETSTATIC, vector, "SPECIES_PREFERRED", SPECIES);
        code.visitVarInsn(ALOAD, ARRAY);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitMethodInsn(INVOKESTATIC, vector, "fromArray", "(" + SPECIES + array + "I)L" + vector + ";", false);
        Value x = calculator.pop();
        Label slow = new Label();
        Label next = new Label();
        Mask outside = formula.outside(formulas, x);
        if (outside != null) {
            calculator.any(outside);
            code.visitJumpInsn(IFNE, slow);
        }
        calculator.push(formula.formula(formulas, x));
        code.visitVarInsn(ALOAD, ARRAY);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitMethodInsn(INVOKEVIRTUAL, vector, "intoArray", "(" + array + "I)V", false);
        if (outside != null) {
            code.visitJumpInsn(GOTO, next);
            code.visitLabel(slow);
            code.visitVarInsn(ALOAD, ARRAY);
            code.visitVarInsn(ILOAD, INDEX);
            code.visitMethodInsn(INVOKESTATIC, owner, "oneByOne", "(" + array + "I)V", false);
            code.visitLabel(next);
        }
    }

    /** The numbers of one vector by the scalar function: a method of its own, so that the loop stays small. */
    private void oneByOne(MethodVisitor code) {
        for (int lane = 0; lane < lanes; lane++) {
            code.visitVarInsn(ALOAD, ARRAY);
            code.visitVarInsn(ILOAD, COUNT);
            code.visitLdcInsn(lane);
            code.visitInsn(IADD);
            code.visitInsn(DUP2);
            operand(code);
            applyScalar(code);
        }
    }

    /** All numbers by the scalar function, into the first array. */
    private void plainLoop(MethodVisitor code) {
        int count = function.arity();
        int index = count + 1;
        Label test = new Label();
        Label end = new Label();
        code.visitInsn(ICONST_0);
        code.visitVarInsn(ISTORE, index);
        code.visitLabel(test);
        code.visitVarInsn(ILOAD, index);
        code.visitVarInsn(ILOAD, count);
        code.visitJumpInsn(IF_ICMPGE, end);
        code.visitVarInsn(ALOAD, 0);
        code.visitVarInsn(ILOAD, index);
        for (int operand = 0; operand < function.arity(); operand++) {
            code.visitVarInsn(ALOAD, operand);
            code.visitVarInsn(ILOAD, index);
            operand(code);
        }
        applyScalar(code);
        code.visitIincInsn(index, 1);
        code.visitJumpInsn(GOTO, test);
        code.visitLabel(end);
    }

    /** The number of an array and an index. */
    private void operand(MethodVisitor code) {
        code.visitInsn(dtype == DType.FLOAT64 ? DALOAD : FALOAD);
        function.scalar().operand(code, dtype);
    }

    /** Takes an array, an index and the operands. */
    private void applyScalar(MethodVisitor code) {
        function.scalar().apply(code, dtype, function.arity());
        code.visitInsn(dtype == DType.FLOAT64 ? DASTORE : FASTORE);
    }
}
