package org.palinode.examples.doctor;

import java.util.List;
import org.slf4j.LoggerFactory;

/** The SLF4J provider: the libraries bring none, the command line is silent. */
final class LoggingCheck implements Check {
    @Override
    public List<Finding> findings() {
        String provider = LoggerFactory.getILoggerFactory().getClass().getName();
        boolean silent = provider.startsWith("org.slf4j.helpers.NOP") || provider.startsWith("org.slf4j.nop.");
        return List.of(Finding.of("Logging", provider + (silent ? " (silent)" : "")));
    }
}
