package org.palinode.autodiff.internal.program;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitive;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.autodiff.tensor.TracedTensor;

/**
 * A pure function of tensors as equations in single-assignment form. Checked when it is made: every variable is defined once and
 * before its use. Programs of equal equations are equal. Immutable; derivatives are worked out when they are first wanted and kept
 * with the program.
 */
public final class Program implements Function<List<Tensor>, List<Tensor>> {
    private final List<Atom.Variable> inputs;
    private final List<Equation> equations;
    private final List<Atom> outputs;
    private final Map<Derivatives.Request, Program> derivatives = new ConcurrentHashMap<>();
    private final Map<Batch, Program> batches = new ConcurrentHashMap<>();

    /** 0 until it is asked for: most programs on the way to a plan are never looked up. */
    private int hash;

    public Program(List<Atom.Variable> inputs, List<Equation> equations, List<Atom> outputs) {
        this.inputs = List.copyOf(inputs);
        this.equations = List.copyOf(equations);
        this.outputs = List.copyOf(outputs);
        SingleAssignment.check(this.inputs, this.equations, this.outputs);
    }

    /** Which inputs have a value for each member, and the number of members. */
    private record Batch(BitSet inputs, int size) {}

    /** A program, and the tensors it closed over: its inputs are the explicit ones, then those. */
    public record Traced(Program program, List<Tensor> captured) {}

    /**
     * Runs {@code function} on symbolic tensors of these types and keeps what it does, without dead or repeated equations. Tensors that
     * it closes over become inputs after the explicit ones; scalars written into the code become literals.
     */
    public static Traced trace(List<TensorType> types, Function<List<Tensor>, List<Tensor>> function) {
        Objects.requireNonNull(types, "a program needs the types of its inputs, got null");
        Objects.requireNonNull(function, "a program needs a function to trace, got null");
        Tracer tracer = new Tracer();
        List<Tensor> arguments = new ArrayList<>(types.size());
        for (TensorType type : types) {
            arguments.add(tracer.argument(type));
        }
        return tracer.finish(function.apply(arguments));
    }

    /**
     * The program as by {@link #trace}, for functions of their arguments alone: concrete tensors that turn up on the way become numbers
     * stored in the program, and tensors followed by an outer trace are refused.
     */
    public static Program traceClosed(List<TensorType> types, Function<List<Tensor>, List<Tensor>> function) {
        Traced open = trace(types, function);
        if (open.captured().isEmpty()) {
            return open.program();
        }
        return trace(types, arguments -> {
                    List<Tensor> all = new ArrayList<>(arguments);
                    open.captured().forEach(tensor -> all.add(stored(tensor, arguments)));
                    return open.program().apply(all);
                })
                .program();
    }

    private static Tensor stored(Tensor captured, List<Tensor> arguments) {
        if (captured instanceof TracedTensor) {
            throw new IllegalArgumentException("this function must depend on its arguments alone, but closes over "
                    + captured + ", which an outer trace follows; pass it as an argument");
        }
        return Tracer.emit(new Stored(captured), arguments);
    }

    public List<Atom.Variable> inputs() {
        return inputs;
    }

    public List<Equation> equations() {
        return equations;
    }

    public List<Atom> outputs() {
        return outputs;
    }

    /** The number of outputs. */
    public int arity() {
        return outputs.size();
    }

    public List<TensorType> inputTypes() {
        return Atom.types(inputs);
    }

    public List<TensorType> outputTypes() {
        return Atom.types(outputs);
    }

    /**
     * Applies the equations one by one to tensors of any kind, so that every trace sees them.
     *
     * @throws IllegalArgumentException unless the arguments are of the inputs' types
     */
    @Override
    public List<Tensor> apply(List<Tensor> arguments) {
        List<TensorType> types = Tensor.types(arguments);
        if (!types.equals(inputTypes())) {
            throw new IllegalArgumentException("this program needs inputs " + inputTypes() + ", got " + types);
        }
        return apply(arguments, primitive -> null);
    }

    /** Each output by itself, of the same inputs: what it does not need is not evaluated with it. */
    public List<Program> eachOutput() {
        if (arity() == 1) {
            return List.of(this);
        }
        List<Program> programs = new ArrayList<>(arity());
        for (int i = 0; i < arity(); i++) {
            int output = i;
            programs.add(keeping(kept -> kept == output));
        }
        return programs;
    }

    /** The program with the kept ones of its outputs, without what only the others need. */
    public Program keeping(IntPredicate output) {
        List<Atom> kept = new ArrayList<>(arity());
        for (int i = 0; i < arity(); i++) {
            if (output.test(i)) {
                kept.add(outputs.get(i));
            }
        }
        return Passes.simplify(inputs, equations, kept);
    }

