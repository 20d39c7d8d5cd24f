package org.palinode.ode.internal.step;

import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;

/**
 * Memory that a step reads and writes, at fixed places in one arena, and the binding of plans to it. The state at either end of the step is
 * one block of {@code (1 + carry) n} numbers, y and the carry, so that it is copied in one piece.
 */
public final class StepMemory {
    public final Arena arena = new Arena("the steps of a solve");
    final Buffer t = arena.allocate(TensorType.float64());
    final Buffer theta = arena.allocate(TensorType.float64());
    final Buffer row;
    final Buffer start;
    final Buffer end;
    final Buffer dense;
    final Buffer innerEvaluations = arena.allocate(TensorType.float64());
    final Buffer innerJacobians = arena.allocate(TensorType.float64());
    final List<Buffer> parameters = new ArrayList<>();

    // what a step of a small state reads and writes beside the state, by views made once: 5 of 90 ns a step
    final DoubleBuffer tNumber = t.doubles();
    final DoubleBuffer hNumber;
    final DoubleBuffer errorNumber;
    final DoubleBuffer statusNumber;

    private final StepSignature signature;
    private final Buffer h = arena.allocate(TensorType.float64());
    private final Buffer error = arena.allocate(TensorType.float64());
    private final Buffer status = arena.allocate(TensorType.float64());
    private final int denseValues;

    StepMemory(StepPrograms programs) {
        signature = programs.signature();
        denseValues = programs.denseValues();
        start = arena.allocate(signature.block());
        end = arena.allocate(signature.block());
        dense = arena.allocate(signature.block(denseValues));
        row = arena.allocate(signature.state());
        hNumber = h.doubles();
        errorNumber = error.doubles();
        statusNumber = status.doubles();
        signature.parameters().forEach(type -> parameters.add(arena.allocate(type)));
    }

    /** The places of a step: its inputs at its start, its outputs at its end. */
    public StepBindings bindings() {
        Parts<Buffer> inputs = Parts.of(StepPart.TIME, t)
                .with(StepPart.SIZE, h)
                .with(ends(start))
                .with(StepPart.PARAMETERS, parameters)
                .with(StepPart.THETA, theta)
                .with(StepPart.DENSE, vectors(dense, denseValues));
        Parts<Buffer> outputs = ends(end)
                .with(StepPart.ERROR, error)
                .with(StepPart.INNER_SOLVES, List.of(status, innerEvaluations, innerJacobians))
                .with(StepPart.DENSE, vectors(dense, denseValues))
                .with(StepPart.ROW, row);
        return StepBindings.none().reading(inputs).writing(outputs);
    }

    /** A program of the step in these places. */
    CountedPlan plan(CountedProgram program) {
        return bindings().plan(program, arena);
    }

    /** A plan that adds the numbers of one buffer to those of another of its type. */
    public Plan adding(Buffer more, Buffer sum) {
        Program identity = Program.traceClosed(List.of(more.type()), in -> in);
        return Plan.of(identity).in(arena).input(0, more).accumulate(0, sum).build();
    }

    /** The end of the step, as inputs. */
    public Parts<Buffer> endInputs() {
        Parts<Buffer> ends = ends(end);
        return Parts.of(StepPart.Y_END, ends.one(StepPart.Y)).with(StepPart.CARRY_END, ends.all(StepPart.CARRY));
    }

    /** y and the carry in a block. */
    public Parts<Buffer> ends(Buffer block) {
        List<Buffer> vectors = vectors(block, 1 + signature.carry());
        return Parts.of(StepPart.Y, vectors.get(0)).with(StepPart.CARRY, vectors.subList(1, vectors.size()));
    }

    /** The first {@code count} vectors [n] of a block. */
    public List<Buffer> vectors(Buffer block, int count) {
        return IntStream.range(0, count).mapToObj(i -> vector(block, i)).toList();
    }

    /** Vector {@code index} of a block of vectors [n]. */
    Buffer vector(Buffer block, int index) {
        Shape shape = signature.state().shape();
        return block.slice(index * shape.size(), shape);
    }
}
