package org.palinode.examples.conform;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.examples.problems.GridField;
import org.palinode.examples.problems.ReferenceField;
import org.palinode.ode.term.ODETerm;

/** A problem that a row gives by its sizes; its numbers follow from formulas. */
record SizedProblem(ODETerm<Tensor, List<Tensor>> term, Tensor y0, List<Tensor> args) {
    private static final double VISCOSITY = 0.01;

    /** The problem of a row. Its name may have more in it than its kind: {@code burgers-fine}. */
    static SizedProblem of(Entry row, Wave wave) {
        String name = row.field("problem").text();
        return switch (name.replaceFirst("[^a-z].*", "")) {
            case "mlp" -> network(row, wave);
            case "linear" -> linear(row.field("n").positiveCount(), wave);
            case "brusselator" -> grid(GridField.BRUSSELATOR, row, Tensor.of(1, 3, 0.02));
            case "burgers" ->
                grid(
                        GridField.BURGERS,
                        row,
                        Tensor.of(row.optional("viscosity").map(Entry::number).orElse(VISCOSITY), 0.2));
            default -> throw new UnknownToPalinode("problem " + name);
        };
    }

    /** Layers of {@code sizes}: h W + b each, with the activation after all but the last. */
    private static SizedProblem network(Entry row, Wave wave) {
        List<Integer> sizes =
                row.field("sizes").elements().stream().map(Entry::positiveCount).toList();
        if (sizes.size() < 2 || !sizes.get(0).equals(sizes.get(sizes.size() - 1))) {
            throw row.refusal("needs two sizes or more, the last equal to the first, got " + sizes);
        }
        List<Tensor> args = new ArrayList<>();
        for (int i = 1; i < sizes.size(); i++) {
            int in = sizes.get(i - 1);
            int out = sizes.get(i);
            args.add(wave.of(Shape.of(in, out), 0.9, 0.3).dividedBy(Math.sqrt(in)));
            args.add(wave.of(Shape.of(out), 1.7, 0.2).times(0.1));
        }
        Shape one = Shape.of(sizes.get(0));
        Shape shape = row.optional("batch")
                .map(batch -> one.insert(0, batch.positiveCount()))
                .orElse(one);
        boolean single = sizes.size() == 2;
        return new SizedProblem(
                new ODETerm<>(ReferenceField.MLP.field(single ? x -> x : Problem.activation(row))),
                wave.of(shape, 0.53, 0.11),
                args);
    }

    /** A y + sin t. */
    private static SizedProblem linear(int n, Wave wave) {
        Tensor matrix = wave.of(Shape.of(n, n), 0.61, 0.7).dividedBy(n).minus(Tensor.eye(n));
        return new SizedProblem(
                new ODETerm<>((t, y, args) -> args.get(0).matmul(y).plus(t.sin())),
                wave.of(Shape.of(n), 0.3, 0.2),
                List.of(matrix));
    }

    private static SizedProblem grid(GridField field, Entry row, Tensor parameters) {
        Tensor start = field.start(row.field("points").positiveCount());
        return new SizedProblem(new ODETerm<>(field), start, List.of(parameters));
    }
}
