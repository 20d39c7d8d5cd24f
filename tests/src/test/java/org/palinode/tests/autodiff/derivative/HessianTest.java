package org.palinode.tests.autodiff.derivative;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.autodiff.Autodiff.hessian;
import static org.palinode.autodiff.Autodiff.hvp;
import static org.palinode.autodiff.Autodiff.jacobian;
import static org.palinode.autodiff.Autodiff.jacobianForward;
import static org.palinode.autodiff.Autodiff.jacobianReverse;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;
import static org.palinode.tests.autodiff.support.Close.assertTreesClose;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

class HessianTest {
    /** Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)². */
    private static Tensor rosenbrock(Tensor x) {
        Tensor head = x.slice(0, 0, -1);
        Tensor tail = x.slice(0, 1, x.size());
        return tail.minus(head.square())
                .square()
                .times(100)
                .plus(head.negate().plus(1).square())
                .sum();
    }

    @Test
    void rosenbrocksGradientAndHessianAreTheKnownOnes() {
        // scipy.optimize.rosen_der and rosen_hess at (-1.2, 1) and (0.1, 0.2, 0.3).
        Tensor start = Tensor.of(-1.2, 1);
        assertNumbers(grad(HessianTest::rosenbrock).apply(start), 1e-12, -215.6, -88);
        assertNumbers(hessian(HessianTest::rosenbrock, start), 1e-11, 1330, 480, 480, 200);
        assertNumbers(
                hessian(HessianTest::rosenbrock, Tensor.of(0.1, 0.2, 0.3)),
                1e-11,
                -66,
                -40,
                0,
                -40,
                130,
                -80,
                0,
                -80,
                200);
    }

    @Test
    void hvpIsTheHessianTimesTheDirection() {
        Tensor x = RandomKey.of(1).normal(6);
        Tensor v = RandomKey.of(2).normal(6);
        assertClose(hessian(HessianTest::rosenbrock, x).matmul(v), hvp(HessianTest::rosenbrock, x, v), 1e-10);
    }

    @Test
    void hvpOfATreeIsThatTree() {
        Mlp mlp = Mlp.random(RandomKey.of(1), Activation.TANH, 2, 4, 1);
        Tensor x = RandomKey.of(2).normal(5, 2);
        Function<Mlp, Tensor> loss = m -> m.apply(x).square().sum();
        Mlp direction = Tree.map(leaf -> RandomKey.of(leaf.size()).normal(leaf.type()), mlp);
        Mlp forwardOverReverse = hvp(loss, mlp, direction);
        Mlp reverseOverReverse = grad((Mlp m) -> {
                    Mlp gradient = grad(loss).apply(m);
                    return gradient.layers()
                            .get(0)
                            .weight()
                            .dot(direction.layers().get(0).weight())
                            .plus(gradient.layers()
                                    .get(0)
                                    .bias()
                                    .dot(direction.layers().get(0).bias()))
                            .plus(gradient.layers()
                                    .get(1)
                                    .weight()
                                    .dot(direction.layers().get(1).weight()))
                            .plus(gradient.layers()
                                    .get(1)
                                    .bias()
                                    .dot(direction.layers().get(1).bias()));
                })
                .apply(mlp);
        assertTreesClose(reverseOverReverse, forwardOverReverse, 1e-13);
    }

    @Test
    void bothModesGiveTheSameJacobian() {
        Tensor a = RandomKey.of(1).normal(4, 3);
        Function<Tensor, Tensor> function = x -> a.matmul(x).tanh();
        Tensor x = RandomKey.of(2).normal(3, 2);
        Tensor forward = jacobianForward(function, x);
        assertEquals(Shape.of(4, 2, 3, 2), forward.shape());
        assertClose(forward, jacobianReverse(function, x), 1e-15);
        assertClose(forward, jacobian(function, x), 1e-15);
        assertClose(a, jacobian((Tensor y) -> a.matmul(y), Tensor.zeros(3)), 0);
        assertClose(a, jacobianForward((Tensor y) -> a.matmul(y), Tensor.zeros(3)), 0);
    }

