package org.palinode.autodiff.internal.plan.code;

import java.util.Arrays;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.memory.Shape;

/**
 * A value as a view of a root: number (i, j, ...) of it is number {@code offset} + i {@code strides[0]} + j {@code strides[1]} + ... of the
 * root.
 *
 * @param root a variable that has memory, or a literal
 */
public record Strided(Atom root, int offset, Shape shape, int[] strides) {
    static Strided whole(Atom atom) {
        Shape shape = atom.type().shape();
        return new Strided(atom, 0, shape, atom instanceof Atom.Literal ? new int[shape.rank()] : shape.strides());
    }

    /** Where in the root number {@code index} of the view, counted in row-major order, is. */
    public int index(int index) {
        int at = offset;
        int rest = index;
        for (int axis = shape.rank() - 1; axis >= 0 && rest > 0; axis--) {
            at += rest % shape.dim(axis) * strides[axis];
            rest /= shape.dim(axis);
        }
        return at;
    }

    /** Whether this is the root itself, under whatever shape. */
    public boolean isWhole() {
        return offset == 0 && isDense() && root.type().size() == shape.size();
    }

    /** Whether the numbers lie one after another. */
    public boolean isDense() {
        int expected = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            if (shape.dim(axis) != 1 && strides[axis] != expected) {
                return false;
            }
            expected *= shape.dim(axis);
        }
        return true;
    }

    /** The same number everywhere. */
    public boolean isConstant() {
        for (int axis = 0; axis < shape.rank(); axis++) {
            if (shape.dim(axis) != 1 && strides[axis] != 0) {
                return false;
            }
        }
        return true;
    }

    /** Under another shape; null where the numbers cannot be found by strides then. */
    Strided reshape(Shape next) {
        if (isConstant()) {
            return new Strided(root, offset, next, new int[next.rank()]);
        }
        if (isDense()) {
            return new Strided(root, offset, next, next.strides());
        }
        int[] kept = new int[next.rank()];
        int own = 0;
        for (int axis = 0; axis < next.rank(); axis++) {
            if (next.dim(axis) != 1) {
                while (own < shape.rank() && shape.dim(own) == 1) {
                    own++;
                }
                if (own == shape.rank() || shape.dim(own) != next.dim(axis)) {
                    return null;
                }
                kept[axis] = strides[own++];
            }
        }
        return new Strided(root, offset, next, kept);
    }

    Strided slice(int axis, int start, Shape next) {
        return new Strided(root, offset + start * strides[axis], next, strides);
    }

    /** Stretched by numpy's rules. */
    public Strided broadcast(Shape next) {
        int[] stretched = new int[next.rank()];
        int added = next.rank() - shape.rank();
        for (int axis = 0; axis < shape.rank(); axis++) {
            stretched[added + axis] = shape.dim(axis) == next.dim(added + axis) ? strides[axis] : 0;
        }
        return new Strided(root, offset, next, stretched);
    }

    @Override
    public String toString() {
        return root + "@" + offset + Arrays.toString(strides) + shape;
    }
}
