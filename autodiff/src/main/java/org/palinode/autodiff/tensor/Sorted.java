package org.palinode.autodiff.tensor;

/**
 * Numbers in order along an axis, and where each was: {@code x.takeAlong(axis, order)} is {@code values}.
 *
 * @param values the numbers, of the type of those that were sorted
 * @param order the position of each along the axis before, of the shape of {@code values}
 */
public record Sorted(Tensor values, Indices order) {}
