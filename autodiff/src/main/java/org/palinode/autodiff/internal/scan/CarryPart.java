package org.palinode.autodiff.internal.scan;

/**
 * A tensor of the carry that steps back must lead to.
 *
 * @param path its place in the carry
 * @param tolerance by how much it may be missed, as a part of its size
 */
public record CarryPart(String path, double tolerance) {}
