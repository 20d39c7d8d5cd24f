package org.palinode.autodiff.plan.loop;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.D2F;
import static org.objectweb.asm.Opcodes.DALOAD;
import static org.objectweb.asm.Opcodes.GETFIELD;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.IALOAD;
import static org.objectweb.asm.Opcodes.IF_ICMPGE;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.ISUB;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.plan.code.NumberBuffers;
import org.palinode.autodiff.plan.loop.Recipe.Kind;
import org.palinode.autodiff.plan.loop.Recipe.Node;
import org.palinode.autodiff.plan.loop.Recipe.Source;

/**
 * One phase of a loop over rows r0 to r1 and columns c0 to c1:
 * <pre>
 *   what all rows share
 *   for (row = r0; row &lt; r1; row++) {
 *       what a row shares
 *       for (column = c0; column &lt; c1; column += lanes) {
 *           at = min(column, c1 − lanes)       so the last vector of a row may overlap the one before
 *           nodes and sinks at (row, at)
 *       }
 *   }
 * </pre>
 */
final class PhaseCode {
    private static final int R0 = 1;
    private static final int R1 = 2;
    private static final int C0 = 3;
    private static final int C1 = 4;

    private final MethodVisitor code;
    private final Recipe recipe;
    private final Phases phases;
    private final int phase;
    private final Numbers numbers;
    private final Map<String, Integer> locals = new HashMap<>();
    private final Map<Integer, Integer> values = new HashMap<>();
    private final SinkCode sinks;
    private int next = 5;

    PhaseCode(MethodVisitor code, Recipe recipe, Phases phases, int phase) {
        this.code = code;
        this.recipe = recipe;
        this.phases = phases;
        this.phase = phase;
        numbers = recipe.vector() ? new VectorNumbers(recipe.dtype()) : new ScalarNumbers(recipe.dtype());
        sinks = new SinkCode(this, code, recipe, numbers);
    }

    void write() {
        shared();
        loop("row", R0, R1, 1, () -> {
            rowStart();
            loop("column", C0, C1, numbers.lanes(), this::body);
            eachSink(sinks::rowEnd);
        });
    }

    private void loop(String variable, int from, int to, int step, Runnable body) {
        Label test = new Label();
        Label end = new Label();
        code.visitVarInsn(ILOAD, from);
        code.visitVarInsn(ISTORE, local(variable));
        code.visitLabel(test);
        code.visitVarInsn(ILOAD, local(variable));
        code.visitVarInsn(ILOAD, to);
        code.visitJumpInsn(IF_ICMPGE, end);
        body.run();
        code.visitIincInsn(local(variable), step);
        code.visitJumpInsn(GOTO, test);
        code.visitLabel(end);
    }

    private void shared() {
        needed(id -> {
            Node node = recipe.nodes().get(id);
            if (node.kind() == Kind.LITERAL) {
                literal(node.a());
                numbers.splat(code);
                keep(id);
            } else if (node.kind() == Kind.SOURCE) {
                Source source = recipe.sources().get(node.a());
                memory(node.a(), source == Source.ROW);
                if (source == Source.SCALAR) {
                    single(node.a(), () -> element("offset", node.a()));
                    keep(id);
                }
            } else if (phases.isFetched(id, phase)) {
                array(phases.array(id));
            }
        });
        for (int array : phases.spills(phase).keySet()) {
            array(array);
        }
        eachSink(sinks::shared);
    }

    private void rowStart() {
        needed(id -> {
            Node node = recipe.nodes().get(id);
            if (node.kind() == Kind.SOURCE && recipe.sources().get(node.a()) != Source.SCALAR) {
                base(node.a());
                if (recipe.sources().get(node.a()) == Source.COLUMN) {
                    single(node.a(), () -> code.visitVarInsn(ILOAD, local("base" + node.a())));
                    keep(id);
                }
            }
        });
        code.visitVarInsn(ILOAD, local("row"));
        code.visitVarInsn(ILOAD, R0);
        code.visitInsn(ISUB);
        LoopCode.width(code, C0);
        code.visitInsn(IMUL);
        code.visitVarInsn(ILOAD, C0);
        code.visitInsn(ISUB);
        code.visitVarInsn(ISTORE, local("arrayBase"));
        eachSink(sinks::rowStart);
    }

