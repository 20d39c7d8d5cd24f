package org.palinode.tests.train.loop;

import java.nio.file.Path;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.nn.Mlp;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.Trainer;
import org.palinode.train.optimiser.Adam;

/** A training in a JVM of its own, to be killed: tells each step on standard output. What it does besides is an argument. */
enum KilledTraining {
    /** Rests between steps. */
    RESTING {
        @Override
        void after(long step, Path folder) {
            try {
                Thread.sleep(2);
            } catch (InterruptedException impatient) {
                Thread.currentThread().interrupt();
            }
        }
    },
    /** Exits by itself after the fourth step, with code 3. */
    EXITING {
        @Override
        void after(long step, Path folder) {
            if (step == 4) {
                System.exit(3);
            }
        }
    },
    /** Tries a second training in the folder after the second step, and then rests. */
    SHARING {
        @Override
        void after(long step, Path folder) {
            if (step == 2) {
                try {
                    spirals(folder).resume(Spirals.initial(1));
                } catch (IllegalStateException taken) {
                    System.out.println(-1);
                }
            }
            RESTING.after(step, folder);
        }
    },
    /** Saves 16 MB after each step, and does nothing else that takes long. */
    WRITING {
        @Override
        void run(Path folder, long steps) {
            large(folder)
                    .steps(steps)
                    .listening(report -> System.out.println(report.step()))
                    .resume(largeInitial());
        }
    };

    /** Arguments: the folder, the number of steps, and a name of the above. */
    public static void main(String[] arguments) {
        valueOf(arguments[2]).run(Path.of(arguments[0]), Long.parseLong(arguments[1]));
    }

    void run(Path folder, long steps) {
        spirals(folder)
                .steps(steps)
                .listening(report -> {
                    System.out.println(report.step());
                    after(report.step(), folder);
                })
                .resume(Spirals.initial(1));
    }

    void after(long step, Path folder) {}

    static Trainer<Mlp, Spirals.Points> spirals(Path folder) {
        return Spirals.trainer()
                .validating(Spirals.points())
                .measuringEvery(4)
                .savingEvery(KilledTrainingTest.INTERVAL)
                .in(folder);
    }

    static Trainer<Tensor, Void> large(Path folder) {
        return Trainer.of((Tensor p) -> p.square().mean(), new Adam(0.01))
                .savingEvery(1)
                .in(folder);
    }

    static Tensor largeInitial() {
        return RandomKey.of(3).normal(500_000);
    }
}
