/**
 * Computations as data. Tracing a function once on symbolic tensors gives a {@link org.palinode.autodiff.internal.program.Program}: equations in
 * single-assignment form, which print and check themselves. Derivatives of programs are programs again, found by tracing the
 * program under a tape or with tangents; passes drop what is not needed and merge what is computed twice.
 *
 * <pre>{@code
 * Program.trace(List.of(TensorType.float64(3)), in -> List.of(in.get(0).tanh().sum())).program();
 * // program(a: f64[3]) {
 * //   b: f64[3] = tanh a
 * //   c: f64[] = sum[axis=0] b
 * //   return c
 * // }
 * }</pre>
 */
package org.palinode.autodiff.internal.program;
