package org.palinode.autodiff.internal.program;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Constant;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.Trace;
import org.palinode.autodiff.tensor.TracedTensor;

/** Writes down the operations on symbolic tensors as the equations of a {@link Program}. */
final class Tracer extends Trace {
    private final List<Atom.Variable> arguments = new ArrayList<>();
    private final Map<Tensor, Atom.Variable> captured = new IdentityHashMap<>();
    private final List<Tensor> capturedInOrder = new ArrayList<>();
    private final List<Equation> equations = new ArrayList<>();
    private int variables;
    private boolean finished;

    /** A tensor without numbers: it stands for a variable of the program being traced. */
    private final class Symbolic extends TracedTensor {
        private final Atom.Variable variable;

        Symbolic(Atom.Variable variable) {
            super(Tracer.this, variable.type());
            this.variable = variable;
        }

        @Override
        public boolean isInProgram() {
            return true;
        }

        @Override
        public Tensor concrete() {
            throw new IllegalStateException("this tensor " + type() + " has no numbers yet: it is variable " + variable
                    + " of a program being traced, as"
                    + " all are inside of a vector field, an event or a compiled function. Use Tensor.where(condition, a, b) for a choice that depends on them; compute what does not depend on the"
                    + " program's inputs outside of it; write a function of numbers, such as Math::atan, in tensor operations, or as a"
                    + " Primitive of your own. A Trainer whose loss reads numbers runs eagerly()");
        }

        @Override
        public String toString() {
            return "symbolic " + variable + ": " + type();
        }
    }

    Tensor argument(TensorType type) {
        Objects.requireNonNull(type, "a program needs the types of its inputs, got a null among them");
        Symbolic argument = new Symbolic(fresh(type));
        arguments.add(argument.variable);
        return argument;
    }

    private Atom.Variable fresh(TensorType type) {
        return new Atom.Variable(variables++, type);
    }

    @Override
    public List<Tensor> apply(Primitive primitive, List<Tensor> inputs) {
        if (finished) {
            throw new IllegalStateException(
                    "a symbolic tensor was used after its program was traced; return it from the traced function instead");
        }
        List<TensorType> types = primitive.outputs(Tensor.types(inputs));
        List<Atom> atoms = new ArrayList<>(inputs.size());
        for (Tensor input : inputs) {
            atoms.add(atom(input));
        }
        List<Atom.Variable> outputs = new ArrayList<>(types.size());
        List<Tensor> results = new ArrayList<>(types.size());
        for (TensorType type : types) {
            Atom.Variable output = fresh(type);
            outputs.add(output);
            results.add(new Symbolic(output));
        }
        equations.add(new Equation(primitive, atoms, outputs));
        return results;
    }

    /** Applies a primitive without inputs in the trace that made {@code arguments}. */
    static Tensor emit(Primitive primitive, List<Tensor> arguments) {
        Trace trace = ((TracedTensor) arguments.get(0)).follower();
        return trace.apply(primitive, List.of()).get(0);
    }

    private Atom atom(Tensor tensor) {
        if (tensor instanceof Symbolic symbolic && symbolic.follower() == this) {
            return symbolic.variable;
        }
        if (tensor instanceof Constant constant) {
            return new Atom.Literal(constant.value(), constant.type());
        }
        return captured.computeIfAbsent(tensor, closedOver -> {
            capturedInOrder.add(closedOver);
            return fresh(closedOver.type());
        });
    }

    Program.Traced finish(List<Tensor> results) {
        Objects.requireNonNull(results, "a traced function must return its results, got null");
        for (Tensor result : results) {
            Objects.requireNonNull(result, "a traced function must return tensors, got a null among them");
        }
        List<Atom> outputs = new ArrayList<>(results.size());
        for (Tensor result : results) {
            outputs.add(atom(result));
        }
        finished = true;
        List<Atom.Variable> inputs = new ArrayList<>(arguments);
        for (Tensor tensor : capturedInOrder) {
            inputs.add(captured.get(tensor));
        }
        return new Program.Traced(SimplifiedTraces.get(inputs, equations, outputs), List.copyOf(capturedInOrder));
    }
}
