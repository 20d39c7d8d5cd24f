package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/** The kernel of {@link ExtremumShare}: one pass over a row finds its extremum and how often it is there, and only hits are written. */
final class SharesOfExtremum implements Kernel {
    private final Buffer bar;
    private final AxisRows rows;
    private final Buffer out;

    /** 1 if the largest numbers share, −1 if the smallest do: then the largest of −x are looked for. */
    private final int sign;

    /** The extremum of the row times sign, NaN if there is a NaN; how often it is there, and a place before which it is not. */
    private double extreme;

    private int hits;
    private int place;

    SharesOfExtremum(Buffer bar, AxisRows rows, Buffer out, int sign) {
        this.bar = bar;
        this.rows = rows;
        this.out = out;
        this.sign = sign;
    }

    @Override
    public void run() {
        out.fill(0);
        for (int row = 0; row < bar.size(); row++) {
            double[] numbers = rows.read(row);
            find(numbers);
            if (extreme == extreme) {
                share(row, numbers);
            } else if (bar.get(row) != 0) {
                fill(row, numbers.length);
            }
        }
    }

    /** Takes one comparison for a number below the largest so far, as most are. */
    private void find(double[] numbers) {
        double best = Double.NEGATIVE_INFINITY;
        int count = 0;
        int first = 0;
        for (int j = 0; j < numbers.length; j++) {
            double number = sign * numbers[j];
            if (!(number < best)) {
                if (number == best) {
                    count++;
                } else if (best == best) {
                    best = number;
                    count = 1;
                    first = j;
                }
            }
        }
        extreme = best;
        hits = count;
        place = first;
    }

    private void share(int row, double[] numbers) {
        double share = bar.get(row) / hits;
        int left = hits;
        for (int j = place; left > 0; j++) {
            if (sign * numbers[j] == extreme) {
                out.set(rows.place(row, j), share);
                left--;
            }
        }
    }

    private void fill(int row, int length) {
        for (int j = 0; j < length; j++) {
            out.set(rows.place(row, j), Double.NaN);
        }
    }
}
