package org.palinode.autodiff.tensor;

/** The broken line through points. */
final class BrokenLine {
    private BrokenLine() {}

    static Tensor at(Tensor x, Tensor knots, Tensor values) {
        int n = knots.size();
        if (knots.rank() != 1 || n == 0 || !values.shape().equals(knots.shape())) {
            throw new IllegalArgumentException("interp needs one knot or more [n], and a value for each, got "
                    + knots.type() + " and " + values.type());
        }
        if (knots.dtype() != x.dtype() || values.dtype() != x.dtype()) {
            throw new IllegalArgumentException("interp needs places, knots and values of one type, got " + x.type()
                    + ", " + knots.type() + " and " + values.type() + "; cast one of them");
        }
        if (!knots.isSymbolic()) {
            SearchSorted.requireSorted("interp", knots.buffer());
        }
        if (n == 1) {
            return values.get(0).broadcastTo(x.shape());
        }
        Tensor inside = x.clip(knots.get(0), knots.get(-1));
        Indices piece = Indices.of(knots.searchSorted(inside).numbers().minus(1).clip(0, n - 2));
        Tensor start = knots.take(0, piece);
        Tensor from = values.take(0, piece);
        Tensor length = knots.take(0, piece.plus(1)).minus(start);
        Tensor fraction = inside.minus(start).dividedBy(length);
        return from.plus(values.take(0, piece.plus(1)).minus(from).times(fraction));
    }
}
