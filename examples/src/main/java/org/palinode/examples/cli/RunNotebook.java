package org.palinode.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The help of {@code ./palinode notebook}. The launcher starts Jupyter, which starts JVMs of its own. */
@Command(
        name = "notebook",
        description =
                "Start Jupyter on the folder notebooks/, with a kernel that has everything imported; needs Python 3.10 or newer.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  palinode notebook                         the list of notebooks, in the browser",
            "  palinode notebook 01-first-steps.ipynb    one of them",
            "  palinode notebook --no-browser            prints the address",
            "  palinode notebook --prepare               sets up all that is needed, and starts nothing",
            "  palinode notebook --strip                 takes the outputs out of all notebooks",
            "  palinode notebook --test                  runs all notebooks and looks at their pictures",
            "Jupyter comes into .python/notebook when it is first needed.",
            "PALINODE_PYTHON names a Python that is not on PATH."
        })
final class RunNotebook implements Callable<Integer> {
    @Option(names = "--strip", description = "Only take the outputs out of notebooks; the first argument.")
    private boolean strip;

    @Option(names = "--prepare", description = "Only set up; the first argument.")
    private boolean prepare;

    @Option(
            names = "--test",
            description = "Run all notebooks as tests; the first argument. What follows goes to pytest.")
    private boolean test;

    @Parameters(arity = "0..*", paramLabel = "JUPYTER_ARGUMENT", description = "Passed on to JupyterLab.")
    private String[] arguments;

    @Override
    public Integer call() {
        throw new IllegalStateException("the launcher starts Jupyter: use ./palinode notebook");
    }
}
