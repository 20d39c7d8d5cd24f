package org.palinode.autodiff.internal.plan;

import java.util.List;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.tensor.Primitive;

/** A primitive that runs plans of its own. They take memory from the plan that it is part of, and are made by the same engine. */
public interface PlanRunner extends Primitive {
    /** A kernel as by {@link #bind(List, List)}; its plans lie in {@code arena}. */
    Kernel bind(List<Buffer> inputs, List<Buffer> outputs, Arena arena, Engine engine);

    @Override
    default Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        return bind(inputs, outputs, new Arena("the plans of " + name()), Engine.standard());
    }
}
