package org.palinode.examples.bench;

import static org.palinode.autodiff.Autodiff.compile;
import static org.palinode.autodiff.Autodiff.valueAndGrad;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.palinode.autodiff.Autodiff.ValueAndGradient;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tree.Tree;
import org.palinode.examples.neural.LatentOscillations;
import org.palinode.examples.neural.MoonsFlow;
import org.palinode.examples.neural.SpiralClassifier;
import org.palinode.train.optimiser.Adam;
import org.palinode.train.optimiser.Optimiser;
import org.palinode.train.optimiser.OptimiserState;

/**
 * {@value #STEPS} steps of a training, as a trainer takes them: a compiled gradient, then a step of Adam. They begin at waves as parameters,
 * and each has all of the data as its batch. The loss is that of the last step, so that it shows the moves of those before.
 *
 * @param loss of parameters and a batch
 * @param structure parameters of the right shapes
 */
record TrainingCase<P, B>(String name, BiFunction<P, B, Tensor> loss, P structure, B data) implements BenchCase {
    static final int STEPS = 20;
    private static final int[] BATCHES = {1, 32, 256};

    static List<BenchCase> all() {
        List<BenchCase> cases = new ArrayList<>();
        for (int batch : BATCHES) {
            String end = "-" + batch;
            cases.add(of(
                    "train-small" + end,
                    SpiralClassifier::loss,
                    SpiralClassifier.random(RandomKey.of(0)),
                    part(SpiralClassifier.spirals(128), batch)));
            cases.add(of(
                    "train-latent" + end,
                    LatentOscillations::loss,
                    LatentOscillations.random(RandomKey.of(0)),
                    new LatentOscillations.Batch(
                            LatentOscillations.oscillations(batch), Waves.tensor(DType.FLOAT64, 50, batch, 4))));
            cases.add(of(
                    "train-cnf" + end,
                    MoonsFlow::loss,
                    MoonsFlow.random(RandomKey.of(0)),
                    part(MoonsFlow.moons(128), batch)));
        }
        return cases;
    }

    private static <P, B> TrainingCase<P, B> of(String name, BiFunction<P, B, Tensor> loss, P structure, B data) {
        return new TrainingCase<>(name, loss, structure, data);
    }

    private static <B> B part(B data, int count) {
        return Tree.map((Tensor leaf) -> leaf.slice(0, 0, count), data);
    }

    @Override
    public String solver() {
        return "Tsit5";
    }

    @Override
    public List<String> adjoints() {
        return List.of(GRADIENT);
    }

    /** Argument of the compiled gradient. */
    private record Step<P, B>(P parameters, B batch) {}

    @Override
    public Task task(String adjoint, DType dtype) {
        if (dtype != DType.FLOAT64) {
            throw new IllegalArgumentException(name + " is a training in float64; leave --dtype away");
        }
        P initial = waves(structure);
        Optimiser optimiser = new Adam(1e-3);
        Function<Step<P, B>, ValueAndGradient<P>> gradient =
                compile(step -> valueAndGrad((P p) -> loss.apply(p, step.batch()), step.parameters()));
        return () -> {
            P parameters = initial;
            OptimiserState<P> state = optimiser.init(initial);
            double last = 0;
            for (int i = 0; i < STEPS; i++) {
                ValueAndGradient<P> found = gradient.apply(new Step<>(parameters, data));
                Optimiser.Updated<P> next = optimiser.step(found.gradient(), state, parameters);
                parameters = next.parameters();
                state = next.state();
                last = found.value().item();
            }
            return new Result(last, STEPS, 0, 0);
        };
    }

    /** Matrices of waves over the root of their rows, vectors of a tenth of waves; each leaf has its own. */
    private static <P> P waves(P structure) {
        Tree.Flat<P> flat = Tree.flatten(structure);
        List<Tensor> leaves = new ArrayList<>();
        for (Tensor leaf : flat.leaves()) {
            double size = leaf.rank() == 2 ? 1 / Math.sqrt(leaf.shape().dim(0)) : 0.1;
            leaves.add(Waves.tensor(
                            DType.FLOAT64, 100.0 * leaves.size(), leaf.shape().dims())
                    .times(size));
        }
        return flat.structure().unflatten(leaves);
    }
}
