package org.palinode.autodiff.program;

import java.util.List;
import java.util.stream.Collectors;
import org.palinode.autodiff.tensor.Primitive;

/**
 * outputs = primitive(inputs). Here and in other records that are compiled with, {@code equals} and {@code hashCode} are written out: those
 * of a record are put together by the JVM when they are first used, which takes milliseconds each (docs/performance.md).
 */
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
