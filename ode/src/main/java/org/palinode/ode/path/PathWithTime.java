package org.palinode.ode.path;

import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;

/** A path with time before its channels. */
record PathWithTime(Path path) implements Path {
    @Override
    public Tensor evaluate(Tensor t) {
        return withFirst(Knots.time(t), path.evaluate(t));
    }

    @Override
    public Tensor increment(Tensor from, Tensor to) {
        return withFirst(Knots.time(to).minus(Knots.time(from)), path.increment(from, to));
    }

    @Override
    public Tensor derivative(Tensor t) {
        return withFirst(Tensor.scalar(1), path.derivative(t));
    }

    /** A number before those of the last axis, the same in the whole batch. */
    private static Tensor withFirst(Tensor number, Tensor values) {
        Tensor channels = values.rank() == 0 ? values.reshape(1) : values;
        int axis = channels.rank() - 1;
        Shape one = channels.shape().with(axis, 1);
        return Tensor.concatenate(axis, number.cast(values.dtype()).broadcastTo(one), channels);
    }

    @Override
    public double[] knots() {
        return path.knots();
    }

    @Override
    public double[] kinks() {
        return path.kinks();
    }

    @Override
    public Path withFixedKinks() {
        return new PathWithTime(path.withFixedKinks());
    }

    @Override
    public double[] jumps() {
        return path.jumps();
    }

    @Override
    public double t0() {
        return path.t0();
    }

    @Override
    public double t1() {
        return path.t1();
    }
}
