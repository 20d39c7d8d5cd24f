package org.palinode.autodiff.internal.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/**
 * A pull-back in two programs, so that what it needs of the forward computation is computed once, there, and kept:
 * <pre>
 *   forward    (x)                         → (values, residuals)
 *   backward   (x, cotangents, residuals)  → cotangents of x
 * </pre>
 * What does not depend on the cotangents is computed forward. Residuals are those of its results that the rest reads, but for inputs, and for
 * what {@link Residuals} leaves out.
 *
 * @param residuals their types, in order
 */
public record SplitPullBack(Program forward, Program backward, List<TensorType> residuals) {
    public SplitPullBack {
        residuals = List.copyOf(residuals);
    }

    /**
     * Splits a pull-back.
     *
     * @param values (x) → values
     * @param pullBack (x, cotangents) → cotangents of x; what it computes again of {@code values} is found by equality
     */
    public static SplitPullBack of(Program values, Program pullBack) {
        int inputs = values.inputs().size();
        if (!pullBack.inputTypes()
                .subList(0, Math.min(inputs, pullBack.inputs().size()))
                .equals(values.inputTypes())) {
            throw new IllegalArgumentException("a pull-back takes the inputs of its program first, "
                    + values.inputTypes() + ", and then cotangents; got " + pullBack.inputTypes());
        }
        Program joint = Program.traceClosed(pullBack.inputTypes(), in -> {
            List<Tensor> out = new ArrayList<>(values.apply(in.subList(0, inputs)));
            out.addAll(pullBack.apply(in));
            return out;
        });
        return new Cut(SharedExponentials.of(joint), inputs, values.arity()).split();
    }

    /** Cut of the joint program. */
    private static final class Cut {
        private final Program joint;
        private final int inputs;
        private final int arity;
        private final Set<Atom> pulled = new HashSet<>();
        private final List<Equation> known = new ArrayList<>();
        private final List<Atom> kept;

        Cut(Program joint, int inputs, int arity) {
            this.joint = joint;
            this.inputs = inputs;
            this.arity = arity;
            pulled.addAll(joint.inputs().subList(inputs, joint.inputs().size()));
            Set<Atom> read = new LinkedHashSet<>();
            for (Equation equation : joint.equations()) {
                if (equation.inputs().stream().anyMatch(pulled::contains)) {
                    pulled.addAll(equation.outputs());
                    read.addAll(equation.inputs());
                } else {
                    known.add(equation);
                }
            }
            read.addAll(joint.outputs().subList(arity, joint.arity()));
            read.removeAll(pulled);
            kept = new Residuals(known).of(read);
        }

        SplitPullBack split() {
            List<TensorType> types = kept.stream().map(Atom::type).toList();
            List<TensorType> given = joint.inputTypes();
            Program forward = Program.traceClosed(given.subList(0, inputs), in -> {
                List<Atom> results = new ArrayList<>(joint.outputs().subList(0, arity));
                results.addAll(kept);
                return evaluate(known, bound(joint.inputs().subList(0, inputs), in), results);
            });
            List<TensorType> all = new ArrayList<>(given);
            all.addAll(types);
            Program backward = Program.traceClosed(all, in -> {
                Map<Atom, Tensor> values = bound(joint.inputs(), in);
                values.putAll(bound(kept, in.subList(given.size(), in.size())));
                return evaluate(again(), values, joint.outputs().subList(arity, joint.arity()));
            });
            return new SplitPullBack(forward, backward, types);
        }

        /** All equations; what went forward with its effects is without them when it is computed again. */
        private List<Equation> again() {
            Set<Equation> forward = new HashSet<>(known);
            return joint.equations().stream()
                    .map(equation -> forward.contains(equation) ? equation.withoutEffects() : equation)
                    .toList();
        }

        private static Map<Atom, Tensor> bound(List<? extends Atom> atoms, List<Tensor> tensors) {
            Map<Atom, Tensor> values = new HashMap<>();
            for (int i = 0; i < atoms.size(); i++) {
                values.put(atoms.get(i), tensors.get(i));
            }
            return values;
        }

        /** Applies equations whose results are not in {@code values} yet. */
        private static List<Tensor> evaluate(List<Equation> equations, Map<Atom, Tensor> values, List<Atom> results) {
            for (Equation equation : equations) {
                if (!values.keySet().containsAll(equation.outputs())) {
                    List<Tensor> in = equation.inputs().stream()
                            .map(atom -> value(atom, values))
                            .toList();
                    List<Tensor> out = Tensor.apply(equation.primitive(), in);
                    for (int i = 0; i < out.size(); i++) {
                        values.putIfAbsent(equation.outputs().get(i), out.get(i));
                    }
                }
            }
            return results.stream().map(atom -> value(atom, values)).toList();
        }

        private static Tensor value(Atom atom, Map<Atom, Tensor> values) {
            return atom instanceof Atom.Literal literal
                    ? Tensor.full(literal.type(), literal.value())
                    : values.get(atom);
        }
    }
}
