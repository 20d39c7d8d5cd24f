package org.palinode.autodiff.tensor;

/** The order of numbers: equal ones stay in their order. Its memory serves all sorts of one length. */
final class StableOrder {
    /** Numbers up to which the first ones are found one by one; then a number moves less often than merging would move it. */
    private static final int FEW = 16;

    private final boolean falls;
    private double[] numbers;
    private int[] order;
    private int[] merged;

    StableOrder(int length, boolean falls) {
        order = new int[length];
        merged = new int[length];
        this.falls = falls;
    }

    /** The positions of the first {@code count} numbers in their order, and anything behind; valid until the next call. */
    int[] of(double[] unsorted, int count) {
        numbers = unsorted;
        if (count <= FEW) {
            insert(count);
        } else {
            sort();
        }
        return order;
    }

    /** Puts each number among the first so far, which most numbers come behind. */
    private void insert(int count) {
        for (int i = 0; i < numbers.length; i++) {
            int place = Math.min(i, count);
            while (place > 0 && isBefore(i, order[place - 1])) {
                place--;
            }
            if (place < count) {
                System.arraycopy(order, place, order, place + 1, Math.min(i, count - 1) - place);
                order[place] = i;
            }
        }
    }

    /** Merges ever longer sorted runs. */
    private void sort() {
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
