package org.palinode.autodiff.plan.loop;

import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.DCONST_0;
import static org.objectweb.asm.Opcodes.FCONST_0;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;

import org.objectweb.asm.MethodVisitor;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.plan.loop.Nest.Over;
import org.palinode.autodiff.plan.loop.Recipe.Sink;
import org.palinode.autodiff.tensor.Elementwise;

/**
 * What becomes of the results of a phase: stored, or collected in the kernel's totals. In a vector that overlaps the one before, sums
 * and additions in place leave out the lanes that were there already.
 */
final class SinkCode {
    private final PhaseCode phase;
    private final MethodVisitor code;
    private final Recipe recipe;
    private final Numbers numbers;

    SinkCode(PhaseCode phase, MethodVisitor code, Recipe recipe, Numbers numbers) {
        this.phase = phase;
        this.code = code;
        this.recipe = recipe;
        this.numbers = numbers;
    }

    boolean needsMask(Sink sink) {
        return sink.isStore() ? sink.target() >= 0 : sink.function() == Elementwise.ADD;
    }

    /** Before all rows. */
    void shared(int index) {
        if (sink(index).isStore()) {
            phase.memory(memory(index), true);
        } else {
            totals(index);
            lanes();
        }
    }

    void rowStart(int index) {
        Sink sink = sink(index);
        if (sink.isStore()) {
            phase.base(memory(index));
        } else if (sink.over() == Over.ALL) {
            numbers.getArray(code, totals(index), () -> code.visitInsn(ICONST_0));
            keep(index);
        } else if (sink.over() == Over.COLUMNS) {
            neutral(sink);
            keep(index);
        }
    }

    void body(int index) {
        Sink sink = sink(index);
        if (sink.isStore()) {
            store(sink, index);
        } else if (sink.over() == Over.ROWS) {
            Runnable at = () -> code.visitVarInsn(ILOAD, phase.local("at"));
            Runnable before = () -> numbers.getArray(code, totals(index), at);
            numbers.putArray(code, totals(index), at, () -> combined(sink, before));
        } else {
            combined(sink, () -> value(index));
            keep(index);
        }
    }

    private void store(Sink sink, int index) {
        Runnable value = () -> phase.value(sink.node());
        boolean inPlace = sink.target() >= 0 && recipe.vector();
        Runnable stored = inPlace
                ? () -> numbers.select(code, phase.local("mask"), value, () -> phase.value(sink.target()))
                : value;
        numbers.put(code, phase.memory(memory(index), true), () -> phase.at("base" + memory(index)), stored);
    }

    /** {@code before} combined with the sink's node, where the lane is new. */
    private void combined(Sink sink, Runnable before) {
        Runnable after = () -> numbers.apply(code, sink.function(), before, () -> phase.value(sink.node()));
        if (recipe.vector() && needsMask(sink)) {
            numbers.select(code, phase.local("mask"), after, before);
        } else {
            after.run();
        }
    }

    void rowEnd(int index) {
        Sink sink = sink(index);
        if (sink.isStore() || sink.over() == Over.ROWS) {
            return;
        }
        if (sink.over() == Over.ALL) {
            numbers.putArray(code, totals(index), () -> code.visitInsn(ICONST_0), () -> value(index));
        } else {
            numbers.putArray(code, lanes(), () -> code.visitInsn(ICONST_0), () -> value(index));
            finishRow(sink, index);
        }
    }

    /** Combines the lanes of a row, one after another, with what earlier blocks found for the row. */
    private void finishRow(Sink sink, int index) {
        ScalarNumbers single = new ScalarNumbers(recipe.dtype());
        Runnable row = () -> code.visitVarInsn(ILOAD, phase.local("row"));
        Runnable before = () -> single.getArray(code, totals(index), row);
        Runnable folded = () -> {
            code.visitVarInsn(ALOAD, lanes());
            code.visitLdcInsn(numbers.lanes());
            String number = recipe.dtype() == DType.FLOAT64 ? "D" : "F";
            String name = sink.function() == Elementwise.ADD ? "sum" : "max";
            code.visitMethodInsn(INVOKESTATIC, LoopCode.BASE, name, "([" + number + "I)" + number, false);
        };
        single.putArray(code, totals(index), row, () -> single.apply(code, sink.function(), before, folded));
    }

    private void neutral(Sink sink) {
        boolean wide = recipe.dtype() == DType.FLOAT64;
        if (sink.function() == Elementwise.ADD) {
            code.visitInsn(wide ? DCONST_0 : FCONST_0);
        } else if (wide) {
            code.visitLdcInsn(Double.NEGATIVE_INFINITY);
        } else {
            code.visitLdcInsn(Float.NEGATIVE_INFINITY);
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
        return phase.element("totals", reductions, phase.arrayType());
    }

    /** The kernel's array for the lanes of one vector comes after those of the phases. */
    private int lanes() {
        return phase.element("arrays", phase.arrays(), phase.arrayType());
    }

    private void value(int index) {
        code.visitVarInsn(numbers.load(), phase.local("total" + index));
    }

    private void keep(int index) {
        code.visitVarInsn(numbers.store(), phase.local("total" + index));
    }
}
