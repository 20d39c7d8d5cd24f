package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.D2F;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.IF_ICMPGE;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.ISUB;

import java.util.Arrays;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.internal.plan.code.NumberBuffers;
import org.palinode.autodiff.internal.plan.loop.Recipe.Kind;
import org.palinode.autodiff.internal.plan.loop.Recipe.Node;
import org.palinode.autodiff.internal.plan.loop.Recipe.Source;
import org.palinode.autodiff.memory.DType;

/**
 * Code of one phase of a loop over rows r0 to r1 and columns c0 to c1:
 * <pre>
 *   what all rows share
 *   for (row = r0; row &lt; r1; row++) {
 *       what a row shares
 *       for (column = c0; column + lanes &lt;= c1; column += lanes) {
 *           nodes and sinks at (row, column)
 *       }
 *       if (column &lt; c1) {
 *           nodes and sinks at (row, c1 − lanes), which overlaps the vector before
 *       }
 *   }
 * </pre>
 */
final class PhaseCode {
    private final MethodVisitor code;
    private final Recipe recipe;
    private final Phases phases;
    private final int phase;
    private final Numbers numbers;
    private final PhaseLocals locals;
    private final SinkCode sinks;
    private final SinkCode overlappingSinks;
    private final int[] needed;
    private final int[] own;

    PhaseCode(MethodVisitor code, Recipe recipe, Phases phases, int phase) {
        this.code = code;
        this.recipe = recipe;
        this.phases = phases;
        this.phase = phase;
        numbers = recipe.vector() ? new VectorNumbers(recipe.dtype()) : new ScalarNumbers(recipe.dtype());
        locals = new PhaseLocals(code, recipe.dtype(), numbers);
        sinks = new SinkCode(code, recipe, numbers, locals, phases.arrays(), false);
        overlappingSinks = new SinkCode(code, recipe, numbers, locals, phases.arrays(), true);
        needed = phases.needed(phase);
        own = ownSinks();
    }

    void write() {
        shared();
        Repeat rows = begin("row", PhaseLocals.R0, PhaseLocals.R1);
        rowStart();
        columns();
        for (int sink : own) {
            sinks.rowEnd(sink);
        }
        end(rows, 1);
    }

    /**
     * Vectors one after another, and what is left in one more. It stands by itself: a loop without the choice of a column and without a mask takes a
     * third less.
     */
    private void columns() {
        Repeat whole = begin("column", PhaseLocals.C0, lastWhole());
        code.visitVarInsn(ILOAD, whole.variable);
        code.visitVarInsn(ISTORE, locals.of("at"));
        body(sinks);
        end(whole, numbers.lanes());
        if (numbers.lanes() > 1) {
            Label none = new Label();
            code.visitVarInsn(ILOAD, whole.variable);
            code.visitVarInsn(ILOAD, PhaseLocals.C1);
            code.visitJumpInsn(IF_ICMPGE, none);
            lastStart();
            code.visitVarInsn(ISTORE, locals.of("at"));
            if (needsMask()) {
                mask();
            }
            body(overlappingSinks);
            code.visitLabel(none);
        }
    }

    /** The local variable of the end of the columns at which a whole vector begins. */
    private int lastWhole() {
        if (numbers.lanes() == 1) {
            return PhaseLocals.C1;
        }
        int end = locals.of("end");
        lastStart();
        code.visitInsn(ICONST_1);
        code.visitInsn(IADD);
        code.visitVarInsn(ISTORE, end);
        return end;
    }

    /** Leaves the last column at which a vector can begin. */
    private void lastStart() {
        code.visitVarInsn(ILOAD, PhaseLocals.C1);
        code.visitLdcInsn(numbers.lanes());
        code.visitInsn(ISUB);
    }

    /** A loop whose end is still to be written. */
    private record Repeat(int variable, Label test, Label end) {}

    private Repeat begin(String variable, int from, int to) {
        Repeat repeat = new Repeat(locals.of(variable), new Label(), new Label());
        code.visitVarInsn(ILOAD, from);
        code.visitVarInsn(ISTORE, repeat.variable);
        code.visitLabel(repeat.test);
        code.visitVarInsn(ILOAD, repeat.variable);
        code.visitVarInsn(ILOAD, to);
        code.visitJumpInsn(IF_ICMPGE, repeat.end);
        return repeat;
    }

    private void end(Repeat repeat, int step) {
        code.visitIincInsn(repeat.variable, step);
        code.visitJumpInsn(GOTO, repeat.test);
        code.visitLabel(repeat.end);
    }

