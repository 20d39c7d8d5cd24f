package org.palinode.autodiff.internal.plan.loop;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.DALOAD;
import static org.objectweb.asm.Opcodes.DCONST_0;
import static org.objectweb.asm.Opcodes.FALOAD;
import static org.objectweb.asm.Opcodes.FCONST_0;

import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.internal.kernel.function.ScalarCall;
import org.palinode.autodiff.internal.plan.loop.Nest.Over;
import org.palinode.autodiff.internal.plan.loop.Recipe.Sink;
import org.palinode.autodiff.memory.DType;

/**
 * Code for the results of a phase, which are stored, or collected in the totals of the kernel. In a vector that overlaps the one before,
 * sums and additions in place leave out the lanes that were there already.
 *
 * <p>Two totals are carried from vector to vector in local variables. Of three the JIT at times does not see which class they have, and makes
 * an object of each for each vector: so what is more lies in arrays.
 */
final class SinkCode {
    /** Vectors that are carried in local variables. */
    private static final int CARRIED = 2;

    private final MethodVisitor code;
    private final Recipe recipe;
    private final Numbers numbers;
    private final PhaseLocals locals;
    private final int phaseArrays;
    private final boolean overlaps;

    /** @param overlaps whether the vector overlaps the one before */
    SinkCode(
            MethodVisitor code, Recipe recipe, Numbers numbers, PhaseLocals locals, int phaseArrays, boolean overlaps) {
        this.code = code;
        this.recipe = recipe;
        this.numbers = numbers;
        this.locals = locals;
        this.phaseArrays = phaseArrays;
        this.overlaps = overlaps;
    }

    boolean needsMask(Sink sink) {
        return sink.isStore() ? sink.target() >= 0 : !sink.function().isIdempotent();
    }

    /** Before all rows. */
    void shared(int index) {
        if (sink(index).isStore()) {
            locals.values(memory(index));
        } else {
            totals(index);
            lanes(index);
        }
    }

    void rowStart(int index) {
        Sink sink = sink(index);
        if (sink.isStore()) {
            locals.findBase(memory(index));
        } else if (sink.over() == Over.ALL && isCarried(index)) {
            numbers.getArray(code, totals(index));
            keep(index);
        } else if (sink.over() == Over.COLUMNS) {
            neutral(sink);
            keep(index);
            if (!isCarried(index)) {
                numbers.putArray(code, total(index), lanes(index));
            }
        }
    }

    void body(int index) {
        Sink sink = sink(index);
        if (sink.isStore()) {
            store(sink, index);
        } else if (sink.over() == Over.ROWS) {
            combineInArray(sink, index, totals(index), locals.of("at"));
        } else if (isCarried(index)) {
            combine(sink, index);
        } else {
            combineInArray(sink, index, sink.over() == Over.ALL ? totals(index) : lanes(index));
        }
    }

    private boolean isCarried(int index) {
        int before = 0;
        for (Sink sink : recipe.sinks().subList(0, index)) {
            before += sink.isStore() || sink.over() == Over.ROWS ? 0 : 1;
        }
        return numbers.lanes() == 1 || before < CARRIED;
    }

    private void combineInArray(Sink sink, int index, int array, int... at) {
        numbers.getArray(code, array, at);
        keep(index);
        combine(sink, index);
        numbers.putArray(code, total(index), array, at);
    }

    private void store(Sink sink, int index) {
        int value = locals.value(sink.node());
        if (sink.target() >= 0 && overlaps) {
            numbers.select(code, locals.of("mask"), value, locals.value(sink.target()));
            value = locals.of("stored");
            code.visitVarInsn(numbers.store(), value);
        }
        numbers.put(code, value, locals.values(memory(index)), locals.base(memory(index)), locals.of("at"));
    }

    /** Combines the total with the sink's node, where the lane is new. */
    private void combine(Sink sink, int index) {
        numbers.apply(code, sink.function(), total(index), locals.value(sink.node()));
        if (overlaps && needsMask(sink)) {
            int after = locals.of("after");
            code.visitVarInsn(numbers.store(), after);
            numbers.select(code, locals.of("mask"), after, total(index));
        }
        keep(index);
    }

    void rowEnd(int index) {
        Sink sink = sink(index);
        if (sink.isStore() || sink.over() == Over.ROWS) {
            return;
        }
        if (sink.over() == Over.ALL) {
            if (isCarried(index)) {
                numbers.putArray(code, total(index), totals(index));
            }
        } else {
            foldLanes(sink, index);
            finishRow(sink, index);
        }
    }

    /** Leaves what the lanes of a row's total make together. */
    private void foldLanes(Sink sink, int index) {
        if (sink.function().laneReduction() != null) {
            if (!isCarried(index)) {
                numbers.getArray(code, lanes(index));
                keep(index);
            }
            numbers.reduce(code, sink.function(), total(index));
            return;
        }
        if (isCarried(index)) {
            numbers.putArray(code, total(index), lanes(index));
        }
        fold(sink.function().scalar(), lanes(index), 0, numbers.lanes());
    }

    /** Combines the number on the stack with what earlier blocks found for the row. */
    private void finishRow(Sink sink, int index) {
        ScalarNumbers single = new ScalarNumbers(recipe.dtype());
        int row = locals.of("row");
        int before = locals.of("rowTotal");
        int folded = locals.of("rowFolded");
        code.visitVarInsn(single.store(), folded);
        single.getArray(code, totals(index), row);
        code.visitVarInsn(single.store(), before);
        single.apply(code, sink.function(), before, folded);
        code.visitVarInsn(single.store(), folded);
        single.putArray(code, folded, totals(index), row);
    }

    /** Leaves what these lanes of a vector make together, by halves: one after another, each would wait for the one before. */
    private void fold(ScalarCall function, int lanes, int from, int to) {
        if (to - from == 1) {
            code.visitVarInsn(ALOAD, lanes);
            code.visitLdcInsn(from);
            code.visitInsn(recipe.dtype() == DType.FLOAT64 ? DALOAD : FALOAD);
            return;
        }
        int middle = (from + to) / 2;
        fold(function, lanes, from, middle);
        function.operand(code, recipe.dtype());
        fold(function, lanes, middle, to);
        function.operand(code, recipe.dtype());
        function.apply(code, recipe.dtype(), 2);
    }

    private void neutral(Sink sink) {
        double start = sink.function().start();
        boolean wide = recipe.dtype() == DType.FLOAT64;
        if (start == 0) {
            code.visitInsn(wide ? DCONST_0 : FCONST_0);
        } else if (wide) {
            code.visitLdcInsn(start);
        } else {
            code.visitLdcInsn((float) start);
        }
        numbers.splat(code);
    }

    private Sink sink(int index) {
        return recipe.sinks().get(index);
    }

    /** Stores come after the sources in the kernel's memory. */
    private int memory(int index) {
        int memory = recipe.sources().size();
        for (int i = 0; i < index; i++) {
            memory += sink(i).isStore() ? 1 : 0;
        }
        return memory;
    }

    private int totals(int index) {
        int reductions = index - (memory(index) - recipe.sources().size());
        return locals.totals(reductions);
    }

    /** The kernel's arrays for the total of a row come after those of the phases, one for each sink. */
    private int lanes(int index) {
        return locals.array(phaseArrays + index);
    }

    /** The local variable of what is collected. */
    private int total(int index) {
        return locals.of("total" + index);
    }

    private void keep(int index) {
        code.visitVarInsn(numbers.store(), total(index));
    }
}
