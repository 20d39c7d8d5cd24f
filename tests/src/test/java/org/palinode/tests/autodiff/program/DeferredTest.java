package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.deferred.Deferred;
import org.palinode.autodiff.internal.deferred.DeferredFunction;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Functions that run when their program runs: how often they do, and that a run is pulled back that belongs to it. */
class DeferredTest {
    /** x³ if x is positive, else −x: a choice by the number. */
    private record Choosing(List<Double> seen) implements DeferredFunction {
        @Override
        public String name() {
            return "choosing";
        }

        @Override
        public List<TensorType> outputs(List<TensorType> inputs) {
            return inputs;
        }

        @Override
        public List<Tensor> apply(List<Tensor> inputs) {
            Tensor x = inputs.get(0);
            double number = x.concrete().item();
            seen.add(number);
            return List.of(number > 0 ? x.times(x).times(x) : x.negate());
        }

        @Override
        public DeferredFunction batched(IntPredicate isBatched, int size) {
            throw new UnsupportedOperationException("one number at a time");
        }
    }

    private static final TensorType NUMBER = TensorType.float64();

    @Test
    void valueAndPullBackInOneProgramShareARun() {
        List<Double> seen = new ArrayList<>();
        Choosing function = new Choosing(seen);
        Program value = Program.traceClosed(List.of(NUMBER), in -> Deferred.apply(function, in));
        Program both = Program.traceClosed(List.of(NUMBER, NUMBER), in -> {
            List<Tensor> out = new ArrayList<>(value.apply(in.subList(0, 1)));
            out.addAll(value.vjp(input -> true).apply(in));
            return out;
        });
        Plan plan = Plan.of(both).build();
        for (double x : new double[] {2, -3, 0.5}) {
            seen.clear();
            plan.input(0).put(x);
            plan.input(1).put(10);
            plan.run();
            assertEquals(x > 0 ? x * x * x : -x, plan.output(0).get(0));
            assertEquals(x > 0 ? 30 * x * x : -10, plan.output(1).get(0));
            assertEquals(List.of(x), seen);
        }
    }

    @Test
    void aLinkThatWasKeptFromAnEarlierRunDoesNotFindTheLatest() {
        Deferred primitive = new Deferred(new Choosing(new ArrayList<>()), Shape.scalar());
        Program back = Program.traceClosed(
                List.of(NUMBER, NUMBER, NUMBER),
                in -> primitive.vjp(
                        in.subList(0, 1), List.of(in.get(0), in.get(2)), Arrays.asList(in.get(1), null), i -> true));
        Buffer x = Buffer.allocate(NUMBER);
        Buffer bar = Buffer.allocate(NUMBER);
        Buffer link = Buffer.allocate(NUMBER);
        Buffer slope = Buffer.allocate(NUMBER);
        Kernel run = primitive.bind(List.of(x), List.of(Buffer.allocate(NUMBER), link));
        Kernel pullBack = back.equations()
                .get(0)
                .primitive()
                .bind(List.of(x, bar, link), List.of(slope, Buffer.allocate(NUMBER)));
        bar.put(10);
        x.put(2);
        run.run();
        double kept = link.get(0);
        x.put(-3);
        run.run();
        pullBack.run();
        assertEquals(-10, slope.get(0));
        x.put(2);
        link.put(kept);
        pullBack.run();
        assertEquals(120, slope.get(0));
    }
}
