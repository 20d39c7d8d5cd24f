package org.palinode.autodiff.plan;

import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.plan.fusion.Fusion;
import org.palinode.autodiff.plan.loop.Loop;
import org.palinode.autodiff.program.Program;

/** How a plan's kernels are made. All engines give the same numbers, but for rounding. */
public enum Engine {
    /** One plain kernel an equation: the reference. */
    INTERPRETER {
        @Override
        Program prepare(Program program) {
            return program;
        }

        @Override
        public String description() {
            return "interpreter: one plain kernel an equation";
        }
    },
    /** Groups of equations as generated code, one number at a time. */
    SCALAR {
        @Override
        Program prepare(Program program) {
            return Fusion.of(program, false);
        }

        @Override
        public String description() {
            return "scalar: generated code, one number at a time";
        }
    },
    /** As {@link #SCALAR}, with loops by the Vector API; needs the module {@code jdk.incubator.vector}. */
    VECTOR {
        @Override
        Program prepare(Program program) {
            if (!isVectorApiPresent()) {
                throw new IllegalStateException("the vector engine needs the Vector API: start Java with"
                        + " --add-modules jdk.incubator.vector, or use Engine.SCALAR");
            }
            return Fusion.of(program, true);
        }

        @Override
        public String description() {
            return "vector: generated code, " + Loop.lanes(DType.FLOAT64) + " float64 or " + Loop.lanes(DType.FLOAT32)
                    + " float32 at a time, memory through " + Loop.vectorMemory();
        }
    };

    private static final Engine STANDARD = choose(System.getProperty("palinode.engine"));

    /**
     * What plans use unless they are told otherwise: the one that the system property {@code palinode.engine} names, else
     * {@link #VECTOR} where the Vector API is there, else {@link #SCALAR}.
     */
    public static Engine standard() {
        return STANDARD;
    }

    /** Whether this JVM was started with the module {@code jdk.incubator.vector}. */
    public static boolean isVectorApiPresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    private static Engine choose(String name) {
        if (name == null) {
            return isVectorApiPresent() ? VECTOR : SCALAR;
        }
        for (Engine engine : values()) {
            if (engine.name().equalsIgnoreCase(name)) {
                return engine;
            }
        }
        throw new IllegalArgumentException("palinode.engine must be interpreter, scalar or vector, got " + name);
    }

    /** What runs where this engine is in use, for people to read; the vector engine's needs the Vector API. */
    public abstract String description();

    /** The program with equations grouped as this engine runs them. */
    abstract Program prepare(Program program);
}
