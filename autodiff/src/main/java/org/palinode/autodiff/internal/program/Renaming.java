package org.palinode.autodiff.internal.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** New names for the variables of equations that become another program, counted from 0 in the order of definition. */
public final class Renaming {
    /** The next id, shared with {@link #inner} renamings. */
    private final int[] next;

    private final Map<Atom, Atom> names = new HashMap<>();

    public Renaming() {
        this(new int[1]);
    }

    private Renaming(int[] next) {
        this.next = next;
    }

    /** Makes the renaming of a program that is called from this one: its own names, and ids that continue the count. */
    public Renaming inner() {
        return new Renaming(next);
    }

    /** Gives each variable the next name. */
    public List<Atom.Variable> define(Iterable<? extends Atom> variables) {
        List<Atom.Variable> defined = new ArrayList<>();
        for (Atom variable : variables) {
            Atom.Variable name = new Atom.Variable(next[0]++, variable.type());
            names.put(variable, name);
            defined.add(name);
        }
        return defined;
    }

    /** The equation under the names of what it reads, and new ones for its outputs. */
    public Equation define(Equation equation) {
        List<Atom> inputs = of(equation.inputs());
        return equation.renamed(inputs, define(equation.outputs()));
    }

    /** Names each atom as the other one at its place. */
    public void alias(List<? extends Atom> atoms, List<? extends Atom> others) {
        for (int i = 0; i < others.size(); i++) {
            names.put(atoms.get(i), others.get(i));
        }
    }

    /** The names of atoms; those without one keep their own. */
    public List<Atom> of(List<? extends Atom> atoms) {
        List<Atom> renamed = new ArrayList<>();
        for (Atom atom : atoms) {
            renamed.add(names.getOrDefault(atom, atom));
        }
        return renamed;
    }
}
