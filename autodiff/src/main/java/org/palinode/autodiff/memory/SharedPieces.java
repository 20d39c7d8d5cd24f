package org.palinode.autodiff.memory;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Memory for many short buffers that are made together: they lie side by side in pieces, because a piece costs the JVM a microsecond and a
 * cleaner, however short it is. A piece lives as long as one of its buffers, so it is short as well. Scalars and the like have pieces of
 * their own: whoever keeps each loss of a training does not keep gradients with it.
 */
final class SharedPieces {
    /** Bytes of a piece at most, and of a buffer that goes there. */
    private static final int PIECE = 4096;

    private static final int LONGEST = 1024;

    /** Bytes of a buffer like a scalar; also the alignment. */
    private static final int LINE = 64;

    private final Piece scalars;
    private final Piece others;

    /** Pieces for the numbers of these types, to be asked for once each. */
    SharedPieces(List<TensorType> types) {
        int lines = 0;
        int rest = 0;
        for (TensorType type : types) {
            if (isScalar(type)) {
                lines += LINE;
            } else if (takes(type)) {
                rest += rounded(type);
            }
        }
        scalars = new Piece(lines);
        others = new Piece(rest);
    }

    /** True if the numbers of this type lie in a piece. */
    static boolean takes(TensorType type) {
        return type.bytes() <= LONGEST;
    }

    private static boolean isScalar(TensorType type) {
        return type.bytes() <= LINE;
    }

    private static int rounded(TensorType type) {
        return Math.max(1, ((int) type.bytes() + LINE - 1) / LINE) * LINE;
    }

    /** Zeroed memory in one of the pieces. */
    ByteBuffer of(TensorType type) {
        return (isScalar(type) ? scalars : others).next(type);
    }

    /** The piece that is being filled. */
    private static final class Piece {
        private int ahead;
        private ByteBuffer memory = ByteBuffer.allocate(0);
        private int at;

        /** @param ahead bytes of all buffers that will be asked for */
        Piece(int ahead) {
            this.ahead = ahead;
        }

        ByteBuffer next(TensorType type) {
            int length = rounded(type);
            if (at + length > memory.capacity()) {
                memory = CollectedMemory.of(TensorType.float64(Math.min(PIECE, ahead) / Double.BYTES));
                at = 0;
            }
            ByteBuffer part = memory.slice(at, (int) type.bytes());
            at += length;
            ahead -= length;
            return part;
        }
    }
}
