package org.palinode.ode.controller;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * What a controller knows of a solve, in mirrored time that always runs forward.
 *
 * @param t0 start
 * @param t1 end, not before the start
 * @param dt0 the first step asked for, positive; empty if none was
 * @param errorOrder the local error estimate shrinks like h to this power
 * @param automaticFirstStep estimates a first step from the field; costs two evaluations
 */
public record Span(double t0, double t1, OptionalDouble dt0, int errorOrder, DoubleSupplier automaticFirstStep) {}
