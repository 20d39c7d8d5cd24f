package org.palinode.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The help of {@code ./palinode test}. The launcher runs Maven itself: a JVM that uses the jars must not rebuild them. */
@Command(
        name = "test",
        description =
                "Run all tests: on this JDK, without the Vector API, and on a JDK 25 where one is installed; --fast runs the quick ones.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  palinode test                       the tests, the format check, a project that uses Palinode",
            "  palinode test --fast                the quick tests alone, on this JDK: under a minute",
            "  palinode test -Plong                the long tests too",
            "  palinode test -Dtest=SolverTest     one class",
            "PALINODE_JDK25 names a JDK 25 that is not found by itself; PALINODE_JDK25=none leaves it out."
        })
final class RunTests implements Callable<Integer> {
    @Option(names = "--fast", description = "The quick tests alone, once, without format check; the first argument.")
    private boolean fast;

    @Parameters(arity = "0..*", paramLabel = "MAVEN_ARGUMENT", description = "Passed on to Maven.")
    private String[] arguments;

    @Override
    public Integer call() {
        throw new IllegalStateException("the launcher runs the tests: use ./palinode test, or mvn verify");
    }
}
