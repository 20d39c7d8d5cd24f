package org.palinode.examples.own;

import java.util.Optional;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.path.MissingValues;
import org.palinode.train.data.BatchSource;

/** Fit of a model that reads series. What a step of the training shows, and its noise, come from the key and the number of the step. */
final class SequenceFitting<P> implements Fitting<P, SequenceFitting.Draw> {
    private static final double[] NO_TIMES = {};
    private static final double LEAST_SHOWN = 0.25;
    private static final int NOISE = 100; // apart from the keys of layers and split

    private final SequenceModel<P> model;
    private final Prepared data;
    private final P initial;
    private final Tensor visible;
    private final Stage training;

    /** Parts of a {@link Sequence} that a step draws. */
    record Draw(Tensor shown, Tensor counted, Tensor filled, Tensor noise) {}

    /** Parts of a {@link Sequence} that depend on its times alone. */
    private record Stage(Grid grid, Tensor times, Tensor values, Tensor visible, Tensor trained) {}

    SequenceFitting(SequenceModel<P> model, Prepared data) {
        this.model = model;
        this.data = data;
        initial = model.initial(data.facts(), data.key());
        visible = data.tensors().visible();
        training = stage(NO_TIMES);
    }

    private Stage stage(double[] more) {
        SeriesTensors known = data.tensors();
        Grid grid = Grid.of(known.times(), more, model.longestInterval(data.facts()));
        Tensor values = grid.spread(known.values(), Double.NaN);
        return new Stage(
                grid,
                Tensor.of(grid.times()),
                Tensor.where(MissingValues.known(values), values, values.zerosLike()),
                grid.spread(visible, 0),
                grid.spread(known.trained(), 0));
    }

    @Override
    public P initial() {
        return initial;
    }

    @Override
    public BatchSource<Draw> batches() {
        return new EachStep<>(this::draw);
    }

    private Draw draw(long step) {
        RandomKey key = data.key().fold(NOISE).fold(step);
        if (!model.hidesEnds()) {
            return draw(training, training.visible(), training.trained(), noise(key));
        }
        Tensor near = training.times()
                .lessEqual(data.tensors().times()[data.inSight(step) - 1])
                .reshape(training.times().size(), 1, 1)
                .cast(DType.FLOAT64);
        Tensor counted = training.trained().times(near);
        Tensor ends = counted.maximum(training.visible().times(near))
                .times(training.times().reshape(training.times().size(), 1, 1))
                .max(0)
                .max(-1);
        Tensor share = key.fold(1).uniform(ends.type(), LEAST_SHOWN, 1);
        Tensor early = training.times()
                .expandDims(1)
                .lessEqual(ends.times(share))
                .cast(DType.FLOAT64)
                .expandDims(2);
        return draw(training, training.visible().times(early), counted, noise(key));
    }

    private Tensor noise(RandomKey key) {
        return key.fold(0)
                .normal(new TensorType(DType.FLOAT64, Shape.of(data.tensors().series(), model.noise())));
    }

    private Draw draw(Stage stage, Tensor shown, Tensor counted, Tensor noise) {
        Tensor gaps = Tensor.where(shown, stage.values(), Tensor.full(shown.type(), Double.NaN));
        Tensor first = gaps.get(0);
        Tensor begun = Tensor.where(MissingValues.known(first), first, data.first());
        int rows = gaps.shape().dim(0);
        Tensor filled =
                MissingValues.fill(stage.times(), Tensor.concatenate(0, begun.expandDims(0), gaps.slice(0, 1, rows)));
        return new Draw(shown, counted, filled, noise);
    }

    @Override
    public Tensor loss(P parameters, Draw draw) {
        return model.loss(parameters, sequence(training, draw));
    }

    private Sequence sequence(Stage stage, Draw draw) {
        return new Sequence(
                stage.times(),
                stage.values(),
                draw.shown(),
                draw.counted(),
                draw.filled(),
                data.first(),
                data.inputs(),
                draw.noise(),
                data.solving());
    }

    /** What the curves see: all that is trained on, and the first values of what is held back as a whole. */
    private Sequence seen(Stage stage) {
        return sequence(stage, draw(stage, stage.visible(), stage.trained(), Tensor.zeros(0)));
    }

    @Override
    public Tensor predict(P parameters, double[] times) {
        Stage stage = stage(times);
        return model.predict(parameters, seen(stage)).take(0, stage.grid().places(times));
    }

    @Override
    public Optional<Tensor> draws(P parameters, double[] times, int series, RandomKey key, int count) {
        Stage stage = stage(times);
        return model.draws(parameters, seen(stage), series, key, count)
                .map(draws -> draws.take(0, stage.grid().places(times)));
    }
}
