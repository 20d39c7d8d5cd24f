package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.tensor.ArrayOperation;
import org.palinode.autodiff.tensor.PrimitiveCases;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.tests.autodiff.support.Allocation;

/**
 * A plan's run allocates nothing on the Java heap: every primitive alone, without fusion, and every operation that there are figures for, as plans run
 * it. The engines are those without vectors: vector code makes objects until it is compiled, which {@link PlanTest} waits for.
 */
class PlanAllocationTest {
    /** Functions of Commons Math that make arrays for their logarithms or continued fractions; fused code has a formula of its own for erf. */
    private static final Set<String> FROM_COMMONS_MATH = Set.of("erf", "lgamma");

    @Test
    void aRunOfAnyPrimitiveAllocatesNothing() {
        Map<String, Long> bytes = new TreeMap<>();
        PrimitiveCases.all()
                .filter(each -> !FROM_COMMONS_MATH.contains(each.primitive().name()))
                .forEach(each -> record(
                        bytes,
                        each.toString(),
                        Engine.INTERPRETER,
                        in -> Tensor.apply(each.primitive(), in),
                        each.inputs()));
        assertEquals(Map.of(), bytes);
    }

    @Test
    void aRunOfAnyOperationAllocatesNothing() {
        Map<String, Long> bytes = new TreeMap<>();
        ArrayOperation.all()
                .forEach(each -> record(
                        bytes,
                        each.name(),
                        Engine.SCALAR,
                        in -> List.of(each.function().apply(in)),
                        each.inputs()));
        assertEquals(Map.of(), bytes);
    }

    private static void record(
            Map<String, Long> found,
            String name,
            Engine engine,
            Function<List<Tensor>, List<Tensor>> function,
            List<Tensor> inputs) {
        Program program = Program.trace(inputs.stream().map(Tensor::type).toList(), function)
                .program();
        Plan plan = Plan.of(program).engine(engine).build();
        for (int i = 0; i < inputs.size(); i++) {
            plan.input(i).copyFrom(inputs.get(i).buffer());
        }
        if (Allocation.leastOfFew(plan::run) > 0) {
            long warm = Allocation.perRun(plan::run); // Math.fma makes objects until it is compiled
            if (warm > 0) {
                found.put(name, warm);
            }
        }
    }
}
