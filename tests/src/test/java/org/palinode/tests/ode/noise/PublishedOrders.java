package org.palinode.tests.ode.noise;

import java.util.List;

/** What solvers should show on the {@link StrongOrderProblems}. */
final class PublishedOrders {
    /**
     * Errors and orders that plain loops in another language showed, with other random numbers: five solves, each with twice the steps of the
     * last. In the double well as many paths as theirs show orders that differ by 0.2 with the random numbers, so the theory stands for three. It stands for
     * further Runge–Kutta methods too.
     */
    private static final String FORWARD = """
            growth | Euler | 4.2e-1 | 9.3e-2 | 0.54
            growth | EulerHeun | 2.1e-1 | 1.5e-2 | 0.96
            growth | ItoMilstein | 2.1e-1 | 1.5e-2 | 0.96
            growth | GradientFreeMilstein | - | - | 1
            growth | SRI2 | - | - | 1.47
            growth | StratonovichMilstein | 2.1e-1 | 1.5e-2 | 0.96
            growth | Heun | 1.1e-1 | 7.4e-3 | 0.96
            growth | Midpoint | 1.1e-1 | 7.4e-3 | 0.96
            growth | RungeKutta4 | - | - | 1.95
            growth | ReversibleHeun | 1.2e-1 | 8.1e-3 | 0.97
            growth | EES25 | 3.7e-2 | 2.3e-3 | 1.00
            growth | SPaRK | 7.5e-2 | 4.9e-3 | 0.98
            growth | GeneralShARK | 1.2e-1 | 8.8e-3 | 0.95
            growth | SlowRK | 2.8e-3 | 3.8e-5 | 1.54
            trigonometric | EulerHeun | 1.8e-2 | 1.1e-3 | 1.01
            trigonometric | GradientFreeMilstein | - | - | 1
            trigonometric | SRI2 | - | - | 1.52
            trigonometric | StratonovichMilstein | 2.0e-2 | 1.2e-3 | 1.01
            trigonometric | Heun | 1.2e-2 | 7.1e-4 | 1.02
            trigonometric | Midpoint | 1.0e-2 | 6.0e-4 | 1.01
            trigonometric | RungeKutta4 | 1.0e-2 | 6.0e-4 | 1.01
            trigonometric | ReversibleHeun | 1.3e-2 | 7.9e-4 | 1.01
            trigonometric | EES25 | 1.0e-2 | 6.0e-4 | 1.01
            trigonometric | EES27 | - | - | 1
            trigonometric | Ralston | - | - | 1
            trigonometric | Bosh3 | - | - | 1
            trigonometric | Tsit5 | - | - | 1
            trigonometric | Dopri5 | - | - | 1
            trigonometric | Dopri8 | - | - | 1
            trigonometric | SPaRK | 3.7e-3 | 2.2e-4 | 1.01
            trigonometric | GeneralShARK | 5.8e-3 | 3.2e-4 | 1.03
            trigonometric | SlowRK | 1.1e-3 | 1.4e-5 | 1.55
            additive | Euler | 4.0e-2 | 2.9e-3 | 0.94
            additive | Heun | 2.4e-2 | 1.5e-3 | 1.01
            additive | ReversibleHeun | 3.0e-2 | 1.5e-3 | 1.08
            additive | EES25 | 2.5e-2 | 1.6e-3 | 1.00
            additive | SEA | 2.4e-2 | 1.5e-3 | 1.01
            additive | ShARK | 3.9e-3 | 5.5e-5 | 1.54
            additive | SRA1 | 5.0e-3 | 6.6e-5 | 1.57
            additive | GeneralShARK | 3.9e-3 | 5.5e-5 | 1.54
            additive | SPaRK | 2.6e-3 | 4.0e-5 | 1.50
            additive | SlowRK | 5.0e-3 | 6.6e-5 | 1.57
            rotating | Heun | 2.1e-1 | 4.9e-2 | 0.52
            rotating | EulerHeun | 2.1e-1 | 4.9e-2 | 0.52
            rotating | ReversibleHeun | 2.1e-1 | 4.9e-2 | 0.52
            rotating | SPaRK | 1.2e-1 | 2.7e-2 | 0.54
            rotating | GeneralShARK | 1.3e-1 | 2.8e-2 | 0.55
            rotating | SlowRK | 2.0e-1 | 4.9e-2 | 0.51
            double well | Euler | - | - | 0.65
            double well | Heun | - | - | 0.71
            double well | SEA | 1.1e-1 | 9.9e-3 | 0.87
            double well | ShARK | - | - | 1.5
            double well | SRA1 | - | - | 1.5
            double well | SPaRK | - | - | 1.5
            Langevin, double well | ALIGN | 3.9e-2 | 1.5e-4 | 2.01
            Langevin, double well | ShOULD | 4.7e-3 | 1.2e-6 | 2.98
            Langevin, double well | QUICSORT | 6.7e-3 | 1.5e-6 | 3.04
            Langevin, harmonic | ALIGN | - | - | 1.99
            Langevin, harmonic | ShOULD | - | - | 2.95
            Langevin, harmonic | QUICSORT | - | - | 3.02
            """;

    /** Orders back in time: published for Langevin equations, and else those forward or of the theory. */
    private static final String BACK = """
            growth | Heun | - | - | 1
            growth | EES25 | - | - | 1
            growth | SlowRK | - | - | 1.54
            trigonometric | EulerHeun | - | - | 1
            trigonometric | StratonovichMilstein | - | - | 1
            trigonometric | Heun | - | - | 1
            trigonometric | ReversibleHeun | - | - | 1
            trigonometric | SPaRK | - | - | 1
            trigonometric | GeneralShARK | - | - | 1
            trigonometric | SlowRK | - | - | 1.55
            additive | Euler | - | - | 1
            additive | SEA | - | - | 1
            additive | ShARK | - | - | 1.54
            additive | SRA1 | - | - | 1.57
            additive | SPaRK | - | - | 1.5
            additive | SlowRK | - | - | 1.57
            rotating | Heun | - | - | 0.5
            rotating | SPaRK | - | - | 0.5
            Langevin, harmonic | ALIGN | - | - | 2.01
            Langevin, harmonic | ShOULD | - | - | 3.00
            Langevin, harmonic | QUICSORT | - | - | 2.96
            """;

    private PublishedOrders() {}

    static List<StrongOrderRow> rows(TimeDirection direction) {
        return StrongOrderRow.table(direction == TimeDirection.FORWARD ? FORWARD : BACK);
    }
}
