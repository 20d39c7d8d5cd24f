package org.palinode.autodiff.plan.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.kernel.Kernel;
import org.palinode.autodiff.kernel.parallel.Workers;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.plan.code.Fused;
import org.palinode.autodiff.plan.code.GeneratedClasses;
import org.palinode.autodiff.program.Atom;
import org.palinode.autodiff.program.Program;
import org.palinode.autodiff.tensor.Elementwise;

/**
 * Elementwise equations of one size and their reductions, run as one loop.
 *
 * @param vector by the Vector API where rows are long enough for a vector
 */
public record Loop(Program body, boolean vector) implements Fused {
    private static final GeneratedClasses<Recipe> CLASSES = new GeneratedClasses<>(
            MethodHandles.lookup(),
            MethodType.methodType(void.class, LoopMemory.class),
            recipe -> new LoopCode(recipe).generate());

    /** Whether a function takes about as long as ten additions or more; vectors of it then pay most. */
    public static boolean isCostly(Elementwise function) {
        return BlockFunctions.NAMES.containsKey(function);
    }

    /** How many numbers a vector holds here; needs the Vector API. */
    public static int lanes(DType dtype) {
        return VectorLanes.count(dtype);
    }

    /** The class through which vector code reads and writes memory on this JDK; needs the Vector API. */
    public static String vectorMemory() {
        return VectorLanes.MEMORY.substring(VectorLanes.MEMORY.lastIndexOf('/') + 1);
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        LoopBody loop = new LoopBody(body);
        Map<Atom, Buffer> memory = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            memory.put(body.inputs().get(i), inputs.get(i));
        }
        Recipe recipe = loop.recipe(vector);
        Phases phases = new Phases(recipe);
        Geometry geometry = geometry(loop, recipe, phases);
        if (vector && geometry.shortest() < VectorLanes.count(recipe.dtype())) {
            return new Loop(body, false).bind(inputs, outputs);
        }
        LoopKernel[] parts = new LoopKernel[geometry.stretches(SplitLoop.parts(recipe, loop.size()))];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = (LoopKernel)
                    CLASSES.instance(recipe, new LoopMemory(loop, recipe, geometry, phases.arrays(), memory, outputs));
        }
        return parts.length == 1 ? parts[0] : new SplitLoop(parts, geometry, Workers.shared());
    }

    private static Geometry geometry(LoopBody loop, Recipe recipe, Phases phases) {
        boolean rigid = loop.accesses().stream()
                        .anyMatch(access -> !access.isScalar() && access.column() == 0
                                || access.row() != Access.DENSE && access.row() != 0)
                || recipe.sinks().stream().anyMatch(sink -> sink.over() == Nest.Over.COLUMNS);
        int lanes = recipe.vector() ? VectorLanes.count(recipe.dtype()) : 1;
        return Geometry.of(loop.size(), loop.columns(), lanes, rigid, phases.count() > 1);
    }

    @Override
    public String toString() {
        return "loop[" + body.equations().size() + " equations]";
    }
}
