package org.palinode.examples.plot;

/** Points joined by a line; none at all is a curve too. */
public record Curve(String name, double[] x, double[] y) {
    public Curve {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "curve " + name + " has " + x.length + " x and " + y.length + " y; it needs as many of each");
        }
        x = x.clone();
        y = y.clone();
    }
}
