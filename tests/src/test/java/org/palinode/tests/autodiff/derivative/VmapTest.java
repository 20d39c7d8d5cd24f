package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.customVjp;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.jacobian;
import static org.palinode.autodiff.Autodiff.jvp;
import static org.palinode.autodiff.Autodiff.vjp;
import static org.palinode.autodiff.Autodiff.vmap;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.Compilations;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.ArrayOperation;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/** A function of all members is that of each member by itself. */
class VmapTest {
    private static final int SIZE = 3;
    /** Products of other shapes add in another order: some hundred roundings of numbers of size 1. */
    private static final double ROUNDING = 1e-12;

    private record Sample(Tensor x, Tensor y) {}

    private record Bundle(List<Tensor> parts, Indices place) {}

    private static Tensor row(Tensor all, int member) {
        return all.index(0, member);
    }

    private static Tensor oneByOne(Function<Tensor, Tensor> function, Tensor all) {
        return Tensor.stack(
                0,
                IntStream.range(0, all.shape().dim(0))
                        .mapToObj(i -> function.apply(row(all, i)))
                        .toList());
    }

    // ---- the lists

    /** Members that differ, but for positions and conditions. */
    private static Tensor members(Tensor one) {
        boolean isWhole = Arrays.stream(one.toArray()).allMatch(number -> number == Math.rint(number));
        return isWhole ? Tensor.stack(one, one, one) : Tensor.stack(one, one.times(1.1), one.times(0.9));
    }

    /** The operation of the batched inputs of {@code choice}, with all other inputs closed over. */
    private static Function<List<Tensor>, Tensor> ofBatched(ArrayOperation each, int choice) {
        return batched -> {
            List<Tensor> in = new ArrayList<>(each.inputs());
            int next = 0;
            for (int i = 0; i < in.size(); i++) {
                if ((choice >> i & 1) == 1) {
                    in.set(i, batched.get(next++));
                }
            }
            return each.function().apply(in);
        };
    }

