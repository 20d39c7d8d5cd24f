package org.palinode.autodiff.internal.kernel.blas;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;

/**
 * The OpenBLAS that is loaded.
 *
 * @param version of its jar, such as {@code 0.3.31-1.5.13}, {@code unknown} where the jar does not tell
 * @param core the processor whose kernels it has chosen, as {@link BlasCore#inUse}
 * @param check what it made of problems with known answers
 */
public record BlasLibrary(String version, String core, SelfCheck check) {
    /** The version that Palinode is built with and tested on. */
    private static final String TESTED = "0.3.31-1.5.13";

    private static final String REMEDY = "; put org.bytedeco:openblas:" + TESTED
            + " and org.bytedeco:javacpp:1.5.13, with the natives of this platform, on the class path in its place (Maven:"
            + " dependencyManagement), or name another core before the JVM starts, such as OPENBLAS_CORETYPE=Haswell on x86-64";

    /**
     * The library of this process, loaded and checked when it is first asked for or first used.
     *
     * @throws org.palinode.autodiff.memory.NativeLibraryException if it is missing
     */
    public static BlasLibrary loaded() {
        return Verdict.library();
    }

    /** The reason why products are refused; empty if they are not. */
    public Optional<String> refusalOfProducts() {
        return check.multiplies()
                ? Optional.empty()
                : Optional.of(name() + " computes wrong matrix products (off by " + check.product()
                        + " where whole numbers leave no error), so products and all that is built on them are refused"
                        + REMEDY);
    }

    /** The reason why linear systems are refused; empty if they are not. */
    public Optional<String> refusalOfSolutions() {
        return check.solves()
                ? Optional.empty()
                : refusalOfProducts()
                        .or(() -> Optional.of(name() + " solves linear systems wrongly (40 equations: a residual of "
                                + check.solution()
                                + " where 1e-14 is right), so solve, Factors and implicit solvers are refused"
                                + REMEDY));
    }

    private String name() {
        return "OpenBLAS " + version + ", core " + core + ",";
    }

    /** The version that Maven wrote into the jar of the bindings. */
    static String versionOfJar() {
        try (InputStream in = org.bytedeco.openblas.global.openblas.class.getResourceAsStream(
                "/META-INF/maven/org.bytedeco/openblas/pom.properties")) {
            Properties properties = new Properties();
            if (in != null) {
                properties.load(in);
            }
            return properties.getProperty("version", "unknown");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