    private void body() {
        code.visitVarInsn(ILOAD, local("column"));
        if (recipe.vector()) {
            code.visitVarInsn(ILOAD, C1);
            code.visitLdcInsn(numbers.lanes());
            code.visitInsn(ISUB);
            code.visitMethodInsn(INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
        }
        code.visitVarInsn(ISTORE, local("at"));
        if (recipe.vector()
                && recipe.sinks().stream().anyMatch(sink -> phases.phase(sink) == phase && sinks.needsMask(sink))) {
            numbers.mask(code, () -> {
                code.visitVarInsn(ILOAD, local("column"));
                code.visitVarInsn(ILOAD, local("at"));
                code.visitInsn(ISUB);
            });
            code.visitVarInsn(ASTORE, local("mask"));
        }
        needed(this::compute);
        phases.spills(phase)
                .forEach((array, id) -> numbers.putArray(code, array(array), this::arrayIndex, () -> value(id)));
        eachSink(sinks::body);
    }

    private void compute(int id) {
        Node node = recipe.nodes().get(id);
        if (node.kind() == Kind.SOURCE && recipe.sources().get(node.a()) == Source.ROW) {
            numbers.get(code, memory(node.a(), true), () -> at("base" + node.a()));
            keep(id);
        } else if (node.kind() == Kind.APPLY) {
            if (phases.isFetched(id, phase)) {
                numbers.getArray(code, array(phases.array(id)), this::arrayIndex);
            } else {
                numbers.apply(
                        code, node.function(), () -> value(node.a()), () -> value(node.b()), () -> value(node.c()));
            }
            keep(id);
        }
    }

    private void arrayIndex() {
        at("arrayBase");
    }

    /** Leaves {@code base} + at. */
    void at(String base) {
        code.visitVarInsn(ILOAD, local(base));
        code.visitVarInsn(ILOAD, local("at"));
        code.visitInsn(IADD);
    }

    /** Where the current row of a source or store begins. */
    void base(int index) {
        element("offset", index);
        code.visitVarInsn(ILOAD, local("row"));
        element("stride", index);
        code.visitInsn(IMUL);
        code.visitInsn(IADD);
        code.visitVarInsn(ISTORE, local("base" + index));
    }

    private void element(String field, int index) {
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, LoopCode.NAME, field, "[I");
        code.visitLdcInsn(index);
        code.visitInsn(IALOAD);
    }

    private void literal(int index) {
        code.visitVarInsn(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, LoopCode.NAME, "literals", "[D");
        code.visitLdcInsn(index);
        code.visitInsn(DALOAD);
        if (recipe.dtype() == DType.FLOAT32) {
            code.visitInsn(D2F);
        }
    }

    /** One number of a source, in all lanes. */
    private void single(int source, Runnable index) {
        NumberBuffers.get(code, recipe.dtype(), memory(source, false), index);
        numbers.splat(code);
    }

    /** The local variable of a view of memory. */
    int memory(int index, boolean vectors) {
        String type = vectors ? numbers.memoryType() : NumberBuffers.type(recipe.dtype());
        return element("memory", index, type);
    }

    /** How many arrays the phases use. */
    int arrays() {
        return phases.arrays();
    }

    private int array(int index) {
        return element("arrays", index, arrayType());
    }

    String arrayType() {
        return recipe.dtype() == DType.FLOAT64 ? "[D" : "[F";
    }

    /** The local variable of an element of one of the kernel's arrays, loaded where it is first asked for: before all loops. */
    int element(String field, int index, String type) {
        String name = field + index;
        if (!locals.containsKey(name)) {
            LoopCode.element(code, field, index, type);
            code.visitVarInsn(ASTORE, local(name));
        }
        return local(name);
    }

    /** The local variable of a name. */
    int local(String name) {
        Integer local = locals.get(name);
        if (local == null) {
            local = next;
            next += 2;
            locals.put(name, local);
        }
        return local;
    }

    void value(int id) {
        code.visitVarInsn(numbers.load(), values.get(id));
    }

    private void keep(int id) {
        values.putIfAbsent(id, local("value" + id));
        code.visitVarInsn(numbers.store(), values.get(id));
    }

    private void needed(IntConsumer action) {
        BitSet needed = phases.needed(phase);
        for (int id = needed.nextSetBit(0); id >= 0; id = needed.nextSetBit(id + 1)) {
            action.accept(id);
        }
    }

    private void eachSink(IntConsumer action) {
        for (int i = 0; i < recipe.sinks().size(); i++) {
            if (phases.phase(recipe.sinks().get(i)) == phase) {
                action.accept(i);
            }
        }
    }
}
