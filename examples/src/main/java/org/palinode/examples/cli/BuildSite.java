package org.palinode.examples.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The help of {@code ./palinode site}. The launcher runs Python and Maven itself. */
@Command(
        name = "site",
        description = "Build the site of docs/ with search, formulas and Javadoc in target/site, and check its links.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  palinode site                  target/site/index.html",
            "  palinode site --serve          and show it under http://127.0.0.1:8000/",
            "  palinode site --serve 8123     under another port",
            "Needs Python 3.10 or newer. The first call installs the builder into .python/site,",
            "later ones need no network.",
            "PALINODE_PYTHON names another Python than python3."
        })
final class BuildSite implements Callable<Integer> {
    @Option(
            names = "--serve",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "8000",
            description = "Serve it to this machine.")
    private Integer port;

    @Override
    public Integer call() {
        throw new IllegalStateException("the launcher builds the site: use ./palinode site");
    }
}
