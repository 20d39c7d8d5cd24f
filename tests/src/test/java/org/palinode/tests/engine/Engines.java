package org.palinode.tests.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.palinode.autodiff.internal.plan.Engine;
import org.palinode.autodiff.internal.plan.Plan;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Arena;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;

/** Programs run by a chosen engine. */
public final class Engines {
    private Engines() {}

    /** Those that this JVM has. */
    public static List<Engine> available() {
        return Engine.isVectorApiPresent()
                ? List.of(Engine.INTERPRETER, Engine.SCALAR, Engine.VECTOR)
                : List.of(Engine.INTERPRETER, Engine.SCALAR);
    }

    /** Vector code from the first run on, where there is some. */
    public static Engine warm() {
        return Engine.isVectorApiPresent() ? Engine.VECTOR : Engine.SCALAR;
    }

    /** The outputs of a program for these inputs. */
    public static List<double[]> run(Engine engine, Program program, List<double[]> inputs) {
        try (Arena arena = new Arena("a test")) {
            Plan plan = Plan.of(program).in(arena).engine(engine).build();
            for (int i = 0; i < inputs.size(); i++) {
                plan.input(i).put(inputs.get(i));
            }
            plan.run();
            List<double[]> outputs = new ArrayList<>();
            for (int i = 0; i < program.arity(); i++) {
                outputs.add(plan.output(i).toArray());
            }
            return outputs;
        }
    }

    /** Ones, to which the outputs of a program are added by each of two runs. */
    public static List<double[]> addTwice(Engine engine, Program program, List<double[]> inputs) {
        try (Arena arena = new Arena("a test")) {
            List<Buffer> sums =
                    program.outputTypes().stream().map(arena::allocate).toList();
            Plan.Builder builder = Plan.of(program).in(arena).engine(engine);
            for (int i = 0; i < sums.size(); i++) {
                sums.get(i).fill(1);
                builder.accumulate(i, sums.get(i));
            }
            Plan plan = builder.build();
            for (int i = 0; i < inputs.size(); i++) {
                plan.input(i).put(inputs.get(i));
            }
            plan.run();
            plan.run();
            return sums.stream().map(Buffer::toArray).toList();
        }
    }

    /** A function of each of the numbers x. */
    public static double[] apply(UnaryOperator<Tensor> function, DType dtype, Engine engine, double... x) {
        TensorType type = new TensorType(dtype, Shape.of(x.length));
        Program program = Program.trace(List.of(type), in -> List.of(function.apply(in.get(0))))
                .program();
        return run(engine, program, List.of(x)).get(0);
    }
}