    /** The program in which each equation whose primitive has a body is replaced by that body; {@code body} gives null for the others. */
    public Program inline(Function<Primitive, Program> body) {
        return traceClosed(inputTypes(), arguments -> apply(arguments, body));
    }

    /** The program that computes the same outputs and does nothing else. */
    public Program withoutEffects() {
        List<Equation> silent = equations.stream().map(Equation::withoutEffects).toList();
        return silent.equals(equations) ? this : new Program(inputs, silent, outputs);
    }

    private List<Tensor> apply(List<Tensor> arguments, Function<Primitive, Program> body) {
        Values values = new Values();
        values.define(inputs, arguments);
        for (Equation equation : equations) {
            List<Tensor> in = values.of(equation.inputs());
            Program inner = body.apply(equation.primitive());
            values.define(
                    equation.outputs(), inner == null ? Tensor.apply(equation.primitive(), in) : inner.apply(in, body));
        }
        return values.of(outputs);
    }

    /** The program (inputs, output cotangents) → cotangents of the wanted inputs; it computes the values it needs again. */
    public Program vjp(IntPredicate wanted) {
        return vjp(wanted, output -> true);
    }

    /** The pull-back as {@link #vjp(IntPredicate)}, of the cotangents of the given outputs only; those of the others are zero. */
    public Program vjp(IntPredicate wanted, IntPredicate given) {
        Objects.requireNonNull(wanted, "a pull-back needs to know which inputs are wanted, got null");
        Objects.requireNonNull(given, "a pull-back needs to know which outputs have cotangents, got null");
        return derivative(Derivatives.Request.vjp(this, wanted, given));
    }

    /** The program (inputs, input tangents) → (outputs, output tangents). */
    public Program jvp() {
        return derivative(Derivatives.Request.jvp(this));
    }

    /** The program (inputs, tangents of the moving inputs) → output tangents. */
    public Program tangents(IntPredicate moving) {
        Objects.requireNonNull(moving, "tangents need to know which inputs move, got null");
        return derivative(Derivatives.Request.tangents(this, moving));
    }

    /** The tangents as by {@link #tangents}, at kinks from the side to which the inputs move ({@link Primitive#oneSided}). */
    public Program oneSided(IntPredicate moving) {
        Objects.requireNonNull(moving, "tangents need to know which inputs move, got null");
        return derivative(Derivatives.Request.oneSided(this, moving));
    }

    /** The program in which the given inputs, and all outputs, have a new leading axis of length {@code size}. */
    public Program batched(IntPredicate isBatched, int size) {
        Objects.requireNonNull(isBatched, "a batch needs to know which inputs have many values, got null");
        BitSet many = new BitSet();
        for (int i = 0; i < inputs.size(); i++) {
            many.set(i, isBatched.test(i));
        }
        Batch batch = new Batch(many, size);
        Program known = batches.get(batch);
        return known == null ? batches.computeIfAbsent(batch, wanted -> traceBatched(many::get, size)) : known;
    }

    private Program traceBatched(IntPredicate isBatched, int size) {
        List<TensorType> types = new ArrayList<>(inputTypes());
        for (int i = 0; i < types.size(); i++) {
            if (isBatched.test(i)) {
                types.set(i, types.get(i).with(types.get(i).shape().insert(0, size)));
            }
        }
        return traceClosed(types, arguments -> {
            BatchTrace batch = new BatchTrace(size);
            List<Tensor> in = new ArrayList<>();
            for (int i = 0; i < arguments.size(); i++) {
                in.add(isBatched.test(i) ? batch.variable(arguments.get(i)) : arguments.get(i));
            }
            return apply(in).stream().map(batch::values).toList();
        });
    }

    private Program derivative(Derivatives.Request request) {
        Program known = derivatives.get(request);
        return known == null ? derivatives.computeIfAbsent(request, wanted -> wanted.of(this)) : known;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Program program
                        && hashCode() == program.hashCode()
                        && inputs.equals(program.inputs)
                        && equations.equals(program.equations)
                        && outputs.equals(program.outputs);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = Objects.hash(inputs, equations, outputs);
        }
        return hash;
    }

    @Override
    public String toString() {
        String header =
                inputs.stream().map(input -> input + ": " + input.type()).collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>();
        lines.add("program(" + header + ") {");
        equations.forEach(equation -> lines.add("  " + equation));
        lines.add("  return " + outputs.stream().map(Atom::toString).collect(Collectors.joining(", ")));
        lines.add("}");
        return String.join("\n", lines);
    }
}
