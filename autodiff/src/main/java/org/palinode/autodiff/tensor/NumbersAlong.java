package org.palinode.autodiff.tensor;

import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.Kernel;

/** Numbers taken each from a place of its own along an axis, or added there: of rows [count, stride] of positions and [length, stride] of a whole. */
final class NumbersAlong {
    private final Buffer at;
    private final Positions positions;
    private final int stride;

    /** Numbers of a row of the positions and of a row of the whole. */
    private final int width;

    private final int length;
    private final int[] places;

    private NumbersAlong(Buffer at, Positions positions) {
        this.at = at;
        this.positions = positions;
        stride = positions.inner();
        width = at.shape().dim(positions.axis()) * stride;
        length = positions.length() * stride;
        places = new int[Math.min(NumberPiece.MOST, at.size())];
    }

    static Kernel take(Buffer at, Positions positions, Buffer whole, Buffer part) {
        NumbersAlong numbers = new NumbersAlong(at, positions);
        NumberPiece.Move move = numbers.piece(whole, part)::take; // made once: a run allocates nothing
        return () -> numbers.inPieces(move);
    }

    /** Zeros, and each number of {@code part} added at its place, one after another. */
    static Kernel add(Buffer at, Positions positions, Buffer part, Buffer whole) {
        NumbersAlong numbers = new NumbersAlong(at, positions);
        NumberPiece.Move move = numbers.piece(whole, part)::add;
        return () -> {
            whole.fill(0);
            numbers.inPieces(move);
        };
    }

    private NumberPiece piece(Buffer whole, Buffer part) {
        return NumberPiece.of(places, whole.size(), whole, part, places.length);
    }

    private void inPieces(NumberPiece.Move move) {
        for (int first = 0; first < at.size(); first += NumberPiece.MOST) {
            int count = Math.min(NumberPiece.MOST, at.size() - first);
            read(first, count);
            move.run(0, 0, first, count);
        }
    }

    /** Reads and checks positions, and turns them into the places of their numbers. */
    private void read(int first, int count) {
        positions.read(at, first, places, count);
        int column = first % stride;
        int left = width - first % width;
        int row = first / width * length;
        for (int i = 0; i < count; i++) {
            places[i] = row + places[i] * stride + column;
            if (++column == stride) {
                column = 0;
            }
            if (--left == 0) {
                left = width;
                row += length;
            }
        }
    }
}
