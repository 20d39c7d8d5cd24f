package org.palinode.ode.noise;

/** Reads increments of one Brownian path. It may remember what it read last, so that neighbours are cheap; it belongs to one thread. */
@FunctionalInterface
public interface IncrementReader {
    /**
     * Writes the increment from one time to another, which is earlier where a solve runs back: then W and K have the other sign, H has not.
     * A pure function of both times.
     *
     * @throws IllegalArgumentException if the path does not know this interval
     */
    void read(double from, double to, Increments into);
}