    private void shared() {
        for (int id : needed) {
            Node node = recipe.nodes().get(id);
            if (node.kind() == Kind.LITERAL) {
                KernelFields.literal(code, node.a());
                if (recipe.dtype() == DType.FLOAT32) {
                    code.visitInsn(D2F);
                }
                numbers.splat(code);
                keep(id);
            } else if (node.kind() == Kind.SOURCE) {
                Source source = recipe.sources().get(node.a());
                if (source == Source.ROW) {
                    locals.values(node.a());
                } else {
                    locals.memory(node.a());
                }
                if (source == Source.SCALAR) {
                    KernelFields.integer(code, "offset", node.a());
                    code.visitVarInsn(ISTORE, locals.base(node.a()));
                    single(node.a());
                    keep(id);
                }
            } else if (phases.isFetched(id, phase)) {
                locals.array(phases.array(id));
            }
        }
        for (int array : phases.spills(phase).keySet()) {
            locals.array(array);
        }
        for (int sink : own) {
            sinks.shared(sink);
        }
    }

    private void rowStart() {
        for (int id : needed) {
            Node node = recipe.nodes().get(id);
            if (node.kind() == Kind.SOURCE && recipe.sources().get(node.a()) != Source.SCALAR) {
                locals.findBase(node.a());
                if (recipe.sources().get(node.a()) == Source.COLUMN) {
                    single(node.a());
                    keep(id);
                }
            }
        }
        code.visitVarInsn(ILOAD, locals.of("row"));
        code.visitVarInsn(ILOAD, PhaseLocals.R0);
        code.visitInsn(ISUB);
        PhaseLocals.width(code, PhaseLocals.C0);
        code.visitInsn(IMUL);
        code.visitVarInsn(ILOAD, PhaseLocals.C0);
        code.visitInsn(ISUB);
        code.visitVarInsn(ISTORE, locals.of("arrayBase"));
        for (int sink : own) {
            sinks.rowStart(sink);
        }
    }

    private void body(SinkCode sinks) {
        for (int id : needed) {
            compute(id);
        }
        for (var spill : phases.spills(phase).entrySet()) {
            numbers.putArray(
                    code,
                    locals.value(spill.getValue()),
                    locals.array(spill.getKey()),
                    locals.of("arrayBase"),
                    locals.of("at"));
        }
        for (int sink : own) {
            sinks.body(sink);
        }
    }

    private boolean needsMask() {
        for (int sink : own) {
            if (sinks.needsMask(recipe.sinks().get(sink))) {
                return true;
            }
        }
        return false;
    }

    /** Of the lanes that no earlier vector of the row had. */
    private void mask() {
        code.visitVarInsn(ILOAD, locals.of("column"));
        code.visitVarInsn(ILOAD, locals.of("at"));
        code.visitInsn(ISUB);
        code.visitVarInsn(ISTORE, locals.of("first"));
        numbers.mask(code, locals.of("first"));
        code.visitVarInsn(ASTORE, locals.of("mask"));
    }

    private void compute(int id) {
        Node node = recipe.nodes().get(id);
        if (node.kind() == Kind.SOURCE && recipe.sources().get(node.a()) == Source.ROW) {
            numbers.get(code, locals.values(node.a()), locals.base(node.a()), locals.of("at"));
            keep(id);
        } else if (node.kind() == Kind.APPLY) {
            if (phases.isFetched(id, phase)) {
                numbers.getArray(code, locals.array(phases.array(id)), locals.of("arrayBase"), locals.of("at"));
            } else {
                numbers.apply(code, node.function(), operands(node));
            }
            keep(id);
        }
    }

    private int[] operands(Node node) {
        return switch (node.function().arity()) {
            case 1 -> new int[] {locals.value(node.a())};
            case 2 -> new int[] {locals.value(node.a()), locals.value(node.b())};
            default -> new int[] {locals.value(node.a()), locals.value(node.b()), locals.value(node.c())};
        };
    }

    /** The number of a source where its row begins, in all lanes. */
    private void single(int source) {
        code.visitVarInsn(ALOAD, locals.memory(source));
        code.visitVarInsn(ILOAD, locals.base(source));
        NumberBuffers.get(code, recipe.dtype());
        numbers.splat(code);
    }

    private void keep(int id) {
        code.visitVarInsn(numbers.store(), locals.value(id));
    }

    /** The sinks of this phase. */
    private int[] ownSinks() {
        int[] own = new int[recipe.sinks().size()];
        int count = 0;
        for (int i = 0; i < own.length; i++) {
            if (phases.phase(recipe.sinks().get(i)) == phase) {
                own[count++] = i;
            }
        }
        return Arrays.copyOf(own, count);
    }
}
