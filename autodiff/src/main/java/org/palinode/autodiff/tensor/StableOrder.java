package org.palinode.autodiff.tensor;

/** The order of numbers, by merging ever longer sorted runs: equal numbers stay in their order. Its memory serves all sorts of one length. */
final class StableOrder {
    private final double[] numbers;
    private final boolean falls;
    private int[] order;
    private int[] merged;

    StableOrder(int length, boolean falls) {
        numbers = new double[length];
        order = new int[length];
        merged = new int[length];
        this.falls = falls;
    }

    /** The numbers to be sorted, for the caller to write. */
    double[] numbers() {
        return numbers;
    }

    /** The positions of the numbers in their order; valid until the next call. */
    int[] sort() {
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int run = 1; run < order.length; run *= 2) {
            for (int start = 0; start < order.length; start += 2 * run) {
                merge(start, Math.min(start + run, order.length), Math.min(start + 2 * run, order.length));
            }
            int[] swapped = order;
            order = merged;
            merged = swapped;
        }
        return order;
    }

    private void merge(int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takesLeft = left < middle && (right == end || !isBefore(order[right], order[left]));
            merged[i] = takesLeft ? order[left++] : order[right++];
        }
    }

    private boolean isBefore(int i, int j) {
        double a = falls ? numbers[j] : numbers[i];
        double b = falls ? numbers[i] : numbers[j];
        return a < b || b != b && a == a;
    }
}
