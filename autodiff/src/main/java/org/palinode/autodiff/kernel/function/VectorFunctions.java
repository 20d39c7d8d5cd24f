package org.palinode.autodiff.kernel.function;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.DUP;
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
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.kernel.function.VectorCalculator.Mask;
import org.palinode.autodiff.kernel.function.VectorCalculator.Value;
import org.palinode.autodiff.memory.DType;

/**
 * Classes with a method {@code static void apply(double[] x, int count)}, or of float[], that applies a function to an array in place by
 * the Vector API. The array is read and written up to the next multiple of a vector's length: it must be that long. Each class is
 * made when it is first asked for. To be used only where the module {@code jdk.incubator.vector} is there.
 */
public final class VectorFunctions {
    private static final String VECTORS = "jdk/incubator/vector/";
    private static final String SPECIES = "L" + VECTORS + "VectorSpecies;";
    private static final Map<String, Boolean> DEFINED = new ConcurrentHashMap<>();

    private static final int ARRAY = 0;
    private static final int COUNT = 1;
    private static final int INDEX = 2;

    private final String name;
    private final DType dtype;
    private final int lanes;
    private final String vector;
    private final String array;

    private VectorFunctions(String name, DType dtype) {
        this.name = name;
        this.dtype = dtype;
        boolean wide = dtype == DType.FLOAT64;
        lanes = wide ? DoubleVector.SPECIES_PREFERRED.length() : FloatVector.SPECIES_PREFERRED.length();
        vector = VECTORS + (wide ? "DoubleVector" : "FloatVector");
        array = wide ? "[D" : "[F";
    }

    /** The internal name of the class for a function, which is named as in {@link ScalarFunctions}. */
    public static String owner(String name, DType dtype) {
        String owner = Type.getInternalName(VectorFunctions.class) + "$" + name + "$" + dtype;
        DEFINED.computeIfAbsent(owner, key -> {
            try {
                MethodHandles.lookup().defineClass(new VectorFunctions(name, dtype).code(owner));
                return true;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        });
        return owner;
    }

    private byte[] code(String owner) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String a, String b) {
                return "java/lang/Object";
            }
        };
        writer.visit(V17, ACC_PUBLIC | ACC_FINAL, owner, null, "java/lang/Object", null);
        MethodVisitor code = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, "apply", "(" + array + "I)V", null, null);
        code.visitCode();
        loop(code);
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private void loop(MethodVisitor code) {
        Label test = new Label();
        Label end = new Label();
        code.visitInsn(ICONST_0);
        code.visitVarInsn(ISTORE, INDEX);
        code.visitLabel(test);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitVarInsn(ILOAD, COUNT);
        code.visitJumpInsn(IF_ICMPGE, end);
        body(code);
        code.visitIincInsn(INDEX, lanes);
        code.visitJumpInsn(GOTO, test);
        code.visitLabel(end);
    }

    private void body(MethodVisitor code) {
        VectorCalculator calculator = new VectorCalculator(code, dtype, INDEX + 1);
        VectorFormulas formulas = new VectorFormulas(calculator, dtype);
        code.visitFieldInsn(GETSTATIC, vector, "SPECIES_PREFERRED", SPECIES);
        code.visitVarInsn(ALOAD, ARRAY);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitMethodInsn(INVOKESTATIC, vector, "fromArray", "(" + SPECIES + array + "I)L" + vector + ";", false);
        Value x = calculator.pop();
        Label slow = new Label();
        Label next = new Label();
        Mask outside = formulas.outside(name, x);
        if (outside != null) {
            calculator.any(outside);
            code.visitJumpInsn(IFNE, slow);
        }
        calculator.push(formulas.apply(name, x));
        code.visitVarInsn(ALOAD, ARRAY);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitMethodInsn(INVOKEVIRTUAL, vector, "intoArray", "(" + array + "I)V", false);
        if (outside != null) {
            code.visitJumpInsn(GOTO, next);
            code.visitLabel(slow);
            oneByOne(code);
            code.visitLabel(next);
        }
    }

    /** The lanes of one vector by the scalar function. */
    private void oneByOne(MethodVisitor code) {
        code.visitVarInsn(ALOAD, ARRAY);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitInsn(DUP);
        code.visitLdcInsn(lanes);
        code.visitInsn(IADD);
        String owner = Type.getInternalName(ArrayFunctions.class);
        code.visitMethodInsn(INVOKESTATIC, owner, name, "(" + array + "II)V", false);
    }
}
