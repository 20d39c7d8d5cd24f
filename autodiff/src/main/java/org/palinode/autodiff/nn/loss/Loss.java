package org.palinode.autodiff.nn.loss;

import java.util.Objects;
import org.palinode.autodiff.tensor.Indices;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Losses of predictions, one for each of them. Logarithms are natural; logits are any numbers, and probabilities their sigmoid or softmax.
 * What a loss compares has one shape: nothing is broadcast, but a scalar that stands for equal numbers. Values and gradients stay finite wherever the loss is.
 */
public final class Loss {
    private static final double HALF_LOG_2_PI = 0.5 * Math.log(2 * Math.PI);

    private Loss() {}

    // ---- of numbers

    /** The mean of the squared errors, one number. */
    public static Tensor mse(Tensor prediction, Tensor target) {
        return squaredError(prediction, target).mean();
    }

    /** (prediction − target)². */
    public static Tensor squaredError(Tensor prediction, Tensor target) {
        requireAlike("a squared error", prediction, target);
        return prediction.minus(target).square();
    }

    /**
     * Half of the squared error e² up to |e| = {@code delta}, and the straight line delta (|e| − delta/2) beyond.
     *
     * <p>Source: P. Huber, "Robust Estimation of a Location Parameter", Annals of Mathematical Statistics 35, 1964.
     *
     * @throws IllegalArgumentException unless delta is positive and finite, or if the shapes differ
     */
    public static Tensor huber(Tensor prediction, Tensor target, double delta) {
        requireAlike("Huber's loss", prediction, target);
        if (!(delta > 0 && delta <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("Huber's loss needs a positive delta, got " + delta);
        }
        Tensor error = prediction.minus(target);
        Tensor bounded = error.clip(-delta, delta);
        return bounded.times(error.minus(bounded.times(0.5)));
    }

    // ---- of classes

    /**
     * −log of the probability of each label: logits [..., classes] and labels [...] to [...]. Where −1 stands for no label, give it any class,
     * and hide its loss by {@link #mean(Tensor, Tensor)}.
     *
     * @throws IllegalArgumentException if the shapes do not fit, or a label is not in [0, classes), when it is met
     */
    public static Tensor crossEntropy(Tensor logits, Indices labels) {
        Objects.requireNonNull(logits, "cross entropy needs logits, got null");
        Objects.requireNonNull(labels, "cross entropy needs labels, got null");
        if (logits.rank() == 0 || !logits.shape().without(-1).equals(labels.shape())) {
            throw new IllegalArgumentException("cross entropy needs logits [..., classes] and labels [...], got "
                    + logits.type() + " and labels " + labels.shape());
        }
        Indices known = labels.within(
                logits.shape().dim(-1),
                "cross entropy needs labels",
                "where it stands for no label, give it any class, and hide its loss by Loss.mean(losses, mask)");
        Indices column = new Indices(known.stored().expandDims(-1));
        return logits.logSoftmax(-1).takeAlong(-1, column).squeeze(-1).negate();
    }

    /**
     * −Σ p log softmax(logits) over the last axis, [..., classes] to [...]. A class of probability 0 adds nothing, also where its logit is
     * −∞.
     *
     * @param probabilities of the shape of the logits
     */
    public static Tensor crossEntropy(Tensor logits, Tensor probabilities) {
        requireSame("cross entropy", logits, probabilities);
        return expected(probabilities, logits.logSoftmax(-1)).sum(-1).negate();
    }

    /**
     * −y log σ(logit) − (1 − y) log σ(−logit) for the probability y that the answer is yes; precise at large logits of both signs. An answer
     * of probability 0 adds nothing, also where its logit is infinite.
     */
    public static Tensor binaryCrossEntropy(Tensor logits, Tensor probabilities) {
        requireAlike("binary cross entropy", logits, probabilities);
        return expected(probabilities, logits.logSigmoid())
                .plus(expected(probabilities.subtractedFrom(1), logits.negate().logSigmoid()))
                .negate();
    }

    /** The logarithms times their probabilities; 0 where these are, also of −∞. */
    private static Tensor expected(Tensor probabilities, Tensor logs) {
        return Tensor.where(probabilities, logs, logs.zerosLike()).times(probabilities);
    }

    // ---- of normal laws

    /**
     * −log of the density of {@code x} under the normal law of this mean and standard deviation e^logScale, its constant ½ log 2π included.
     */
    public static Tensor gaussian(Tensor x, Tensor mean, Tensor logScale) {
        requireAlike("the loss of a normal law", x, mean);
        requireAlike("the loss of a normal law", x, logScale);
        Tensor standard = x.minus(mean).times(logScale.negate().exp());
        return standard.square().times(0.5).plus(logScale).plus(HALF_LOG_2_PI);
    }

    /**
     * The divergence KL(q ‖ p) of normal laws, number by number: ½ (e^{2d} − 1 − 2d) + ½ ((m_q − m_p)/s_p)² with d = log s_q − log s_p.
     *
     * @param mean m_q
     * @param logScale log s_q
     * @param priorMean m_p
     * @param priorLogScale log s_p
     */
    public static Tensor gaussianKl(Tensor mean, Tensor logScale, Tensor priorMean, Tensor priorLogScale) {
        requireAlike("a divergence of normal laws", mean, logScale);
        requireAlike("a divergence of normal laws", mean, priorMean);
        requireAlike("a divergence of normal laws", mean, priorLogScale);
        Tensor twice = logScale.minus(priorLogScale).times(2);
        Tensor apart = mean.minus(priorMean).times(priorLogScale.negate().exp());
        return twice.expm1().minus(twice).plus(apart.square()).times(0.5);
    }

    /** The divergence KL(q ‖ p) from the standard normal law p, number by number. */
    public static Tensor gaussianKl(Tensor mean, Tensor logScale) {
        requireAlike("a divergence of normal laws", mean, logScale);
        Tensor twice = logScale.times(2);
        return twice.expm1().minus(twice).plus(mean.square()).times(0.5);
    }

    // ---- of many

    /**
     * The mean of the losses that a mask shows; 0 if it shows none. Losses that it hides may be NaN or infinite.
     *
     * @param mask of the shape of the losses, 1 or 0
     */
    public static Tensor mean(Tensor losses, Tensor mask) {
        requireShape("a mean of losses", losses, mask);
        Tensor shown = mask.notEqualTo(0).cast(losses.dtype());
        return Tensor.where(shown, losses, losses.zerosLike())
                .sum()
                .dividedBy(shown.sum().maximum(1));
    }

    private static void requireAlike(String what, Tensor first, Tensor second) {
        boolean isScalar = second != null && second.rank() == 0;
        requireSame(what, first, isScalar ? first : second);
    }

    private static void requireSame(String what, Tensor first, Tensor second) {
        requireShape(what, first, second);
        if (first.dtype() != second.dtype()) {
            throw new IllegalArgumentException(what + " needs tensors of one type of number, got " + first.type()
                    + " and " + second.type() + "; cast one, for instance by a.cast(b.dtype())");
        }
    }

    private static void requireShape(String what, Tensor first, Tensor second) {
        Objects.requireNonNull(first, () -> what + " needs tensors, got null");
        Objects.requireNonNull(second, () -> what + " needs tensors, got null");
        if (!first.shape().equals(second.shape())) {
            throw new IllegalArgumentException(
                    what + " needs tensors of one shape, got " + first.type() + " and " + second.type());
        }
    }
}
