/**
 * Data for a training, in batches. A batch is a function of its number: whoever knows the number of a step knows its batch, so a training
 * that is resumed sees what one that never stopped would have seen.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.train.data.BatchSource}</td><td>the batch of each step</td></tr>
 * <tr><td>{@link org.palinode.train.data.Batches}</td><td>batches of a tree with examples along first axes, in order or shuffled</td></tr>
 * <tr><td>{@link org.palinode.train.data.Padded}</td><td>series of different lengths in one tree, with a mask</td></tr>
 * </table>
 *
 * <pre>{@code
 * record Points(Tensor x, Tensor y) {}                                  // [100, 2] and [100]
 *
 * Batches<Points> batches = Batches.of(points, 32).shuffled(RandomKey.of(0)).droppingRest();
 * Points first = batches.batch(0);                                      // [32, 2] and [32]
 * batches.perEpoch();                                                   // 3
 * }</pre>
 */
package org.palinode.train.data;
