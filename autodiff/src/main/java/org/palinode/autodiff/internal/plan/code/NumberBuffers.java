package org.palinode.autodiff.internal.plan.code;

import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.POP;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.List;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;

/** Memory as generated scalar code reads it: a {@link DoubleBuffer} or {@link FloatBuffer} each. */
public final class NumberBuffers {
    private static final String DOUBLES = Type.getInternalName(DoubleBuffer.class);
    private static final String FLOATS = Type.getInternalName(FloatBuffer.class);

    private NumberBuffers() {}

    /** The views of these buffers that {@link #get} and {@link #put} work on. */
    public static Object[] views(List<Buffer> buffers) {
        Object[] views = new Object[buffers.size()];
        for (int i = 0; i < views.length; i++) {
            views[i] = view(buffers.get(i));
        }
        return views;
    }

    /** The view of one buffer. */
    public static Object view(Buffer buffer) {
        return buffer.dtype() == DType.FLOAT64 ? buffer.doubles() : buffer.floats();
    }

    /** The type to which a view must be cast. */
    public static String type(DType dtype) {
        return dtype == DType.FLOAT64 ? DOUBLES : FLOATS;
    }

    /** The number of a view at an index, which are on the stack. */
    public static void get(MethodVisitor code, DType dtype) {
        String number = dtype == DType.FLOAT64 ? "D" : "F";
        code.visitMethodInsn(INVOKEVIRTUAL, type(dtype), "get", "(I)" + number, false);
    }

    /** Puts a number into a view at an index: view, index and number are on the stack. */
    public static void put(MethodVisitor code, DType dtype) {
        String number = dtype == DType.FLOAT64 ? "D" : "F";
        String type = type(dtype);
        code.visitMethodInsn(INVOKEVIRTUAL, type, "put", "(I" + number + ")L" + type + ";", false);
        code.visitInsn(POP);
    }
}
