package org.palinode.autodiff;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.palinode.autodiff.GradientCheck.Comparison;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;

/**
 * Directional derivatives of one function of one number, by both modes and by central differences of order 4,
 * (8(s(h) − s(−h)) − (s(2h) − s(−2h))) / 12h. The step starts at ulp^(1/5), where truncation h⁴ meets rounding ulp/h, and shrinks up
 * to three times by 8 where the two disagree, in case a kink or a fast part of the function is near; the best step counts.
 */
final class DirectionalCheck<P> {
    private static final int STEPS = 4;

    private static final String READ =
            "%n  the function read numbers from tensors (item, toArray, toINDArray): what it made of them is a"
                    + " constant to derivatives, but not to differences";

    private static final String USUAL =
            "%n  where nothing is wrong with the rules: the differences are too rough (of an adaptive solve they need tolerances"
                    + " of 1e-9, or equal steps), or the derivative is small beside the function, as at a minimum";

    private static final String LOST = "%n  the function is %s there: make it finite first, or check it elsewhere";

    private static final String KINK =
            "%n  there is a kink: along this direction the derivative is %s from the left and %s from the right; check next to it";

    private static final String JUMP =
            "%n  there is a kink: along this direction what is differentiated jumps from %s to %s; check next to it";

    private final GradientCheck check;
    private final String order;
    private final Function<P, Tensor> function;
    private final Tree.Flat<P> x;
    private final RandomKey key;
    private final double allowed;
    private final double ulp;
    private boolean numbersRead;

    DirectionalCheck(
            GradientCheck check,
            String order,
            Function<P, Tensor> function,
            Tree.Flat<P> x,
            RandomKey key,
            double allowed) {
        this.check = check;
        this.order = order;
        this.function = function;
        this.x = x;
        this.key = key;
        this.allowed = allowed;
        ulp = x.leaves().stream()
                .mapToDouble(leaf -> leaf.dtype().epsilon())
                .max()
                .orElse(DType.FLOAT64.epsilon());
    }

    /** A central difference, and how far rounding may have moved it. */
    private record Difference(double value, double step, double rounding) {}

