package org.palinode.autodiff.internal.plan.loop;

import java.util.Map;
import org.palinode.autodiff.tensor.Elementwise;

/** Functions that vector loops apply to a whole block, with their names in {@code VectorFunctions}. */
final class BlockFunctions {
    static final Map<Elementwise, String> NAMES = Map.ofEntries(
            Map.entry(Elementwise.POWER, "power"),
            Map.entry(Elementwise.EXP, "exp"),
            Map.entry(Elementwise.EXPM1, "expm1"),
            Map.entry(Elementwise.LOG, "log"),
            Map.entry(Elementwise.LOG1P, "log1p"),
            Map.entry(Elementwise.SIN, "sin"),
            Map.entry(Elementwise.COS, "cos"),
            Map.entry(Elementwise.TANH, "tanh"),
            Map.entry(Elementwise.ODD_EXPM1, "oddExpm1"),
            Map.entry(Elementwise.SECH_SQUARE, "sechSquare"),
            Map.entry(Elementwise.SIGMOID, "sigmoid"),
            Map.entry(Elementwise.SOFTPLUS, "softplus"),
            Map.entry(Elementwise.ERF, "erf"));

    private BlockFunctions() {}
}
