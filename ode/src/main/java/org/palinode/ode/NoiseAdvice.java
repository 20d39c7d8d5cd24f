package org.palinode.ode;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.palinode.ode.internal.noise.NoiseInputs;
import org.palinode.ode.internal.run.FinishedSolve;
import org.palinode.ode.internal.step.StepKey;
import org.palinode.ode.noise.NoiseKind;

/** Advice on a solve with noise that succeeded: what accuracy costs, and what values between steps are. */
record NoiseAdvice(FinishedSolve run) {
    /** Texts by what they are about, in order; none without noise. */
    Map<String, String> lines() {
        Map<String, String> lines = new LinkedHashMap<>();
        StepKey key = run.programs().key();
        key.noise().filter(NoiseInputs::hasNoise).ifPresent(noise -> {
            lines.put("accuracy", accuracy(key, noise.kind()));
            if (run.request().saveAt().savesInside()) {
                lines.put(
                        "between",
                        "values between the ends of steps lie on straight lines, off by about √h times the size of the noise;"
                                + " SaveAt.stepAtTs() ends steps at the saved times");
            }
        });
        return lines;
    }

    /** Cost of accuracy where errors shrink like h^p, and like h^(p + 1/2) in a step. */
    private String accuracy(StepKey key, NoiseKind kind) {
        double p = key.errorOrder() - 0.5;
        String steps = String.format(
                Locale.ROOT,
                "strong order %s where noise is %s: an error ten times smaller takes about %s times as many steps",
                Double.toString(p).replaceAll("\\.0$", ""),
                kind,
                rounded(Math.pow(10, 1 / p)));
        boolean adapts = run.request().controller().errorScale().isPresent();
        return adapts
                ? steps
                        + String.format(
                                Locale.ROOT, ", by tolerances %s times smaller", rounded(Math.pow(10, (p + 0.5) / p)))
                : steps;
    }

    private static String rounded(double factor) {
        return String.format(Locale.ROOT, factor < 10 ? "%.1f" : "%.0f", factor);
    }
}
