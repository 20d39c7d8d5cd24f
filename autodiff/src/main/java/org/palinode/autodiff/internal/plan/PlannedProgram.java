package org.palinode.autodiff.internal.plan;

import java.util.List;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** A {@link Composite} that runs its program as a {@link Plan}; derivatives are left to those who extend it. */
public interface PlannedProgram extends Composite {
    @Override
    default List<TensorType> outputs(List<TensorType> inputs) {
        if (!inputs.equals(program().inputTypes())) {
            throw new IllegalArgumentException(
                    "a call needs inputs " + program().inputTypes() + ", got " + inputs);
        }
        return program().outputTypes();
    }

    @Override
    default Kernel bind(List<Buffer> inputs, List<Buffer> outputs) {
        Plan.Builder plan = Plan.of(program()).inputs(0, inputs);
        for (int i = 0; i < outputs.size(); i++) {
            plan.output(i, outputs.get(i));
        }
        return plan.build()::run;
    }

    @Override
    default List<Tensor> execute(List<Tensor> inputs) {
        outputs(Tensor.types(inputs));
        return PlanCache.run(program(), inputs);
    }
}
