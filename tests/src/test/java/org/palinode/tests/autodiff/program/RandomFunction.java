package org.palinode.tests.autodiff.program;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Axes;
import org.palinode.autodiff.tensor.PrimitiveCases;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A pure function of tensors chosen at random by a seed: some dozens of operations on earlier values, whatever fits. Decisions depend on
 * shapes only, so the function is the same on tensors of every kind. Numbers stay of moderate size.
 */
record RandomFunction(long seed, int operations) implements Function<List<Tensor>, List<Tensor>> {
    private static final int CHOICES = 41;

    static final List<TensorType> TYPES = List.of(
            TensorType.float64(),
            TensorType.float64(3),
            TensorType.float64(2, 3),
            TensorType.float64(3, 3),
            TensorType.float64(2, 1));

    static List<Tensor> inputs(long seed) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < TYPES.size(); i++) {
            inputs.add(PrimitiveCases.signed(
                    Math.toIntExact(100 * seed + i), TYPES.get(i).shape().dims()));
        }
        return inputs;
    }

    @Override
    public List<Tensor> apply(List<Tensor> inputs) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Tensor> values = new ArrayList<>(inputs);
        while (values.size() < inputs.size() + operations) {
            Tensor a = values.get(random.nextInt(values.size()));
            Tensor b = values.get(random.nextInt(values.size()));
            int choice = random.nextInt(CHOICES + RandomOperations.count());
            Tensor next = tried(choice, a, b);
            if (next != null) {
                values.add(next);
            }
        }
        List<Tensor> results = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            results.add(values.get(values.size() - 1 - random.nextInt(operations)));
        }
        results.add(values.get(random.nextInt(values.size())));
        return results;
    }

    /** Null where the shapes do not fit. */
    private static Tensor tried(int choice, Tensor a, Tensor b) {
        try {
            return choice < CHOICES ? operation(choice, a, b) : RandomOperations.apply(choice - CHOICES, a, b);
        } catch (IllegalArgumentException shapesDoNotFit) {
            return null;
        }
    }

    /** Without equal numbers along the first axis: at a tie a maximum has no second derivative. */
    static Tensor apart(Tensor a) {
        List<Tensor> rows = new ArrayList<>();
        for (int i = 0; i < a.shape().dim(0); i++) {
            rows.add(a.index(0, i).plus(0.01 * i));
        }
        return Tensor.stack(0, rows);
    }

    private static Tensor operation(int choice, Tensor a, Tensor b) {
        return switch (choice) {
            case 0 -> a.plus(b).times(0.5);
            case 1 -> a.minus(b).tanh();
            case 2 -> a.times(b).tanh();
            case 3 -> a.sin();
            case 4 -> a.negate();
            case 5 -> a.sigmoid().plus(b);
            case 6 -> a.dividedBy(b.square().plus(1));
            case 7 -> Tensor.where(a.greater(b), a, b.times(0.5));
            case 8 -> a.maximum(b.plus(0.0071));
            case 9 -> a.matmul(b).tanh();
            case 10 -> a.transpose();
            case 11 -> a.sum(0).tanh();
            case 12 -> a.flatten();
            case 13 -> a.slice(0, 0, 2);
            case 14 -> a.index(0, 1);
            case 15 -> a.size() > 40 ? null : Tensor.concatenate(0, a, b);
            case 16 -> a.size() > 40 ? null : a.broadcastTo(Shape.of(2).insert(1, a.size()));
            case 17 -> apart(a).max(0);
            case 18 -> a.square().plus(1).sqrt().log();
            case 19 -> a.slice(0, 1, a.shape().dim(0)).softplus();
            case 20 -> a.asinh().plus(b.tanh().sinh());
            case 21 -> a.atan2(b.square().plus(1));
            case 22 -> a.plus(2).hypot(b);
            case 23 -> a.logAddExp(b).tanh();
            case 24 -> a.softmax(-1).minus(b.square().plus(1).log2());
            case 25 -> a.logSoftmax(0).tanh();
            case 26 -> a.logSumExp(Axes.of(0).kept()).tanh();
            case 27 -> a.cumsum(-1).tanh();
            case 28 -> a.cumprod(0).tanh();
            case 29 -> a.prod(-1).tanh().times(b);
            case 30 -> a.var(Axes.all().kept()).tanh().plus(b.cosh().reciprocal());
            case 31 -> a.triu(0).plus(b.tril(-1));
            case 32 -> a.flip(0).times(b.roll(-1, 1)).tanh();
            case 33 -> a.size() > 40 ? null : a.pad(-1, 1, 0, 0.3).repeat(0, 2);
            case 34 -> a.square().plus(0.5).lgamma().tanh();
            case 35 -> a.square().plus(0.5).digamma().tanh();
            case 36 -> a.tanh().times(0.9).erfInv().plus(b.tanh().times(0.9).asin());
            case 37 -> a.tanh().exp2().minus(b.square().plus(1.1).acosh());
            case 38 -> a.tanh().times(0.9).atanh().tanh().times(b.tanh().tan());
            case 39 -> a.logSigmoid().dividedBy(b.square().plus(1).cbrt()).tanh();
            default -> a.diagonal().outer(b.index(0, 0)).tanh();
        };
    }
}
