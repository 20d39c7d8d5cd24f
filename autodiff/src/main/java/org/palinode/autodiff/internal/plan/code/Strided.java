package org.palinode.autodiff.internal.plan.code;

import java.util.Arrays;
import org.palinode.autodiff.internal.kernel.operation.Strides;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.memory.Shape;

/**
 * A value as a view of a root.
 *
 * @param root a variable that has memory, or a literal
 * @param place where its numbers lie in the root
 */
public record Strided(Atom root, Strides place) {
    static Strided whole(Atom atom) {
        Shape shape = atom.type().shape();
        return new Strided(atom, atom instanceof Atom.Literal ? Strides.single(shape) : Strides.whole(shape));
    }

    public int offset() {
        return place.offset();
    }

    public Shape shape() {
        return place.shape();
    }

    public int[] strides() {
        return place.strides();
    }

    /** True if this is the root itself, under whatever shape. */
    public boolean isWhole() {
        return offset() == 0 && place.isDense() && root.type().size() == shape().size();
    }

    /** Stretched by numpy's rules. */
    public Strided broadcast(Shape next) {
        return new Strided(root, place.broadcast(next));
    }

    @Override
    public String toString() {
        return root + "@" + offset() + Arrays.toString(strides()) + shape();
    }
}
