package org.palinode.examples.neural;

import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import java.io.IOException;
import java.nio.file.Path;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.nn.Activation;
import org.palinode.autodiff.nn.Linear;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.nn.loss.Loss;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.DirectAdjoint;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;
import org.palinode.train.Trained;
import org.palinode.train.Trainer;
import org.palinode.train.data.Batches;
import org.palinode.train.optimiser.AdamW;
import org.palinode.train.saving.Safetensors;

/**
 * Classifier of two spirals: points, with two zeros beside them, flow along a neural field until a plane divides the arms.
 *
 * @param field of four numbers
 * @param plane the log odds at the end of the flow
 */
public record SpiralClassifier(Mlp field, Linear plane) {
    private static final SolveOptions STEPS = SolveOptions.standard().dt0(0.1).adjoint(new DirectAdjoint());

    /** Points [n, 2] and the arm of each, 0 or 1 [n]. */
    public record Points(Tensor at, Tensor arm) {}

    public static SpiralClassifier random(RandomKey key) {
        Mlp field = Mlp.random(key.fold(0), Activation.TANH, 4, 32, 4);
        return new SpiralClassifier(field, Linear.random(key.fold(1), DType.FLOAT64, 4, 1));
    }

    /** The log odds of arm 1 at points [n, 2]. */
    public Tensor logits(Tensor points) {
        var term = new ODETerm<Tensor, Mlp>((t, y, net) -> net.apply(y));
        Tensor start = Tensor.concatenate(1, points, points.zerosLike());
        return plane.apply(diffeqsolve(term, new Tsit5(), 0, 1, start, field, STEPS)
                        .y1())
                .squeeze(1);
    }

    public static Tensor loss(SpiralClassifier model, Points batch) {
        return Loss.binaryCrossEntropy(model.logits(batch.at()), batch.arm()).mean();
    }

    /** Two arms of n points each, three quarters of a turn long, slightly out of line. */
    public static Points spirals(int n) {
        Tensor radius = Tensor.linspace(0.2, 1, n), angle = radius.times(1.5 * Math.PI);
        Tensor off = Tensor.arange(n).times(997).sin().times(0.05).plus(radius);
        Tensor arm = Tensor.stack(1, off.times(angle.cos()), off.times(angle.sin()));
        Tensor both = Tensor.concatenate(0, arm, arm.negate());
        return new Points(both, Tensor.concatenate(0, radius.zerosLike(), radius.onesLike()));
    }

    /** Training on batches of 32 points until the loss on all is below a number. */
    public static Trained<SpiralClassifier> train(Points data, double loss, int epochs, int seed) {
        Batches<Points> batches =
                Batches.of(data, 32).shuffled(RandomKey.of(seed).fold(1));
        return Trainer.of(SpiralClassifier::loss, new AdamW(0.01, 1e-4), batches)
                .epochs(epochs)
                .validating(data)
                .stoppingWhen(report -> report.metrics().getOrDefault("validation", 1.0) < loss)
                .run(random(RandomKey.of(seed).fold(0)));
    }

    /** Trains, saves, loads, and counts the points on the right side. */
    public static void main(String[] args) throws IOException {
        Points data = spirals(256);
        int seed = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        long start = System.nanoTime();
        var trained = train(data, 0.02, 200, seed);
        double seconds = (System.nanoTime() - start) * 1e-9;
        Path file = Path.of("out", "spirals.safetensors");
        Safetensors.of(trained.parameters()).write(file);
        var loaded = Safetensors.read(file).into(random(RandomKey.of(0)));
        Tensor right = loaded.logits(data.at()).greater(0).equalTo(data.arm());
        System.out.printf(
                "steps %d loss %.4f seconds %.2f%n",
                trained.steps(), loss(loaded, data).item(), seconds);
        System.out.println("right: " + right.mean().item());
    }
}
