package org.palinode.autodiff.internal.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.palinode.autodiff.internal.plan.code.CompilationCount;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/**
 * A program bound to memory. Put numbers into the input buffers, run, read the output buffers. A run allocates nothing.
 * Not for two threads at once: a plan has one set of buffers.
 */
public final class Plan {
    private final Program program;
    private final Arena arena;
    private final List<Buffer> inputs;
    private final List<Buffer> outputs;
    private final Kernel[] kernels;
    private final List<MovableMemory> movableInputs;
    private final List<MovableMemory> movableOutputs;

    private Plan(Program program, Arena arena, int inputs, Binding binding) {
        this.program = program;
        this.arena = arena;
        this.inputs = new ArrayList<>(binding.inputs().subList(0, inputs));
        outputs = binding.outputs();
        kernels = binding.kernels();
        movableInputs = binding.movableInputs().subList(0, inputs);
        movableOutputs = binding.movableOutputs();
    }

    public static Builder of(Program program) {
        return new Builder(program);
    }

    /** The memory of an input, to be filled before a run; no run writes to it. */
    public Buffer input(int index) {
        return inputs.get(index);
    }

    /** The memory of an output, valid until the next run. */
    public Buffer output(int index) {
        return outputs.get(index);
    }

    /** The memory of all outputs, valid until the next run. */
    public List<Buffer> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    /** The memory of an input if other memory may stand in for it, else null. */
    MovableMemory movableInput(int index) {
        return movableInputs.get(index);
    }

    /** The memory of an output if other memory, which overlaps no other, may stand in for it, else null. */
    MovableMemory movableOutput(int index) {
        return movableOutputs.get(index);
    }

    /** The program that runs, after fusion. */
    public Program program() {
        return program;
    }

    /** Computes the outputs from the inputs. */
    public void run() {
        arena.requireOpen();
        for (Kernel kernel : kernels) {
            kernel.run();
        }
    }

    /** Says where a plan's memory is. */
    public static final class Builder {
        private final Program program;
        private final Map<Integer, Buffer> inputs = new TreeMap<>();
        private final Map<Integer, Buffer> outputs = new TreeMap<>();
        private final SortedSet<Integer> accumulating = new TreeSet<>();
        private Arena arena;
        private Engine engine = Engine.standard();

        private Builder(Program program) {
            this.program = program;
        }

        /** Takes memory from {@code arena}, whose owner closes it. Else the plan's memory is freed by the collector. */
        public Builder in(Arena arena) {
            this.arena = arena;
            return this;
        }

        /** Reads an input from this memory. */
        public Builder input(int index, Buffer buffer) {
            inputs.put(index, requireType(buffer, program.inputTypes().get(index), "input", index));
            return this;
        }

        /** Reads inputs from {@code index} on from these. */
        public Builder inputs(int index, List<Buffer> buffers) {
            for (int i = 0; i < buffers.size(); i++) {
                input(index + i, buffers.get(i));
            }
            return this;
        }

        /** Writes an output to this memory, which may be that of an input or of a part of one: inputs are read as they were before the run. */
        public Builder output(int index, Buffer buffer) {
            outputs.put(index, requireType(buffer, program.outputTypes().get(index), "output", index));
            return this;
        }

        /** Adds an output to this memory on each run instead of overwriting it. */
        public Builder accumulate(int index, Buffer buffer) {
            output(index, buffer);
            accumulating.add(index);
            return this;
        }

        /** Chooses how kernels are made. */
        public Builder engine(Engine engine) {
            this.engine = engine;
            return this;
        }

        public Plan build() {
            Arena memory = arena == null ? new Arena("a plan") : arena;
            Program accumulated = Accumulation.rewrite(SharedExponentials.of(Inlining.of(program)), accumulating);
            Map<Integer, Buffer> given = new HashMap<>(inputs);
            Map<Integer, Buffer> bound = new HashMap<>(outputs);
            int accumulator = program.inputs().size();
            for (int index : accumulating) {
                given.put(accumulator++, bound.remove(index));
            }
            Program prepared = engine.prepare(accumulated);
            Binding binding = new Binding(prepared, memory, engine, given, bound);
            CompilationCount.countPlan();
            return new Plan(prepared, memory, program.inputs().size(), binding);
        }

        private static Buffer requireType(Buffer buffer, Object type, String what, int index) {
            if (!buffer.type().equals(type)) {
                throw new IllegalArgumentException(
                        "the buffer of " + what + " " + index + " must be " + type + ", got " + buffer.type());
            }
            return buffer;
        }
    }
}
