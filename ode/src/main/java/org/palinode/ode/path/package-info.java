/**
 * Inputs u(t) of a vector field from data: {@link org.palinode.ode.path.Path paths} through values at knots, evaluated at the traced time
 * of the field and differentiable in data, knots and time.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><th>path</th><th>between knots</th><th>missing values (NaN)</th></tr>
 * <tr><td>{@link org.palinode.ode.path.LinearInterpolation}</td><td>straight</td><td>{@link org.palinode.ode.path.MissingValues#fill}</td></tr>
 * <tr><td>{@link org.palinode.ode.path.LinearInterpolation#rectilinear}</td><td>constant, jumps at knots</td><td>the value before</td></tr>
 * <tr><td>{@link org.palinode.ode.path.CubicInterpolation#hermite}</td><td>cubic, given slopes</td><td>refused</td></tr>
 * <tr><td>{@link org.palinode.ode.path.CubicInterpolation#backwardHermite}</td><td>cubic, slopes from the past alone</td><td>left out</td></tr>
 * <tr><td>{@link org.palinode.ode.path.LogSignature#path}</td><td>straight, from window to window of a linear path</td><td>as linear</td></tr>
 * </table>
 *
 * <p>{@link org.palinode.ode.path.BatchOfSeries} makes a batch of series of different lengths, {@link org.palinode.ode.path.MissingValues#withCounts}
 * adds counts of observations, and {@link org.palinode.ode.path.Path#withTime} time as the first channel.
 *
 * <pre>{@code
 * Path u = LinearInterpolation.of(ts, MissingValues.fill(ts, measured));          // [T], [T, channels]
 * ODETerm<Tensor, Tensor> term = new ODETerm<>((t, y, args) -> u.evaluate(t).minus(y));
 * StepSizeController controller = new ClipStepSizeController(new PIDController(1e-6, 1e-8)).stepTs(u.knots());
 * }</pre>
 *
 * <p>An evaluation searches the knots by bisection and reads the rows it needs: O(log T + channels). Pulling it back writes a cotangent of the
 * size of the data, O(T · channels), where the data is followed.
 */
package org.palinode.ode.path;
