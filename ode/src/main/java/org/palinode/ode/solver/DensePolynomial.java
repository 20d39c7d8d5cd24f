package org.palinode.ode.solver;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Polynomial in the fraction θ for the solution inside a step: y(θ) = y₀ + p(θ)(y₁ − y₀) + Σ qᵢ(θ) h kᵢ. Coefficients start with that of θ;
 * there is no constant term, so y(0) = y₀.
 */
public final class DensePolynomial {
    /** The chord y₀ + θ(y₁ − y₀), for solvers that keep y₀ and y₁ and no more. */
    static final DensePolynomial CHORD = linear(0);

    private final double[] p;
    private final int allStages;
    private final int[] stages;
    private final double[][] q;

    private DensePolynomial(double[] p, double[][] all) {
        this.p = p;
        allStages = all.length;
        int[] found = new int[all.length];
        double[][] polynomials = new double[all.length][];
        int count = 0;
        for (int i = 0; i < all.length; i++) {
            if (!isZero(all[i])) {
                found[count] = i;
                polynomials[count++] = all[i].clone();
            }
        }
        stages = Arrays.copyOf(found, count);
        q = Arrays.copyOf(polynomials, count);
    }

    /**
     * The straight line y₀ + θ(y₁ − y₀).
     *
     * @param stages the number of stages of the tableau, though no slope is read
     */
    public static DensePolynomial linear(int stages) {
        return new DensePolynomial(new double[] {1}, new double[stages][0]);
    }

    /**
     * The cubic with values y₀, y₁ and the slopes of the first and the last stage. Where the last stage is not at (t₁, y₁) that
     * slope is one of lower order; this is the reference's convention, and its figures are met.
     *
     * @param stages the number of stages of the tableau, at least 1: it tells which slope is the last
     * @throws IllegalArgumentException if it is below 1
     */
    public static DensePolynomial cubicHermite(int stages) {
        requireOne(stages);
        double[][] q = new double[stages][3];
        add(q[0], 1, -2, 1);
        add(q[stages - 1], 0, -1, 1);
        return new DensePolynomial(new double[] {0, 3, -2}, q);
    }

    /**
     * The quartic with values y₀, y₁, y₀ + hΣ midᵢkᵢ at θ = ½ and the slopes of the first and the last stage.
     *
     * @param mid a weight for each stage of the tableau [s]
     * @throws IllegalArgumentException if there is none
     */
    public static DensePolynomial quartic(double[] mid) {
        requireOne(mid.length);
        double[][] q = Arrays.stream(mid)
                .mapToObj(m -> new double[] {0, 16 * m, -32 * m, 16 * m})
                .toArray(double[][]::new);
        add(q[0], 1, -4, 5, -2);
        add(q[mid.length - 1], 0, 1, -3, 2);
        return new DensePolynomial(new double[] {0, -5, 14, -8}, q);
    }

    /** The polynomial y₀ + hΣ bᵢ(θ)kᵢ, with the coefficients of θ, θ², ... of each bᵢ, one row for each stage of the tableau. */
    public static DensePolynomial ofStages(double[]... b) {
        return new DensePolynomial(new double[0], b);
    }

    private static void requireOne(int stages) {
        if (stages < 1) {
            throw new IllegalArgumentException(
                    "a dense polynomial reads slopes of at least one stage, got " + stages + " stages");
        }
    }

    private static void add(double[] to, double... terms) {
        for (int i = 0; i < terms.length; i++) {
            to[i] += terms[i];
        }
    }

    /** The polynomial itself, where it was made for so many stages; a wrong number would read slopes of other stages. */
    DensePolynomial of(Solver solver, int stages) {
        if (allStages != stages) {
            throw new IllegalArgumentException("the dense polynomial of " + solver + " is made for " + allStages
                    + " stages, but its tableau has " + stages + "; give DensePolynomial the stages of the tableau");
        }
        return this;
    }

    @Override
    public String toString() {
        return "DensePolynomial[stages=" + allStages + "]";
    }

    /**
     * The values of a step that the polynomial reads, each [n].
     *
     * @param increment h kᵢ of stage i
     */
    public List<Tensor> values(Tensor y0, Tensor y1, IntFunction<Tensor> increment) {
        List<Tensor> values = new ArrayList<>(List.of(y0, y1));
        for (int stage : stages) {
            values.add(increment.apply(stage));
        }
        return values;
    }

    /** The values as by {@link #values(Tensor, Tensor, IntFunction)}; y₀ and y₁ alone where the field says that no more is known of the inside. */
    List<Tensor> values(Field f, Tensor y0, Tensor y1, IntFunction<Tensor> increment) {
        return f.isRough() ? List.of(y0, y1) : values(y0, y1, increment);
    }

    /** The value y(θ) [n] at the fraction {@code theta}, a scalar, from the {@link #values} of the step. */
    public Tensor evaluate(Tensor theta, List<Tensor> values) {
        if (values.size() == 2 && q.length > 0) {
            return CHORD.evaluate(theta, values);
        }
        Tensor y0 = values.get(0);
        Tensor fraction = theta.cast(y0.dtype());
        Tensor y = isZero(p) ? y0 : y0.plus(values.get(1).minus(y0).times(at(p, fraction)));
        for (int i = 0; i < q.length; i++) {
            y = y.plus(values.get(2 + i).times(at(q[i], fraction)));
        }
        return y;
    }

    private static boolean isZero(double[] polynomial) {
        for (double coefficient : polynomial) {
            if (coefficient != 0) {
                return false;
            }
        }
        return true;
    }

    private static Tensor at(double[] polynomial, Tensor theta) {
        Tensor value = theta.times(polynomial[polynomial.length - 1]);
        for (int i = polynomial.length - 2; i >= 0; i--) {
            value = value.plus(polynomial[i]).times(theta);
        }
        return value;
    }
}
