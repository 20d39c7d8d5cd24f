package org.palinode.autodiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Derivatives of numbers of the gamma law against mpmath's, made by tests/figures/gamma.py. */
class GammaSlopeTest {
    @Test
    void derivativesAreThoseOfMpmath() throws IOException {
        try (InputStream stream = GammaSlopeTest.class.getResourceAsStream("/figures/gamma.json")) {
            double[][] rows = new ObjectMapper().readValue(stream, double[][].class);
            for (double[] row : rows) {
                double shape = row[0];
                double limit = 5e-14 + 2e-15 * Math.sqrt(shape); // exponents of size √a are rounded
                double found = new GammaSlope(shape, row[1]).value();
                assertEquals(row[2], found, limit * row[2], "a = " + shape + ", z = " + row[1]);
            }
            assertEquals(139, rows.length);
        }
    }

    @Test
    void whatHasNoLawHasNoDerivative() {
        assertEquals(0, new GammaSlope(2, 0).value());
        for (double[] odd : new double[][] {{0, 1}, {-1, 1}, {Double.NaN, 1}, {2, -1}, {2, Double.NaN}}) {
            assertEquals(Double.NaN, new GammaSlope(odd[0], odd[1]).value());
        }
    }
}