    private static List<Tensor> member(List<Tensor> all, int at) {
        return all.stream().map(each -> row(each, at).concrete()).toList();
    }

    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.ArrayOperation#all")
    void operationsOnArraysTakeEveryChoiceOfBatchedInputs(ArrayOperation each) {
        for (int choice = 1; choice < 1 << each.inputs().size(); choice++) {
            int chosen = choice;
            List<Tensor> all = IntStream.range(0, each.inputs().size())
                    .filter(i -> (chosen >> i & 1) == 1)
                    .mapToObj(i -> members(each.inputs().get(i)))
                    .toList();
            Function<List<Tensor>, Tensor> function = ofBatched(each, choice);
            Tensor values = vmap(function, all);
            for (int at = 0; at < SIZE; at++) {
                assertClose(function.apply(member(all, at)).concrete(), row(values, at), ROUNDING);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.ArrayOperation#smooth")
    void theirGradientsAndTangentsDoToo(ArrayOperation each) {
        Tensor bar = RandomKey.of(1).normal(each.expected().type());
        Function<List<Tensor>, List<Tensor>> derivatives = in -> {
            List<Tensor> results = new ArrayList<>(vjp(each.function(), in).pullBack(bar));
            results.add(jvp(each.function(), in, in).tangent());
            return results;
        };
        List<Tensor> all = each.inputs().stream().map(VmapTest::members).toList();
        List<Tensor> values = vmap(derivatives, all);
        for (int at = 0; at < SIZE; at++) {
            List<Tensor> expected = derivatives.apply(member(all, at));
            for (int i = 0; i < expected.size(); i++) {
                double largest = expected.get(i).size() == 0
                        ? 1
                        : Math.max(1, expected.get(i).abs().max().item());
                assertClose(expected.get(i).concrete(), row(values.get(i), at), ROUNDING * largest);
            }
        }
    }

    // ---- gradients of each member

    private static Tensor loss(Tensor w, Sample sample) {
        return sample.x().dot(w).minus(sample.y()).square();
    }

    /** ∂(x·w − y)²/∂w = 2 (x·w − y) x. */
    @Test
    void eachSampleHasItsGradient() {
        Tensor w = Tensor.of(0.5, -1);
        Sample samples = new Sample(Tensor.of(new double[][] {{1, 2}, {3, 4}, {0, 1}}), Tensor.of(1, 2, 3));
        Tensor gradients = vmap(sample -> grad((Tensor p) -> loss(p, sample)).apply(w), samples);
        assertNumbers(gradients, 1e-14, -5, -10, -27, -36, 0, -8);
        assertClose(
                grad((Tensor p) -> vmap((Sample sample) -> loss(p, sample), samples)
                                .sum())
                        .apply(w),
                gradients.sum(0),
                1e-14);
    }

    @Test
    void gradientsOfANetworkAreReturnedAsItsTensors() {
        Mlp mlp = Mlp.random(RandomKey.of(1), DType.FLOAT64, Activation.TANH, 2, 8, 1);
        Tensor x = RandomKey.of(2).normal(5, 2);
        Function<Tensor, Mlp> gradient =
                one -> grad((Mlp m) -> m.apply(one).square().sum()).apply(mlp);
        List<Tensor> all = vmap(one -> Tree.flatten(gradient.apply(one)).leaves(), x);
        for (int at = 0; at < 5; at++) {
            List<Tensor> expected = Tree.flatten(gradient.apply(row(x, at))).leaves();
            for (int leaf = 0; leaf < expected.size(); leaf++) {
                assertClose(expected.get(leaf).concrete(), row(all.get(leaf), at), ROUNDING);
            }
        }
        String message = assertThrows(IllegalArgumentException.class, () -> vmap(gradient, x))
                .getMessage();
        assertEquals(
                "vmap gives each tensor of a result a leading axis, which this tree does not take: ",
                message.substring(0, 82));
    }

    // ---- nesting

    private static Tensor curve(Tensor x) {
        return x.sin().times(x.sum()).exp();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 31, 32, 33, 34, 63, 64, 65, 127, 128, 129, 130, 1000})
    void anyNumberOfMembersInBothPrecisions(int size) {
        Tensor x = RandomKey.of(size).normal(size, 3);
        assertClose(oneByOne(VmapTest::curve, x), vmap(VmapTest::curve, x), ROUNDING);
        Tensor single = x.cast(DType.FLOAT32);
        assertClose(
                oneByOne(VmapTest::curve, single).cast(DType.FLOAT64),
                vmap(VmapTest::curve, single).cast(DType.FLOAT64),
                1e-4); // values up to e³, and the slope of exp takes an error of its argument times as much
    }

    /** Sums of no terms are 0, and matrices without rows or columns keep their other length. */
    @Test
    void productsWithoutRowsColumnsOrTermsKeepTheirShapes() {
        for (int[] sizes : new int[][] {{0, 3, 2}, {3, 0, 2}, {3, 2, 0}, {0, 0, 1}, {4, 0, 1}, {0, 3, 1}}) {
            Tensor a = Tensor.ones(SIZE, sizes[0], sizes[1]);
            Tensor b = Tensor.ones(SIZE, sizes[1], sizes[2]);
            Tensor product = Tensor.full(TensorType.float64(SIZE, sizes[0], sizes[2]), sizes[1]);
            assertClose(product, a.matmul(row(b, 0)), 0);
            assertClose(product, vmap(x -> x.matmul(row(b, 0)), a), 0);
            assertClose(product, vmap(y -> row(a, 0).matmul(y), b), 0);
            Function<Tensor, Tensor> slope =
                    x -> grad(z -> z.matmul(row(b, 0)).square().sum(), x);
            Function<Tensor, Tensor> second = x -> grad(z -> slope.apply(z).sum(), x);
            assertClose(oneByOne(second, a), vmap(second, a), 0);
            Function<Tensor, Tensor> right =
                    y -> grad(z -> row(a, 0).matmul(z).square().sum(), y);
            assertClose(oneByOne(right, b), vmap(right, b), 0);
        }
    }

    @Test
    void derivativesNestOnBothSides() {
        Tensor x = RandomKey.of(3).normal(4, 3);
        Function<Tensor, Tensor> loss = one -> curve(one).sum();
        assertClose(oneByOne(grad(loss), x), vmap(grad(loss), x), ROUNDING);
        assertClose(
                oneByOne(grad(loss), x),
                grad((Tensor all) -> vmap(loss, all).sum()).apply(x),
                ROUNDING);
        assertClose(
                oneByOne(one -> jacobian(VmapTest::curve, one), x),
                vmap(one -> jacobian(VmapTest::curve, one), x),
                ROUNDING);
        assertClose(oneByOne(one -> hessian(loss, one), x), vmap(one -> hessian(loss, one), x), 10 * ROUNDING);
        Tensor moved = jvp((Tensor all) -> vmap(VmapTest::curve, all), x, x).tangent();
        assertClose(oneByOne(one -> jvp(VmapTest::curve, one, one).tangent(), x), moved, ROUNDING);
        assertClose(moved, vmap(one -> jvp(VmapTest::curve, one, one).tangent(), x), ROUNDING);
    }

    @Test
    void mapsNestInEachOther() {
        Tensor a = RandomKey.of(1).normal(2, 4);
        Tensor b = RandomKey.of(2).normal(3, 4);
        assertClose(a.matmul(b.transpose()), vmap(row -> vmap(column -> row.dot(column), b), a), ROUNDING);
        Tensor cube = RandomKey.of(3).normal(2, 3, 4);
        assertClose(
                cube.softmax(-1),
                Autodiff.<Tensor, Tensor>vmap(vmap(x -> x.softmax(0))).apply(cube),
                ROUNDING);
    }

    @Test
    void compiledFunctionsStandInsideAndOutside() {
        Tensor x = RandomKey.of(4).normal(5, 3);
        Function<Tensor, Tensor> compiled = compile(VmapTest::curve);
        Tensor expected = oneByOne(VmapTest::curve, x);
        Compilations start = Compilations.soFar();
        assertClose(expected, vmap(compiled, x), ROUNDING);
        assertEquals(1, Compilations.soFar().since(start).plans(), "one plan serves all members");
        Compilations before = Compilations.soFar();
        assertClose(expected, vmap(compiled, x), ROUNDING);
        assertEquals(
                0, Compilations.soFar().since(before).plans(), "the second call finds the plan of the whole batch");
        assertClose(
                expected, compile((Tensor all) -> vmap(VmapTest::curve, all)).apply(x), ROUNDING);
        assertClose(expected, compile((Tensor all) -> vmap(compiled, all)).apply(x), ROUNDING);
        Function<Tensor, Tensor> loss = one -> compiled.apply(one).sum();
        assertClose(oneByOne(grad(loss), x), vmap(grad(loss), x), ROUNDING);
        assertClose(oneByOne(grad(loss), x), vmap(compile(grad(loss)), x), ROUNDING);
        assertClose(
                oneByOne(grad(loss), x),
                grad((Tensor all) -> vmap(Autodiff.checkpoint(loss), all).sum()).apply(x),
                ROUNDING);
    }

    @Test
    void anOuterVariableThatIsTheSameForAllGetsTheSumOfGradients() {
        Tensor x = RandomKey.of(5).normal(6, 3);
        Tensor w = Tensor.of(0.3, -0.2, 0.9);
        Function<Tensor, Tensor> each =
                p -> vmap(one -> one.times(p).tanh().sum(), x).sum();
        Function<Tensor, Tensor> alone =
                p -> oneByOne(one -> one.times(p).tanh().sum(), x).sum();
        assertClose(grad(alone).apply(w), grad(each).apply(w), ROUNDING);
        assertClose(grad(alone).apply(w), compile(grad(each)).apply(w), ROUNDING);
        assertClose(hessian(alone, w), hessian(each, w), ROUNDING);
    }

    // ---- rules, indices, keys

    @Test
    void rulesOfOnesOwnAreUsed() {
        Function<Tensor, Tensor> clipped =
                customVjp(x -> x.times(2), (x, y, g) -> g.minimum(1).maximum(-1));
        Tensor factors = Tensor.of(new double[][] {{5, -7}, {0.5, 3}});
        Tensor ones = Tensor.ones(2, 2);
        assertNumbers(vmap(clipped, ones), 0, 2, 2, 2, 2);
        assertNumbers(grad((Tensor x) -> vmap(clipped, x).times(factors).sum()).apply(ones), 0, 1, -1, 0.5, 1);
        assertNumbers(
                vmap(
                        s -> grad((Tensor x) -> clipped.apply(x).times(s.y()).sum())
                                .apply(s.x()),
                        new Sample(ones, factors)),
                0,
                1,
                -1,
                0.5,
                1);
    }

    @Test
    void indicesAreComputedAndUsedMemberByMember() {
        Tensor x = Tensor.of(new double[][] {{1, 5, 2}, {7, 3, 4}});
        assertNumbers(vmap(one -> one.argmax(0).numbers(), x), 0, 1, 0);
        assertNumbers(vmap(one -> one.take(0, one.argmax(0)), x), 0, 5, 7);
        Tensor table = Tensor.of(10, 20, 30);
        assertNumbers(vmap(place -> table.take(0, place), Indices.of(2, 0, 1, 2)), 0, 30, 10, 20, 30);
        Bundle bundle = new Bundle(List.of(x, x.negate()), Indices.of(2, 1));
        assertNumbers(vmap(b -> b.parts().get(1).take(0, b.place()), bundle), 0, -2, -3);
    }

    @Test
    void aKeyInsideGivesEachMemberTheSameNumbers() {
        RandomKey key = RandomKey.of(9);
        Tensor inside = vmap(x -> x.plus(key.normal(2)), Tensor.zeros(3, 2));
        assertClose(row(inside, 0), row(inside, 2), 0);
        assertClose(key.normal(3, 2), vmap(noise -> noise.plus(0), key.normal(3, 2)), 0);
    }

    @Test
    void whatDoesNotDependOnTheMemberIsRepeated() {
        assertNumbers(vmap(x -> Tensor.of(1, 2), Tensor.zeros(2, 5)), 0, 1, 2, 1, 2);
        assertEquals(
                TensorType.float64(2),
                vmap(x -> Tensor.scalar(3), Tensor.zeros(2)).type());
    }

    // ---- refusals

    private static String refusal(Function<Object, Object> function, Object x) {
        return assertThrows(IllegalArgumentException.class, () -> vmap(function, x))
                .getMessage();
    }

    @Test
    void whatHasNoMembersIsRefused() {
        assertEquals(
                "vmap needs members along the leading axes of its argument's tensors, and 3.0 has no tensors; make its numbers"
                        + " tensors, for instance with Tensor.of",
                refusal(x -> x, 3.0));
        assertEquals(
                "vmap needs members along a leading axis, and f64[] at y has none; close over what is the same for all members",
                refusal(x -> x, new Sample(Tensor.of(1, 2), Tensor.scalar(1))));
        assertEquals(
                "vmap needs members along a leading axis, and f64[0, 3] at root has none; close over what is the same for all members",
                refusal(x -> x, Tensor.zeros(0, 3)));
        assertEquals(
                "vmap needs leading axes of one length, got f64[2] at x and f64[3] at y; close over what is the same for all members",
                refusal(x -> x, new Sample(Tensor.of(1, 2), Tensor.of(1, 2, 3))));
        assertEquals(
                "vmap needs a function, got null",
                assertThrows(NullPointerException.class, () -> vmap(null)).getMessage());
    }

    @Test
    void aChoiceByTheNumbersOfAMemberIsRefused() {
        String message = assertThrows(
                        IllegalStateException.class, () -> vmap(x -> x.item() > 0 ? x : x.negate(), Tensor.of(1, -1)))
                .getMessage();
        assertEquals(
                "this tensor stands for 2 members of a batch and has no single value; use Tensor.where(condition, a, b) for a choice"
                        + " that depends on it",
                message);
    }
}
