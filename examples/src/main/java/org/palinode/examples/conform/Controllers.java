package org.palinode.examples.conform;

import java.util.Set;
import org.palinode.ode.controller.PIDController;

/** PID controllers as reference data describe them. */
final class Controllers {
    private static final Set<String> KNOWN =
            Set.of("rtol", "atol", "pcoeff", "icoeff", "dcoeff", "factormin", "factormax", "safety", "dtmin", "dtmax");

    private Controllers() {}

    /** The controller with the parameters of {@code entry}; absent ones have their usual values. */
    static PIDController pid(Entry entry) {
        for (String name : entry.names()) {
            if (!KNOWN.contains(name) && entry.optional(name).isPresent()) {
                throw new UnknownToPalinode("controller setting " + name);
            }
        }
        PIDController standard = new PIDController(
                entry.field("rtol").number(), entry.field("atol").number());
        PIDController.Coefficients coefficients = standard.coefficients();
        PIDController.Factors factors = standard.factors();
        return standard.withCoefficients(
                        value(entry, "pcoeff", coefficients.p()),
                        value(entry, "icoeff", coefficients.i()),
                        value(entry, "dcoeff", coefficients.d()))
                .withFactors(
                        value(entry, "factormin", factors.smallest()),
                        value(entry, "factormax", factors.largest()),
                        value(entry, "safety", factors.safety()))
                .withDtmax(value(entry, "dtmax", standard.limits().dtmax()))
                .withDtmin(value(entry, "dtmin", standard.limits().dtmin()));
    }

    private static double value(Entry entry, String name, double otherwise) {
        return entry.optional(name).map(Entry::number).orElse(otherwise);
    }
}
