package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.grad;

import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.tests.autodiff.support.Allocation;

class PlanTest {
    private static final TensorType PAIR = TensorType.float64(2);

    private static Program program(int inputs, Function<List<Tensor>, List<Tensor>> function) {
        return Program.trace(Collections.nCopies(inputs, PAIR), function).program();
    }

    /** Value and gradient of a small network: products, broadcasting, reductions, activations. */
    private static Program training() {
        Mlp mlp = Mlp.random(RandomKey.of(1), Activation.TANH, 2, 16, 16, 2);
        Tree.Flat<Mlp> flat = Tree.flatten(mlp);
        List<TensorType> types = Tensor.types(flat.leaves());
        Program loss = Program.trace(
                        types,
                        leaves -> List.of(flat.structure()
                                .unflatten(leaves)
                                .apply(Tensor.full(TensorType.float64(8, 2), 0.5))
                                .square()
                                .mean()))
                .program();
        return loss.vjp(i -> true);
    }

    @Test
    @Tag("thorough") // needs the optimising compiler
    void aWarmRunAllocatesNothing() {
        try (Arena arena = new Arena("a test")) {
            Program program = training();
            Plan.Builder builder = Plan.of(program).in(arena);
            for (int i = 0; i < program.arity(); i++) {
                builder.accumulate(i, arena.allocate(program.outputTypes().get(i)));
            }
            Plan plan = builder.build();
            plan.input(program.inputs().size() - 1).put(1);
            assertEquals(0, Allocation.perRun(plan::run));
        }
    }

    @Test
    @Tag("slow")
    void aHundredThousandRunsLeaveMemoryFlat() {
        try (Arena arena = new Arena("a test")) {
            Engine engine =
                    Engine.isVectorApiPresent() ? Engine.VECTOR : Engine.SCALAR; // none that the JIT meets later on
            Plan plan = Plan.of(training()).in(arena).engine(engine).build();
            for (int i = 0; i < 10_000; i++) {
                plan.run();
            }
            long arenaBytes = arena.bytes();
            long resident = Pointer.physicalBytes();
            for (int i = 0; i < 100_000; i++) {
                plan.run();
            }
            assertEquals(arenaBytes, arena.bytes());
            long grown = Pointer.physicalBytes() - resident;
            assertTrue(
                    grown < 32L << 20,
                    "resident memory grew by " + grown + " bytes"); // compiler threads and the heap's own pace
        }
    }

    @Test
    @Tag("slow")
    void aHundredThousandCompiledGradientsLeaveMemoryFlat() throws InterruptedException {
        Function<Tensor, Tensor> compiled = compile(grad((Tensor x) -> x.tanh().sum()));
        Tensor x = Tensor.of(1, 2, 3);
        for (int i = 0; i < 20_000; i++) {
            compiled.apply(x);
        }
        System.gc();
        long off = Pointer.totalBytes();
        long direct = Allocation.directBytes();
        for (int i = 0; i < 100_000; i++) {
            compiled.apply(x);
        }
        for (int round = 0; round < 100 && Allocation.directBytes() - direct >= 16L << 20; round++) {
            System.gc();
            Thread.sleep(20); // in which the JVM frees what the collection found
        }
        long grown = Pointer.totalBytes() - off;
        assertTrue(grown < 1 << 16, "memory outside the heap grew by " + grown); // it may shrink: what other tests left
        assertTrue(
                Allocation.directBytes() - direct < 16L << 20,
                "direct memory grew by " + (Allocation.directBytes() - direct));
    }

    @Test
    void plansOfManyProgramsStayWithinTheirBound() {
        long before = Pointer.totalBytes();
        Tensor x = Tensor.zeros(1 << 20).plus(Tensor.arange(1));
        for (int i = 0; i < 40; i++) {
            double factor = i;
            Tensor y = compile((Tensor z) -> z.plus(factor).sin().sum()).apply(x);
            assertEquals((1 << 20) * Math.sin(i), y.item(), 1e-4); // 40 plans of 8 MiB or more, 256 MiB are kept
        }
        assertTrue(
                Pointer.totalBytes() - before < 300L << 20, "plans hold " + (Pointer.totalBytes() - before) + " bytes");
    }

