package org.palinode.autodiff.internal.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.palinode.autodiff.tensor.Tensor;

/** The tensors that a program's variables stand for while its equations are applied. */
final class Values {
    private final Map<Atom, Tensor> known = new HashMap<>();

    void define(List<Atom.Variable> variables, List<Tensor> tensors) {
        for (int i = 0; i < variables.size(); i++) {
            known.put(variables.get(i), tensors.get(i));
        }
    }

    List<Tensor> of(List<Atom> atoms) {
        List<Tensor> tensors = new ArrayList<>(atoms.size());
        for (Atom atom : atoms) {
            tensors.add(of(atom));
        }
        return tensors;
    }

    private Tensor of(Atom atom) {
        return atom instanceof Atom.Literal literal ? Tensor.full(literal.type(), literal.value()) : known.get(atom);
    }
}
