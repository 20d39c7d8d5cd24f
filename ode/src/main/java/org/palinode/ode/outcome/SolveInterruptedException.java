package org.palinode.ode.outcome;

/** Interruption of the thread during a solve, which stopped within one step. The interrupted status of the thread is kept. */
public final class SolveInterruptedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final double t;

    /** The interruption of a solve that had not begun. */
    public SolveInterruptedException() {
        super("the solves were interrupted before all had begun");
        t = Double.NaN;
    }

    private SolveInterruptedException(String text, double t) {
        super(text);
        this.t = t;
    }

    /** Stops a solve, if the thread was interrupted, at t after {@code steps} steps. */
    public static void stopIfInterrupted(double t, int steps) {
        if (Thread.currentThread().isInterrupted()) {
            throw new SolveInterruptedException(
                    "the solve was interrupted at t = " + t + " after " + steps + " steps", t);
        }
    }

    /** Stops the gradient of a solve, if the thread was interrupted, before step {@code steps} that starts at t. */
    public static void stopGradientIfInterrupted(double t, int steps) {
        if (Thread.currentThread().isInterrupted()) {
            throw new SolveInterruptedException(
                    "the gradient of a solve was interrupted at t = " + t + " with " + steps + " steps to go", t);
        }
    }

    /** The time that the solve had reached; NaN if it had not begun. */
    public double t() {
        return t;
    }
}
