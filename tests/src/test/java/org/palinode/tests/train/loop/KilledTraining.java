package org.palinode.tests.train.loop;

import java.nio.file.Path;

/** A training in a JVM of its own, to be killed: tells each step on standard output, and rests in between. Exits by itself if told to. */
final class KilledTraining {
    private KilledTraining() {}

    /** Arguments: the folder, the number of steps, and perhaps the step at which it exits with code 3. */
    public static void main(String[] arguments) {
        Spirals.trainer()
                .validating(Spirals.points())
                .measuringEvery(4)
                .savingEvery(KilledTrainingTest.INTERVAL)
                .steps(Long.parseLong(arguments[1]))
                .in(Path.of(arguments[0]))
                .listening(report -> {
                    System.out.println(report.step());
                    if (arguments.length > 2 && report.step() == Long.parseLong(arguments[2])) {
                        System.exit(3);
                    }
                    rest();
                })
                .resume(Spirals.initial(1));
    }

    private static void rest() {
        try {
            Thread.sleep(2);
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
    }
}
