/**
 * Solvers: one step at a time, as expressions in traced operations.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><th>solver</th><th>order</th><th>stages</th><th>evaluations a step</th><th>error estimate</th><th>dense output</th></tr>
 * <tr><td>{@link org.palinode.ode.solver.Euler}</td><td>1</td><td>1</td><td>1</td><td>no</td><td>linear</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Heun}</td><td>2</td><td>2</td><td>2</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Midpoint}</td><td>2</td><td>2</td><td>2</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Ralston}</td><td>2</td><td>2</td><td>2</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Bosh3}</td><td>3</td><td>4</td><td>3</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.RungeKutta4}</td><td>4</td><td>4</td><td>4</td><td>no</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Tsit5}</td><td>5</td><td>7</td><td>6</td><td>yes</td><td>degree 4</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Dopri5}</td><td>5</td><td>7</td><td>6</td><td>yes</td><td>degree 4</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Dopri8}</td><td>8</td><td>14</td><td>13</td><td>yes</td><td>degree 6</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Vern7}</td><td>7</td><td>10</td><td>10; 16 with dense output</td><td>yes</td><td>degree 7</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.CarpenterKennedy4}, low storage</td><td>4</td><td>5</td><td>5; 6 with dense output</td><td>no</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.HalfSolver}</td><td colspan="2">of the solver in it</td><td>three of its steps</td><td>yes</td><td>of its halves</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.ReversibleHeun}, reversible</td><td>2</td><td>2</td><td>1</td><td>yes</td><td>linear</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.LeapfrogMidpoint}, reversible</td><td>2</td><td>1</td><td>1</td><td>no</td><td>linear</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.SemiImplicitEuler}, reversible</td><td>1</td><td>1</td><td>1 of each part</td><td>no</td><td>linear</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.EES25}, nearly reversible</td><td>2</td><td>3</td><td>3</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.EES27}, nearly reversible</td><td>2</td><td>4</td><td>4</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.ImplicitEuler}</td><td>1</td><td>2</td><td>1 solve</td><td>yes</td><td>linear</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Kvaerno3}</td><td>3</td><td>4</td><td>3 solves</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Kvaerno4}</td><td>4</td><td>5</td><td>4 solves</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Kvaerno5}</td><td>5</td><td>7</td><td>6 solves</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.KenCarp3}</td><td>3</td><td>4</td><td>4 explicit, 3 solves</td><td>yes</td><td>degree 2</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.KenCarp4}</td><td>4</td><td>6</td><td>6 explicit, 5 solves</td><td>yes</td><td>degree 3</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.KenCarp5}</td><td>5</td><td>8</td><td>8 explicit, 7 solves</td><td>yes</td><td>degree 3</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Sil3}</td><td>2</td><td>4</td><td>3 explicit, 3 solves</td><td>yes</td><td>cubic Hermite</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Rodas5P}</td><td>5</td><td>8</td><td>8, and 8 linear solves</td><td>yes</td><td>degree 4</td></tr>
 * <tr><td>{@link org.palinode.ode.solver.Reversible}</td><td colspan="5">wraps any of these that is not reversible; its steps can be reversed, and those that damp too strongly for that are stored</td></tr>
 * </table>
 *
 * <p>Methods with solves are implicit, for stiff problems: a {@link org.palinode.autodiff.root.RootFinder} solves nonlinear equations in
 * each step, with one Jacobian a step. KenCarp and Sil3 are for fields in two parts (IMEX), of which one is only evaluated. Rodas5P solves
 * linear equations only.
 *
 * <p>An explicit method is a {@link org.palinode.ode.solver.ButcherTableau} in an {@link org.palinode.ode.solver.ExplicitRungeKutta};
 * likewise {@link org.palinode.ode.solver.DiagonallyImplicitRungeKutta}, {@link org.palinode.ode.solver.AdditiveRungeKutta} (two tableaus)
 * and {@link org.palinode.ode.solver.Rosenbrock}. Methods without a tableau implement {@link org.palinode.ode.solver.Solver}:
 * docs/guide/solvers.md.
 *
 * <p>Stepping by hand, on concrete tensors:
 * <pre>{@code
 * Field decay = (t, y) -> y.negate();
 * Step step = new Tsit5().step(decay, Tensor.scalar(0), Tensor.scalar(0.1), Tensor.of(1.0));
 * step.y();        // [0.9048374]
 * }</pre>
 */
package org.palinode.ode.solver;