    @Test
    void jacobiansOfTreesHaveALeafForEach() {
        Function<List<Tensor>, Tensor> function = p -> p.get(0).times(p.get(1).sum());
        List<Tensor> x = List.of(Tensor.of(1, 2), Tensor.of(3, 4, 5));
        List<Tensor> reverse = jacobianReverse(function, x);
        assertNumbers(reverse.get(0), 0, 12, 0, 0, 12);
        assertNumbers(reverse.get(1), 0, 1, 1, 1, 2, 2, 2);
        assertTreesClose(reverse, jacobianForward(function, x), 0);
    }

    /** Layers check the shapes of their weights, so a Jacobian is no such layer: the text names the form that works, and this is it. */
    @Test
    void jacobiansOfRecordsThatCheckShapesAreRefusedWithTheFormThatWorks() {
        Mlp mlp = Mlp.random(RandomKey.of(1), Activation.TANH, 2, 3, 2);
        Tensor input = Tensor.of(0.3, -0.2);
        Function<Mlp, Tensor> function = m -> m.apply(input);
        for (Executable each : List.<Executable>of(
                () -> jacobian(function, mlp),
                () -> jacobianForward(function, mlp),
                () -> jacobianReverse(function, mlp))) {
            assertEquals(
                    "a Jacobian has leaves of shape [value's axes, leaf's axes], which this tree does not take: making the record Linear at"
                            + " layers[0] failed: a linear layer needs weight [in, out] and bias [out] of one type, got f64[2, 2, 3] and f64[2, 3];"
                            + " differentiate by its tensors: var flat = Tree.flatten(x); jacobian((List<Tensor> leaves) ->"
                            + " function.apply(flat.structure().unflatten(leaves)), flat.leaves())",
                    assertThrows(IllegalArgumentException.class, each).getMessage());
        }
        var flat = Tree.flatten(mlp);
        List<Tensor> jacobian = jacobian(
                (List<Tensor> leaves) -> function.apply(flat.structure().unflatten(leaves)), flat.leaves());
        assertEquals(Shape.of(2, 2, 3), jacobian.get(0).shape());
        Tensor y = function.apply(mlp);
        Mlp moved = Tree.map(
                (leaf, column) -> leaf.plus(column.times(1e-6)),
                mlp,
                flat.structure().unflatten(unit(flat.leaves())));
        Tensor differences = function.apply(moved).minus(y).times(1e6);
        assertClose(differences, jacobian.get(0).index(1, 1).index(1, 2), 1e-6);
    }

    /** 1 in place [1, 2] of the first of these tensors. */
    private static List<Tensor> unit(List<Tensor> like) {
        List<Tensor> unit = new ArrayList<>(like.stream().map(Tensor::zerosLike).toList());
        unit.set(0, Tensor.of(like.get(0).shape(), 0, 0, 0, 0, 0, 1));
        return unit;
    }

    @Test
    void aJacobianNeedsATensor() {
        assertEquals(
                "a Jacobian needs a function that returns a tensor, got null",
                assertThrows(IllegalArgumentException.class, () -> jacobian((Tensor x) -> null, Tensor.of(1)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> jacobianForward((Tensor x) -> null, Tensor.of(1)));
    }

    @Test
    void jacobiansOfNothingAreEmpty() {
        Function<Tensor, Tensor> none = x -> x.slice(0, 0, 0);
        assertEquals(Shape.of(0, 3), jacobianReverse(none, Tensor.arange(3)).shape());
        assertEquals(Shape.of(0, 3), jacobianForward(none, Tensor.arange(3)).shape());
        assertEquals(
                Shape.of(0),
                jacobianForward((Tensor x) -> x.sum(), Tensor.zeros(0)).shape());
    }
}
