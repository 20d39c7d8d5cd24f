package org.palinode.examples.doctor;

import java.util.List;

/** Looks at one side of this machine. */
public interface Check {
    /** Returns what was found, each with its advice. */
    List<Finding> findings();

    /** Returns every check, in the order in which they are shown. */
    static List<Check> all() {
        return List.of(
                new PlatformCheck(),
                new JavaCheck(),
                new Nd4jCheck(),
                new BlasCheck(),
                new SolveCheck(),
                new MemoryCheck(),
                new LoggingCheck());
    }
}
