package org.palinode.train.minimise;

/** Point with the loss and its gradient there. */
record Point(double[] x, double value, double[] gradient) {
    boolean isFinite() {
        return Double.isFinite(value) && Vectors.isFinite(gradient);
    }
}
