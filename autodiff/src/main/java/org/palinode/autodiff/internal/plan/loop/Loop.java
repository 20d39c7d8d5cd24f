package org.palinode.autodiff.internal.plan.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.internal.kernel.parallel.Workers;
import org.palinode.autodiff.internal.plan.code.Fused;
import org.palinode.autodiff.internal.plan.code.GeneratedClasses;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;

/** Elementwise equations of one size and their reductions, run as one loop. */
public record Loop(Program body, Code code) implements Fused {
    /** Two tables, so that whoever makes vector code holds up nobody who makes scalar code. */
    private static final GeneratedClasses<Recipe> SCALAR_CLASSES = classes();

    private static final GeneratedClasses<Recipe> VECTOR_CLASSES = classes();

    /** To warm vector code up, no more is allocated than this, in bytes. */
    private static final long MOST_PRACTICE = 16L << 20;

    /** Form of the code of a loop. */
    public enum Code {
        /** Code for one number at a time. */
        SCALAR,
        /** By the Vector API where rows are long enough for a vector. */
        VECTOR,
        /**
         * Code as {@link #SCALAR} at first and as {@link #VECTOR} once that is faster, where both give the same bits; else as
         * {@link #VECTOR}.
         */
        TIERED
    }

    private static GeneratedClasses<Recipe> classes() {
        return new GeneratedClasses<>(
                MethodHandles.lookup(),
                MethodType.methodType(void.class, LoopMemory.class),
                recipe -> new LoopCode(recipe).generate());
    }

    /** The number of numbers in a vector; needs the Vector API. */
    public static int lanes(DType dtype) {
        return VectorLanes.count(dtype);
    }

    /** The class through which vector code reads and writes memory on this JDK; needs the Vector API. */
    public static String vectorMemory() {
        return VectorMemory.TYPE.substring(VectorMemory.TYPE.lastIndexOf('/') + 1);
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        LoopBody loop = new LoopBody(body);
        Recipe recipe = loop.recipe(code != Code.SCALAR);
        Geometry geometry = geometry(loop, recipe);
        if (recipe.vector() && geometry.shortest() < VectorLanes.count(recipe.dtype())) {
            return new Loop(body, Code.SCALAR).bind(inputs, outputs);
        }
        Map<Atom, Buffer> memory = byInput(inputs);
        int count = geometry.stretches(SplitLoop.parts(recipe, loop.size()));
        if (code == Code.TIERED && count == 1 && recipe.isSameInScalarCode() && bytes() < MOST_PRACTICE) {
            return tiered(loop, recipe, geometry, memory, outputs);
        }
        LoopKernel[] parts = new LoopKernel[count];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = kernel(loop, recipe, geometry, memory, outputs);
        }
        return parts.length == 1 ? parts[0] : new SplitLoop(parts, geometry, Workers.shared());
    }

    private Kernel tiered(
            LoopBody loop, Recipe vector, Geometry geometry, Map<Atom, Buffer> memory, List<Buffer> outputs) {
        Recipe scalar = loop.recipe(false);
        return new TieredLoop(
                WarmUp.of(vector),
                kernel(loop, scalar, geometry, memory, outputs),
                () -> kernel(loop, vector, geometry, memory, outputs),
                () -> new WarmUp.Practice(practising(loop, vector, geometry), practising(loop, scalar, geometry)),
                loop.size() * vector.vectorTime());
    }

    private LoopKernel practising(LoopBody loop, Recipe recipe, Geometry geometry) {
        return kernel(loop, recipe, geometry, byInput(practice(body.inputTypes())), practice(body.outputTypes()));
    }

    private static LoopKernel kernel(
            LoopBody loop, Recipe recipe, Geometry geometry, Map<Atom, Buffer> memory, List<Buffer> outputs) {
        int arrays = new Phases(recipe).arrays();
        return (LoopKernel) (recipe.vector() ? VECTOR_CLASSES : SCALAR_CLASSES)
                .instance(recipe, new LoopMemory(loop, recipe, geometry, arrays, memory, outputs));
    }

    private Map<Atom, Buffer> byInput(List<Buffer> inputs) {
        Map<Atom, Buffer> memory = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            memory.put(body.inputs().get(i), inputs.get(i));
        }
        return memory;
    }

    /** Memory with numbers on which no function is special. */
    private static List<Buffer> practice(List<TensorType> types) {
        List<Buffer> buffers = new ArrayList<>();
        for (TensorType type : types) {
            Buffer buffer = Buffer.allocate(type);
            buffer.fill(0.5);
            buffers.add(buffer);
        }
        return buffers;
    }

    private long bytes() {
        long bytes = 0;
        for (Atom.Variable input : body.inputs()) {
            bytes += input.type().bytes();
        }
        for (Atom output : body.outputs()) {
            bytes += output.type().bytes();
        }
        return bytes;
    }

    private static Geometry geometry(LoopBody loop, Recipe recipe) {
        boolean rigid = false;
        for (Access access : loop.accesses()) {
            rigid |= !access.isScalar() && access.column() == 0 || access.row() != Access.DENSE && access.row() != 0;
        }
        for (Recipe.Sink sink : recipe.sinks()) {
            rigid |= sink.over() == Nest.Over.COLUMNS;
        }
        int lanes = recipe.vector() ? VectorLanes.count(recipe.dtype()) : 1;
        return Geometry.of(loop.size(), loop.columns(), lanes, rigid, recipe.hasBlockFunctions());
    }

    @Override
    public String toString() {
        return "loop[" + body.equations().size() + " equations]";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Loop that && body.equals(that.body) && code == that.code;
    }

    @Override
    public int hashCode() {
        return body.hashCode();
    }
}
