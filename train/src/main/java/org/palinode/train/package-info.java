/**
 * Training: the loop around gradients and an optimiser, with checkpoints from which it resumes bit for bit.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.train.Trainer}</td><td>what is trained, on what, for how long, and what is kept of it</td></tr>
 * <tr><td>{@link org.palinode.train.Stateful}</td><td>parameters with a state that the loss moves on</td></tr>
 * <tr><td>{@link org.palinode.train.Trained}</td><td>the parameters, and why it ended</td></tr>
 * <tr><td>{@link org.palinode.train.SavedTraining}</td><td>the parameters in its folder</td></tr>
 * <tr><td>{@link org.palinode.train.Interruption}</td><td>Ctrl-C, held back until work is put away</td></tr>
 * <tr><td>{@link org.palinode.train.TrainingException}</td><td>a step that failed</td></tr>
 * </table>
 *
 * <pre>{@code
 * record Line(Tensor slope, Tensor offset) {}
 *
 * Tensor x = Tensor.linspace(0, 1, 20), y = x.times(3).plus(1);
 * Trained<Line> trained = Trainer.of(
 *                 (Line p) -> p.slope().times(x).plus(p.offset()).minus(y).square().mean(), new Adam(0.1))
 *         .steps(500)
 *         .run(new Line(Tensor.scalar(0), Tensor.scalar(0)));
 * trained.parameters();                                                 // slope 3, offset 1
 * }</pre>
 */
package org.palinode.train;
