package org.palinode.tests.ode.event;

/** A number with its derivatives for some variables: the reference against which gradients are held. */
record Dual(double value, double[] slopes) {
    static Dual constant(double value, int variables) {
        return new Dual(value, new double[variables]);
    }

    static Dual variable(double value, int index, int variables) {
        Dual dual = constant(value, variables);
        dual.slopes[index] = 1;
        return dual;
    }

    private static Dual combined(double value, Dual a, double byA, Dual b, double byB) {
        double[] slopes = new double[a.slopes.length];
        for (int i = 0; i < slopes.length; i++) {
            slopes[i] = byA * a.slopes[i] + byB * b.slopes[i];
        }
        return new Dual(value, slopes);
    }

    Dual plus(Dual other) {
        return combined(value + other.value, this, 1, other, 1);
    }

    Dual minus(Dual other) {
        return combined(value - other.value, this, 1, other, -1);
    }

    Dual times(Dual other) {
        return combined(value * other.value, this, other.value, other, value);
    }

    Dual dividedBy(Dual other) {
        double quotient = value / other.value;
        return combined(quotient, this, 1 / other.value, other, -quotient / other.value);
    }

    Dual times(double factor) {
        return combined(value * factor, this, factor, this, 0);
    }

    Dual exp() {
        double exp = Math.exp(value);
        return combined(exp, this, exp, this, 0);
    }

    Dual log() {
        return combined(Math.log(value), this, 1 / value, this, 0);
    }
}