    @Test
    void useAfterCloseNamesTheOwner() {
        Arena arena = new Arena("the solve in my test");
        Plan plan =
                Plan.of(program(1, in -> List.of(in.get(0).exp()))).in(arena).build();
        Buffer output = plan.output(0);
        arena.close();
        arena.close();
        String message = "the memory of the solve in my test was used after it was closed";
        assertEquals(
                message, assertThrows(IllegalStateException.class, plan::run).getMessage());
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, output::toArray).getMessage());
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> output.set(0, 1))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> output.slice(0, Shape.of(1)))
                        .getMessage());
        assertEquals(
                message,
                assertThrows(IllegalStateException.class, () -> arena.allocate(PAIR))
                        .getMessage());
        assertEquals(0, arena.bytes());
    }

    @Test
    void buffersKeepAnArenaThatNobodyClosesAlive() throws InterruptedException {
        Plan plan = Plan.of(program(1, in -> List.of(in.get(0).times(2)))).build();
        plan.input(0).put(1, 2);
        plan.run();
        Buffer output = plan.output(0);
        WeakReference<Plan> dropped = new WeakReference<>(plan);
        plan = null;
        for (int i = 0; i < 20 && dropped.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        Pointer.deallocateReferences();
        assertArrayEquals(new double[] {2, 4}, output.toArray());
    }

    @Test
    void memoryIsWhereTheBuilderSays() {
        Buffer x = Buffer.of(PAIR, 1, 2);
        Buffer y = Buffer.allocate(PAIR);
        Plan plan = Plan.of(program(1, in -> List.of(in.get(0).times(3))))
                .input(0, x)
                .output(0, y)
                .build();
        plan.run();
        assertArrayEquals(new double[] {3, 6}, y.toArray());
        x.put(10, 20);
        plan.run();
        assertArrayEquals(new double[] {30, 60}, y.toArray());
        assertArrayEquals(new double[] {10, 20}, x.toArray());
    }

    @Test
    void outputsMayBeWrittenOverInputs() {
        Buffer a = Buffer.of(PAIR, 1, 2);
        Buffer b = Buffer.of(PAIR, 3, 4);
        Program swap = program(2, in -> List.of(in.get(1), in.get(0), in.get(0).plus(in.get(1))));
        Plan plan =
                Plan.of(swap).input(0, a).input(1, b).output(0, a).output(1, b).build();
        plan.run();
        assertArrayEquals(new double[] {3, 4}, a.toArray());
        assertArrayEquals(new double[] {1, 2}, b.toArray());
        assertArrayEquals(new double[] {4, 6}, plan.output(2).toArray());
        Program step =
                program(2, in -> List.of(in.get(0).plus(in.get(1)), in.get(0).minus(in.get(1))));
        Plan.of(step).input(0, a).input(1, b).output(0, a).output(1, b).build().run();
        assertArrayEquals(new double[] {4, 6}, a.toArray());
        assertArrayEquals(new double[] {2, 2}, b.toArray());
    }

    /** The input is read as it was before the run, although an output goes to its second half. */
    @Test
    void outputsMayBeWrittenOverAPartOfAnInput() {
        Program program = Program.trace(List.of(TensorType.float64(4)), in -> {
                    Tensor x = in.get(0);
                    return List.of(x.slice(0, 0, 2).times(2), x.slice(0, 2, 4).times(3), x);
                })
                .program();
        for (Engine engine : Engine.values()) {
            boolean vectors = engine == Engine.VECTOR || engine == Engine.TIERED;
            if (Engine.isVectorApiPresent() || !vectors) {
                Buffer block = Buffer.of(TensorType.float64(4), 1, 2, 3, 4);
                Buffer copy = Buffer.allocate(TensorType.float64(4));
                Plan plan = Plan.of(program)
                        .engine(engine)
                        .input(0, block)
                        .output(0, block.slice(2, Shape.of(2)))
                        .output(2, copy)
                        .build();
                plan.run();
                assertArrayEquals(new double[] {1, 2, 2, 4}, block.toArray());
                assertArrayEquals(new double[] {9, 12}, plan.output(1).toArray());
                assertArrayEquals(new double[] {1, 2, 3, 4}, copy.toArray());
            }
        }
    }

    @Test
    void oneValueMayBeSeveralOutputs() {
        Buffer first = Buffer.allocate(PAIR);
        Buffer second = Buffer.allocate(PAIR);
        Program program = program(1, in -> {
            Tensor y = in.get(0).exp();
            return List.of(y, y, in.get(0), y.reshape(2, 1), y.slice(0, 0, 1), Tensor.full(PAIR, 5));
        });
        Plan plan = Plan.of(program).output(0, first).output(1, second).build();
        plan.input(0).put(0, 1);
        plan.run();
        assertArrayEquals(new double[] {1, Math.E}, first.toArray(), 4 * Math.ulp(Math.E)); // what exp promises
        assertArrayEquals(first.toArray(), second.toArray());
        assertArrayEquals(new double[] {0, 1}, plan.output(2).toArray());
        assertArrayEquals(first.toArray(), plan.output(3).toArray());
        assertArrayEquals(new double[] {1}, plan.output(4).toArray());
        assertArrayEquals(new double[] {5, 5}, plan.output(5).toArray());
    }

    @Test
    void buffersOfOtherTypesAreRefused() {
        Program program = program(1, in -> List.of(in.get(0).sum()));
        assertEquals(
                "the buffer of input 0 must be f64[2], got f64[3]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Plan.of(program).input(0, Buffer.allocate(TensorType.float64(3))))
                        .getMessage());
        assertEquals(
                "the buffer of output 0 must be f64[], got f64[2]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Plan.of(program).accumulate(0, Buffer.allocate(PAIR)))
                        .getMessage());
    }

    @Test
    void moreOrFewerNumbersThanAnInputHoldsAreRefused() {
        Plan plan = Plan.of(program(1, in -> List.of(in.get(0).exp()))).build();
        for (double[] numbers : new double[][] {{1}, {1, 2, 3}}) {
            assertEquals(
                    "f64[2] holds 2 numbers, got " + numbers.length,
                    assertThrows(
                                    IllegalArgumentException.class,
                                    () -> plan.input(0).put(numbers))
                            .getMessage());
        }
    }

    @Test
    void lifetimesThatDoNotMeetShareMemory() {
        TensorType wide = TensorType.float64(1000);
        Tensor matrix = Tensor.eye(25);
        Program chain = Program.trace(List.of(wide), in -> {
                    Tensor y = in.get(0);
                    for (int i = 0; i < 50; i++) {
                        y = y.reshape(40, 25).matmul(matrix).reshape(1000).tanh();
                    }
                    return List.of(y);
                })
                .program();
        try (Arena arena = new Arena("a test")) {
            Plan.of(chain).in(arena).build();
            assertTrue(arena.bytes() <= 5 * wide.bytes(), "50 steps in turn held " + arena.bytes() + " bytes");
        }
    }

    /** Both slopes 1 − x² use the number 1; the second one is not needed before the product. */
    @Test
    void aSharedLiteralDoesNotPullALoopForward() {
        TensorType square = TensorType.float64(30, 30);
        Program program = Program.trace(Collections.nCopies(3, square), in -> {
                    Tensor first = in.get(0).square().negate().plus(1).times(in.get(2));
                    Tensor second = in.get(1).square().negate().plus(1);
                    return List.of(second.times(first.matmul(in.get(2))));
                })
                .program();
        Program fused = Plan.of(program).engine(Engine.SCALAR).build().program();
        long results = fused.equations().stream()
                .mapToLong(equation -> equation.outputs().size())
                .sum();
        assertEquals(3, results, "two loops and a product, of one result each: " + fused);
    }
}
