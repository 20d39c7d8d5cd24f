package org.palinode.examples.own;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.path.MissingValues;
import org.palinode.train.data.BatchSource;

/** Fit of a model that reads series. What a step of the training shows, and its noise, come from the key and the number of the step. */
final class SequenceFitting<P> implements Fitting<P, List<SequenceFitting.Draw>> {
    private static final double[] NO_TIMES = {};
    private static final double LEAST_SHOWN = 0.25;
    private static final int NOISE = 100; // apart from the keys of layers and split

    private final SequenceModel<P> model;
    private final Prepared data;
    private final P initial;
    private final List<Stage> training;

    /** Parts of a {@link Sequence} that a step draws. */
    record Draw(Tensor shown, Tensor counted, Tensor filled, Tensor noise) {}

    /** Parts of a {@link Sequence} that depend on its times alone. */
    private record Stage(Group group, Grid grid, Tensor times, Tensor values, Tensor visible, Tensor trained) {}

    SequenceFitting(SequenceModel<P> model, Prepared data) {
        this.model = model;
        this.data = data;
        initial = model.initial(data.facts(), data.key());
        training = data.training().stream().map(group -> stage(group, NO_TIMES)).toList();
    }

    private Stage stage(Group group, double[] more) {
        SeriesTensors known = group.tensors();
        Grid grid = Grid.of(known.times(), more, model.longestInterval(data.facts()));
        Tensor values = grid.spread(known.values(), Double.NaN);
        return new Stage(
                group,
                grid,
                Tensor.of(grid.times()),
                Tensor.where(MissingValues.known(values), values, values.zerosLike()),
                grid.spread(known.visible(), 0),
                grid.spread(known.trained(), 0));
    }

    @Override
    public P initial() {
        return initial;
    }

    /** What each step shows of each group. */
    @Override
    public BatchSource<List<Draw>> batches() {
        return new EachStep<>(step -> IntStream.range(0, training.size())
                .mapToObj(i -> draw(
                        training.get(i),
                        Group.quartersInSight(step),
                        data.key().fold(NOISE).fold(step).fold(i)))
                .toList());
    }

    private Draw draw(Stage stage, int quarters, RandomKey key) {
        if (!model.hidesEnds()) {
            return draw(stage, stage.visible(), stage.trained(), noise(stage, key));
        }
        double[] inSight = stage.group().inSight(quarters);
        Tensor near = stage.times()
                .lessEqual(inSight[inSight.length - 1])
                .reshape(stage.times().size(), 1, 1)
                .cast(DType.FLOAT64);
        Tensor counted = stage.trained().times(near);
        Tensor ends = counted.maximum(stage.visible().times(near))
                .times(stage.times().reshape(stage.times().size(), 1, 1))
                .max(0)
                .max(-1);
        Tensor share = key.fold(1).uniform(ends.type(), LEAST_SHOWN, 1);
        Tensor early = stage.times()
                .expandDims(1)
                .lessEqual(ends.times(share))
                .cast(DType.FLOAT64)
                .expandDims(2);
        return draw(stage, stage.visible().times(early), counted, noise(stage, key));
    }

    private Tensor noise(Stage stage, RandomKey key) {
        Shape shape = Shape.of(stage.group().tensors().series(), model.noise());
        return key.fold(0).normal(new TensorType(DType.FLOAT64, shape));
    }

    private Draw draw(Stage stage, Tensor shown, Tensor counted, Tensor noise) {
        Tensor gaps = Tensor.where(shown, stage.values(), Tensor.full(shown.type(), Double.NaN));
        Tensor first = gaps.get(0);
        Tensor begun =
                Tensor.where(MissingValues.known(first), first, stage.group().first());
        int rows = gaps.shape().dim(0);
        Tensor filled =
                MissingValues.fill(stage.times(), Tensor.concatenate(0, begun.expandDims(0), gaps.slice(0, 1, rows)));
        return new Draw(shown, counted, filled, noise);
    }

    /** The mean over all that counts: that of each group, by how much counts in it. */
    @Override
    public Tensor loss(P parameters, List<Draw> draws) {
        Tensor sum = Tensor.scalar(0);
        Tensor count = Tensor.scalar(0);
        for (int i = 0; i < draws.size(); i++) {
            Tensor mean = model.loss(parameters, sequence(training.get(i), draws.get(i)));
            Tensor counted = draws.get(i).counted().sum();
            sum = sum.plus(mean.times(counted));
            count = count.plus(counted);
        }
        return sum.dividedBy(count.maximum(1));
    }

    private static Sequence sequence(Stage stage, Draw draw) {
        return new Sequence(
                stage.times(),
                stage.values(),
                draw.shown(),
                draw.counted(),
                draw.filled(),
                stage.group().first(),
                stage.group().inputs(),
                draw.noise(),
                stage.group().solving());
    }

    /** What the curves see: all that is trained on, and the first values of what is held back as a whole. */
    private Sequence seen(Stage stage) {
        return sequence(stage, draw(stage, stage.visible(), stage.trained(), Tensor.zeros(0)));
    }

    @Override
    public Tensor predict(P parameters, Group group, double[] times) {
        Stage stage = stage(group, times);
        return model.predict(parameters, seen(stage)).take(0, stage.grid().places(times));
    }

    @Override
    public Optional<Tensor> draws(P parameters, Group alone, double[] times, RandomKey key, int count) {
        Stage stage = stage(alone, times);
        return model.draws(parameters, seen(stage), key, count)
                .map(draws -> draws.take(0, stage.grid().places(times)));
    }
}
