package org.palinode.benchmarks;

import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.Tensor;

/** Plans with numbers in their inputs. */
final class Plans {
    private Plans() {}

    /** The plan of a function of tensors of these types; inputs are random numbers in (0.1, 2.1). */
    static Plan of(Engine engine, List<TensorType> types, Function<List<Tensor>, Tensor> function) {
        return filled(engine, Program.trace(types, in -> List.of(function.apply(in))).program());
    }

    /** A plan of the program; inputs are random numbers in (0.1, 2.1). */
    static Plan filled(Engine engine, Program program) {
        Plan plan = Plan.of(program).engine(engine).build();
        Random random = new Random(1);
        for (int i = 0; i < program.inputs().size(); i++) {
            Buffer input = plan.input(i);
            input.put(random.doubles(input.size(), 0.1, 2.1).toArray());
        }
        return plan;
    }
}
