package org.palinode.autodiff.program;

import java.util.List;
import java.util.stream.Collectors;
import org.palinode.autodiff.tensor.Primitive;

/** outputs = primitive(inputs). */
public record Equation(Primitive primitive, List<Atom> inputs, List<Atom.Variable> outputs) {
    public Equation {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    @Override
    public String toString() {
        String results = outputs.stream().map(out -> out + ": " + out.type()).collect(Collectors.joining(", "));
        String operands = inputs.stream().map(Atom::toString).collect(Collectors.joining(" "));
        String text = primitive.toString();
        String parameters = text.contains("[") ? text.substring(text.indexOf('[')) : "";
        return results + " = " + primitive.name() + (parameters.equals("[]") ? "" : parameters) + " " + operands;
    }
}
