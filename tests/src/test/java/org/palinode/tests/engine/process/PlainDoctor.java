package org.palinode.tests.engine.process;

import org.palinode.examples.cli.Main;

/** Prints what {@code doctor} does, and its exit code. */
final class PlainDoctor {
    private PlainDoctor() {}

    public static void main(String[] args) {
        int code = Main.commandLine().execute("doctor");
        System.out.println("exit code " + code);
    }
}