    List<Comparison> run() {
        P at = x.structure().unflatten(x.leaves());
        Recording<P, Tensor> recording = Recording.of(function, at);
        numbersRead = recording.numbersWereRead();
        P gradient = recording.pullBack(recording.value().onesLike());
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < check.directions(); i++) {
            P direction = RandomDirections.like(x, key.fold(i));
            double reverse = RandomDirections.inner(gradient, direction).item();
            Difference numeric = difference(reverse, direction);
            comparisons.add(compare("reverse mode", i, reverse, numeric, () -> shares(gradient, direction), direction));
            if (check.forward()) {
                double forward = forward(direction);
                comparisons.add(compare("forward mode", i, forward, numeric, () -> shares(direction), direction));
            }
        }
        return comparisons;
    }

    private double forward(P direction) {
        P at = x.structure().unflatten(x.leaves());
        return ForwardMode.<P, Tensor>jvp(function, at, direction).tangent().item();
    }

    /** The share of each leaf in the derivative, by reverse mode. */
    private double[] shares(P gradient, P direction) {
        return RandomDirections.products(gradient, direction).stream()
                .mapToDouble(Tensor::item)
                .toArray();
    }

    /** The share of each leaf in the derivative, by forward mode. */
    private double[] shares(P direction) {
        return IntStream.range(0, x.leaves().size())
                .mapToDouble(leaf -> forward(only(leaf, direction)))
                .toArray();
    }

    private Comparison compare(
            String mode, int index, double analytic, Difference numeric, Supplier<double[]> shares, P direction) {
        double gap = Math.abs(analytic - numeric.value);
        double size = Math.max(Math.abs(analytic), Math.abs(numeric.value));
        String what = order + ", " + mode + ", direction " + index;
        Comparison comparison = new Comparison(what, analytic, numeric.value, gap == 0 ? 0 : gap / size);
        if (!agrees(analytic, numeric)) {
            String text = failure(comparison, numeric, blame(shares.get(), direction)) + reason(direction);
            throw new GradientCheckError(text, comparison);
        }
        return comparison;
    }

    /** Written so that NaN does not agree. */
    private boolean agrees(double analytic, Difference numeric) {
        double size = Math.max(Math.abs(analytic), Math.abs(numeric.value));
        return Math.abs(analytic - numeric.value) <= allowed * size + numeric.rounding;
    }

    private Difference difference(double analytic, P direction) {
        Difference best = null;
        double step = Math.pow(ulp, 0.2);
        for (int i = 0; i < STEPS; i++, step /= 8) {
            Difference next = differenceOf(step, direction);
            boolean closer = best == null || Math.abs(next.value - analytic) < Math.abs(best.value - analytic);
            best = closer ? next : best;
            if (agrees(analytic, best)) {
                break;
            }
        }
        return best;
    }

    private Difference differenceOf(double step, P direction) {
        double right = at(step, direction);
        double left = at(-step, direction);
        double near = right - left;
        double far = at(2 * step, direction) - at(-2 * step, direction);
        double size = Math.max(Math.abs(right), Math.abs(left));
        return new Difference((8 * near - far) / (12 * step), step, 16 * ulp * size / step);
    }

    private double at(double step, P direction) {
        P moved = Tree.map(
                (leaf, along) -> leaf.plus(along.times(step)), x.structure().unflatten(x.leaves()), direction);
        return function.apply(moved).item();
    }

    private String failure(Comparison comparison, Difference numeric, String blame) {
        return String.format(
                Locale.ROOT,
                "gradients disagree: %s, seed %d%n  analytic        %s%n  numeric         %s   (central differences, step %.1e)%n"
                        + "  relative error  %.2e, allowed %.1e%n  %s",
                comparison.what(),
                check.seed(),
                comparison.analytic(),
                comparison.numeric(),
                numeric.step,
                comparison.error(),
                allowed,
                blame);
    }

    /** A reason why they may disagree, where one can be seen. */
    private String reason(P direction) {
        double here = at(0, direction);
        if (!Double.isFinite(here)) {
            return String.format(Locale.ROOT, LOST, here);
        }
        double step = Math.pow(ulp, 0.25);
        String seen = side(here, step, direction) + (numbersRead ? String.format(READ) : "");
        return seen.isEmpty() ? String.format(USUAL) : seen;
    }

    /** The difference of both sides if it is as large as at eight times the distance; where nothing is wrong, it would be an eighth. */
    private String side(double here, double far, P direction) {
        double near = far / 8;
        double below = at(-near, direction);
        double above = at(near, direction);
        double rounding = 1e3 * ulp * Math.max(Math.abs(below), Math.abs(above));
        double jump = Math.abs(above - below);
        if (jump > rounding && jump > Math.abs(at(far, direction) - at(-far, direction)) / 2) {
            return String.format(Locale.ROOT, JUMP, below, above);
        }
        double left = (here - below) / near;
        double right = (above - here) / near;
        double before = Math.abs(at(far, direction) - 2 * here + at(-far, direction)) / far;
        boolean turns = Math.abs(right - left) > 1e-3 * Math.max(Math.abs(left), Math.abs(right))
                && Math.abs(right - left) > before / 2;
        return turns ? String.format(Locale.ROOT, KINK, left, right) : "";
    }

    /** The leaf along which alone the derivative is furthest from central differences. */
    private String blame(double[] analytic, P direction) {
        String worst = "";
        double largest = -1;
        for (int i = 0; i < analytic.length; i++) {
            double own = analytic[i];
            double numeric = difference(own, only(i, direction)).value;
            double gap = Double.isNaN(own - numeric) ? Double.POSITIVE_INFINITY : Math.abs(own - numeric);
            if (gap > largest) {
                largest = gap;
                worst = "largest share    " + x.structure().paths().get(i) + ": analytic " + own + ", numeric "
                        + numeric;
            }
        }
        return worst;
    }

    private P only(int leaf, P direction) {
        List<Tensor> all = Tree.flatten(direction).leaves();
        List<Tensor> one = new ArrayList<>(all.stream().map(Tensor::zerosLike).toList());
        one.set(leaf, all.get(leaf));
        return x.structure().unflatten(one);
    }
}
