package org.palinode.autodiff.internal.kernel.parallel;

/** Number of threads that large kernels use. */
public final class ThreadCount {
    /** The system property that says how many. */
    public static final String PROPERTY = "palinode.threads";

    /** The environment variable that says how many where the property is not set. */
    public static final String VARIABLE = "PALINODE_THREADS";

    static final int MOST = 1024;

    private ThreadCount() {}

    /**
     * The value of {@link #PROPERTY}, else that of {@link #VARIABLE}, else the number of processors.
     *
     * @throws IllegalArgumentException if that is not a number between 1 and 1024
     */
    public static int configured() {
        String property = System.getProperty(PROPERTY);
        if (property != null) {
            return parse(PROPERTY, property);
        }
        String variable = System.getenv(VARIABLE);
        return variable == null
                ? Math.min(MOST, Runtime.getRuntime().availableProcessors())
                : parse(VARIABLE, variable);
    }

    /** The number that {@code text}, the value of the setting {@code name}, stands for. */
    static int parse(String name, String text) {
        if (text.matches("[0-9]{1,4}")) {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= MOST) {
                return count;
            }
        }
        throw new IllegalArgumentException(name + " must be a number of threads between 1 and " + MOST + ", got \""
                + text + "\"; 1 runs everything in the calling thread");
    }
}
