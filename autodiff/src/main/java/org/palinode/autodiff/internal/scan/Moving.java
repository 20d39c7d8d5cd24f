package org.palinode.autodiff.internal.scan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;

/** Inputs and outputs of a loop's body that depend on some of its inputs. A carry is both or neither. */
record Moving(BitSet inputs, BitSet outputs) {
    /** What moves with the given inputs: a carry that moves after a step moves before the next. */
    static Moving of(LoopBody body, IntPredicate given) {
        BitSet inputs = new BitSet();
        for (int i = 0; i < body.program().inputs().size(); i++) {
            inputs.set(i, given.test(i));
        }
        while (true) {
            BitSet outputs = reached(body.program(), inputs);
            int before = inputs.cardinality();
            for (int i = 0; i < body.carried(); i++) {
                boolean moves = inputs.get(body.constants() + i) || outputs.get(body.sums() + i);
                inputs.set(body.constants() + i, moves);
                outputs.set(body.sums() + i, moves);
            }
            if (inputs.cardinality() == before) {
                return new Moving(inputs, outputs);
            }
        }
    }

    private static BitSet reached(Program program, BitSet inputs) {
        Set<Atom> moving = new HashSet<>();
        inputs.stream().forEach(input -> moving.add(program.inputs().get(input)));
        for (Equation equation : program.equations()) {
            if (equation.inputs().stream().anyMatch(moving::contains)) {
                moving.addAll(equation.outputs());
            }
        }
        BitSet outputs = new BitSet();
        for (int i = 0; i < program.arity(); i++) {
            outputs.set(i, moving.contains(program.outputs().get(i)));
        }
        return outputs;
    }

    /** The elements at those of the places that lie in [from, to). */
    static <T> List<T> at(BitSet places, int from, int to, List<T> all) {
        List<T> chosen = new ArrayList<>();
        for (int i = places.nextSetBit(from); i >= 0 && i < to; i = places.nextSetBit(i + 1)) {
            chosen.add(all.get(i));
        }
        return chosen;
    }
}
