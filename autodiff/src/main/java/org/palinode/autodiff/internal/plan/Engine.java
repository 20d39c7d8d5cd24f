package org.palinode.autodiff.internal.plan;

import org.palinode.autodiff.internal.plan.fusion.Fusion;
import org.palinode.autodiff.internal.plan.loop.Loop;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.DType;

/** Way in which the kernels of a plan are made. All engines give the same numbers, except for rounding. */
public enum Engine {
    /** A plain kernel for each equation: the reference. */
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
            return Fusion.of(program, Loop.Code.SCALAR);
        }

        @Override
        public String description() {
            return "scalar: generated code, one number at a time";
        }
    },
    /** The engine {@link #SCALAR} with loops by the Vector API; needs the module {@code jdk.incubator.vector}. */
    VECTOR {
        @Override
        Program prepare(Program program) {
            requireVectorApi("vector");
            return Fusion.of(program, Loop.Code.VECTOR);
        }

        @Override
        public String description() {
            return "vector: generated code, " + vectors();
        }
    },
    /**
     * The engine {@link #VECTOR}, but loops start as scalar code wherever it gives the same bits, and change over when a thread in the
     * background has had their vector code compiled: the first solve is faster, the others are the same. Needs that module and pays with
     * two processors.
     */
    TIERED {
        @Override
        Program prepare(Program program) {
            requireVectorApi("tiered");
            return Fusion.of(program, Loop.Code.TIERED);
        }

        @Override
        public String description() {
            return "tiered: generated code, one number at a time until its vector code is warm, then " + vectors();
        }
    };

    /** The system property that names the engine of this process. */
    public static final String PROPERTY = "palinode.engine";

    private static Engine standard;

    /**
     * The engine of plans that are told no other: the one that the system property {@link #PROPERTY} names when this is first asked, else
     * {@link #TIERED} where the Vector API is there ({@link #VECTOR} on one processor), else {@link #SCALAR}.
     *
     * @throws IllegalArgumentException if the property names no engine
     */
    public static synchronized Engine standard() {
        if (standard == null) { // not when the class is loaded: a wrong name would be hidden in an
            // ExceptionInInitializerError
            String name = System.getProperty(PROPERTY);
            standard = name == null ? fastest() : named(name);
        }
        return standard;
    }

    private static void requireVectorApi(String engine) {
        if (!isVectorApiPresent()) {
            throw new IllegalStateException("the " + engine + " engine needs the Vector API: start Java with"
                    + " --add-modules jdk.incubator.vector, or use Engine.SCALAR");
        }
    }

    private static String vectors() {
        if (!isVectorApiPresent()) {
            return "vectors, which need --add-modules jdk.incubator.vector: no plan can be made here";
        }
        return Loop.lanes(DType.FLOAT64) + " float64 or " + Loop.lanes(DType.FLOAT32)
                + " float32 at a time, memory through " + Loop.vectorMemory();
    }

    /** True if this JVM was started with the module {@code jdk.incubator.vector}. */
    public static boolean isVectorApiPresent() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    private static Engine fastest() {
        Engine vector = Runtime.getRuntime().availableProcessors() > 1 ? TIERED : VECTOR;
        return isVectorApiPresent() ? vector : SCALAR;
    }

    /**
     * The engine of this name, in upper or lower case.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Engine named(String name) {
        for (Engine engine : values()) {
            if (engine.name().equalsIgnoreCase(name)) {
                return engine;
            }
        }
        throw new IllegalArgumentException(PROPERTY + " must be interpreter, scalar, vector or tiered, got \"" + name
                + "\"; leave it out for the fastest that there is");
    }

    /** A description of what runs where this engine is in use. */
    public abstract String description();

    /** The program with equations grouped as this engine runs them. */
    abstract Program prepare(Program program);
}
