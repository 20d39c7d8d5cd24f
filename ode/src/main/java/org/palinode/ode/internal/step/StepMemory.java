package org.palinode.ode.internal.step;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * What a step reads and writes, at fixed places in one arena, and how plans are bound to it. The state at either end of the step is one block
 * of {@code (1 + states) n} numbers, y and what the solver hands on, so that it is copied in one piece.
 */
public final class StepMemory {
    public final Arena arena = new Arena("the steps of a solve");
    final Buffer t = arena.allocate(TensorType.float64());
    final Buffer theta = arena.allocate(TensorType.float64());
    final Buffer row;
    final Buffer start;
    public final Buffer end;
    final Buffer dense;
    final Buffer innerEvaluations = arena.allocate(TensorType.float64());
    final Buffer innerJacobians = arena.allocate(TensorType.float64());
    final List<Buffer> parameters = new ArrayList<>();

    // what a step of a small state reads and writes beside the state, by views made once: 5 of 90 ns a step
    final DoubleBuffer tNumber = t.doubles();
    final DoubleBuffer hNumber;
    final DoubleBuffer errorNumber;
    final DoubleBuffer statusNumber;

    private final StepPrograms programs;
    private final Buffer h = arena.allocate(TensorType.float64());
    private final Buffer error = arena.allocate(TensorType.float64());
    private final Buffer status = arena.allocate(TensorType.float64());

    StepMemory(StepPrograms programs) {
        this.programs = programs;
        start = arena.allocate(programs.block(1 + programs.states()));
        end = arena.allocate(programs.block(1 + programs.states()));
        dense = arena.allocate(programs.block(programs.denseValues()));
        row = arena.allocate(programs.stateType());
        hNumber = h.doubles();
        errorNumber = error.doubles();
        statusNumber = status.doubles();
        programs.parameterTypes().forEach(type -> parameters.add(arena.allocate(type)));
    }

    /** A plan of one of the programs in the arena. */
    public Plan.Builder plan(CountedProgram program) {
        return Plan.of(program.program()).in(arena);
    }

    /** Binds {@code count} inputs from {@code index} on to vectors of {@code block}, from vector {@code first} on. */
    public Plan.Builder withInputs(Plan.Builder builder, int index, Buffer block, int first, int count) {
        for (int i = 0; i < count; i++) {
            builder.input(index + i, vector(block, first + i));
        }
        return builder;
    }

    /** Binds {@code count} outputs from {@code index} on to vectors of {@code block}, from vector {@code first} on. */
    public Plan.Builder withOutputs(Plan.Builder builder, int index, Buffer block, int first, int count) {
        for (int i = 0; i < count; i++) {
            builder.output(index + i, vector(block, first + i));
        }
        return builder;
    }

    /** Binds t, h, the state and the parameters as {@link StepPrograms} orders them. */
    public Plan.Builder withStepInputs(Plan.Builder builder) {
        int states = programs.states();
        return withInputs(builder.input(0, t).input(1, h), 2, start, 0, 1 + states)
                .inputs(3 + states, parameters);
    }

    /** Vector {@code index} of a block of vectors [n]. */
    public Buffer vector(Buffer block, int index) {
        Shape shape = programs.stateType().shape();
        return block.slice(index * shape.size(), shape);
    }

    /** A plan of a step: inputs and first outputs as {@link StepPrograms#step} orders them. */
    public Plan.Builder stepPlan(CountedProgram program) {
        int states = programs.states();
        Plan.Builder builder = withOutputs(withStepInputs(plan(program)), 0, end, 0, 1 + states);
        int next = 1 + states;
        if (programs.signature().scale().isPresent()) {
            builder.output(next++, error);
        }
        if (programs.solvesInside()) {
            builder.output(next, status).output(next + 1, innerEvaluations).output(next + 2, innerJacobians);
        }
        return builder;
    }
}
