package org.palinode.autodiff.internal.program;

import java.util.List;
import java.util.stream.Collectors;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;

/** outputs = primitive(inputs), the outputs being of the types that the primitive gives. */
public final class Equation {
    private final Primitive primitive;
    private final List<Atom> inputs;
    private final List<Atom.Variable> outputs;

    /** For outputs that were made with the types that the primitive gives. */
    Equation(Primitive primitive, List<Atom> inputs, List<Atom.Variable> outputs) {
        this.primitive = primitive;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
    }

    /** Refuses outputs of other types than the primitive gives. */
    public static Equation of(Primitive primitive, List<Atom> inputs, List<Atom.Variable> outputs) {
        Equation equation = new Equation(primitive, inputs, outputs);
        List<TensorType> types = primitive.outputs(Atom.types(inputs));
        if (!types.equals(Atom.types(outputs))) {
            throw new IllegalStateException(equation + " states other types than its primitive gives: " + types);
        }
        return equation;
    }

    /** The same of atoms with other names and the same types. */
    Equation renamed(List<Atom> inputs, List<Atom.Variable> outputs) {
        return new Equation(primitive, inputs, outputs);
    }

    /** The same of the primitive without its effects. */
    public Equation withoutEffects() {
        Primitive silent = primitive.withoutEffects();
        return silent == primitive ? this : new Equation(silent, inputs, outputs);
    }

    public Primitive primitive() {
        return primitive;
    }

    public List<Atom> inputs() {
        return inputs;
    }

    public List<Atom.Variable> outputs() {
        return outputs;
    }

    @Override
    public String toString() {
        String results = outputs.stream().map(out -> out + ": " + out.type()).collect(Collectors.joining(", "));
        String operands = inputs.stream().map(Atom::toString).collect(Collectors.joining(" "));
        String text = primitive.toString();
        String parameters = text.contains("[") ? text.substring(text.indexOf('[')) : "";
        return results + " = " + primitive.name() + (parameters.equals("[]") ? "" : parameters) + " " + operands;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Equation that
                && primitive.equals(that.primitive)
                && inputs.equals(that.inputs)
                && outputs.equals(that.outputs);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * primitive.hashCode() + inputs.hashCode()) + outputs.hashCode();
    }
}
