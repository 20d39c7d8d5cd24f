package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.ISUB;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.internal.plan.code.NumberBuffers;
import org.palinode.autodiff.memory.DType;

/** The local variables of a phase: each name has one of its own, wide enough for a number of any type. */
final class PhaseLocals {
    /** The arguments of a phase: rows r0 to before r1, columns c0 to before c1. */
    static final int R0 = 1;

    static final int R1 = 2;
    static final int C0 = 3;
    static final int C1 = 4;

    private final MethodVisitor code;
    private final DType dtype;
    private final Numbers numbers;
    private final Map<String, Integer> locals = new HashMap<>();
    private int next = C1 + 1;

    PhaseLocals(MethodVisitor code, DType dtype, Numbers numbers) {
        this.code = code;
        this.dtype = dtype;
        this.numbers = numbers;
    }

    /** Leaves how many rows or columns there are from one argument to the next. */
    static void width(MethodVisitor code, int from) {
        code.visitVarInsn(ILOAD, from + 1);
        code.visitVarInsn(ILOAD, from);
        code.visitInsn(ISUB);
    }

    /** The local variable of a name. */
    int of(String name) {
        Integer local = locals.get(name);
        if (local == null) {
            local = next;
            next += 2;
            locals.put(name, local);
        }
        return local;
    }

    /** The local variable of an element of one of the kernel's arrays, loaded where it is first asked for: before all loops. */
    private int element(String field, int index, String type) {
        String name = field + index;
        if (!locals.containsKey(name)) {
            KernelFields.object(code, field, index, type);
            code.visitVarInsn(ASTORE, of(name));
        }
        return of(name);
    }

    /** A view of memory from which single numbers are read. */
    int memory(int index) {
        return element("memory", index, NumberBuffers.type(dtype));
    }

    /** A view of memory from which values are read. */
    int values(int index) {
        return element("memory", index, numbers.memoryType());
    }

    int array(int index) {
        return element("arrays", index, KernelFields.arrayType(dtype));
    }

    int totals(int index) {
        return element("totals", index, KernelFields.arrayType(dtype));
    }

    /** The value of a node. */
    int value(int node) {
        return of("value" + node);
    }

    /** The start of the current row of a source or store. */
    int base(int index) {
        return of("base" + index);
    }

    /** Finds where the current row of a source or store begins. */
    void findBase(int index) {
        KernelFields.integer(code, "offset", index);
        code.visitVarInsn(ILOAD, of("row"));
        KernelFields.integer(code, "stride", index);
        code.visitInsn(IMUL);
        code.visitInsn(IADD);
        code.visitVarInsn(ISTORE, base(index));
    }
}
