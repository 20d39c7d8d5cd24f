package org.palinode.autodiff.internal.program;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Derivatives of programs, found by tracing them again under a tape or with tangents. */
final class Derivatives {
    private Derivatives() {}

    enum Kind {
        PULL_BACK,
        VALUES_AND_TANGENTS,
        TANGENTS,
        ONE_SIDED_TANGENTS
    }

    /** Request for a derivative of a program: its kind, inputs and outputs. */
    record Request(Kind kind, BitSet inputs, BitSet outputs) {
        static Request vjp(Program program, IntPredicate wanted, IntPredicate given) {
            return new Request(Kind.PULL_BACK, set(program.inputs().size(), wanted), set(program.arity(), given));
        }

        static Request jvp(Program program) {
            return new Request(Kind.VALUES_AND_TANGENTS, set(program.inputs().size(), i -> true), new BitSet());
        }

        static Request tangents(Program program, IntPredicate moving) {
            return new Request(Kind.TANGENTS, set(program.inputs().size(), moving), new BitSet());
        }

        static Request oneSided(Program program, IntPredicate moving) {
            return new Request(Kind.ONE_SIDED_TANGENTS, set(program.inputs().size(), moving), new BitSet());
        }

        private static BitSet set(int size, IntPredicate members) {
            BitSet set = new BitSet();
            for (int i = 0; i < size; i++) {
                set.set(i, members.test(i));
            }
            return set;
        }

        Program of(Program program) {
            return switch (kind) {
                case PULL_BACK -> backward(program.withoutEffects(), inputs, outputs);
                case VALUES_AND_TANGENTS -> forward(program, inputs, true, Tangents::new);
                case TANGENTS -> forward(program.withoutEffects(), inputs, false, Tangents::new);
                case ONE_SIDED_TANGENTS -> forward(program.withoutEffects(), inputs, false, Tangents::oneSided);
            };
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Request that
                    && kind == that.kind
                    && inputs.equals(that.inputs)
                    && outputs.equals(that.outputs);
        }

        @Override
        public int hashCode() {
            return 31 * inputs.hashCode() + outputs.hashCode();
        }
    }

    private static Program backward(Program program, BitSet wanted, BitSet given) {
        List<TensorType> types = new ArrayList<>(program.inputTypes());
        for (int output = given.nextSetBit(0); output >= 0; output = given.nextSetBit(output + 1)) {
            types.add(program.outputs().get(output).type());
        }
        return Program.traceClosed(types, arguments -> {
            Tape tape = new Tape();
            List<Tensor> in =
                    new ArrayList<>(arguments.subList(0, program.inputs().size()));
            List<Tensor> variables = new ArrayList<>();
            for (int input = wanted.nextSetBit(0); input >= 0; input = wanted.nextSetBit(input + 1)) {
                in.set(input, tape.variable(in.get(input)));
                variables.add(in.get(input));
            }
            List<Tensor> out = program.apply(in);
            List<Tensor> chosen = new ArrayList<>();
            for (int output = given.nextSetBit(0); output >= 0; output = given.nextSetBit(output + 1)) {
                chosen.add(out.get(output));
            }
            return tape.pullBack(chosen, arguments.subList(in.size(), arguments.size()), variables);
        });
    }

    private static Program forward(Program program, BitSet moving, boolean withValues, Supplier<Tangents> trace) {
        List<TensorType> types = new ArrayList<>(program.inputTypes());
        moving.stream().forEach(input -> types.add(program.inputTypes().get(input)));
        return Program.traceClosed(types, arguments -> {
            Tangents tangents = trace.get();
            List<Tensor> in =
                    new ArrayList<>(arguments.subList(0, program.inputs().size()));
            int next = in.size();
            for (int input = moving.nextSetBit(0); input >= 0; input = moving.nextSetBit(input + 1)) {
                in.set(input, tangents.variable(in.get(input), arguments.get(next++)));
            }
            List<Tensor> out = program.apply(in);
            List<Tensor> results = new ArrayList<>();
            if (withValues) {
                out.forEach(tensor -> results.add(tangents.primal(tensor)));
            }
            out.forEach(tensor -> results.add(tangents.tangent(tensor)));
            return results;
        });
    }
}
