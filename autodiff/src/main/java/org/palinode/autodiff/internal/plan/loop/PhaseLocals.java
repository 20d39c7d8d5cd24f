package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.ASTORE;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.MethodVisitor;

/** The local variables of a phase: each name has one of its own, wide enough for a number of any type. */
final class PhaseLocals {
    private final MethodVisitor code;
    private final Map<String, Integer> locals = new HashMap<>();
    private int next;

    /** {@code next} is the first free one. */
    PhaseLocals(MethodVisitor code, int next) {
        this.code = code;
        this.next = next;
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
    int element(String field, int index, String type) {
        String name = field + index;
        if (!locals.containsKey(name)) {
            LoopCode.element(code, field, index, type);
            code.visitVarInsn(ASTORE, of(name));
        }
        return of(name);
    }
}
