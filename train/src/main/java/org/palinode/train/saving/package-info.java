/**
 * Saved parameters. A tree of tensors is written to one file in the format safetensors, which programs in other languages read too, and
 * the rest of a model, its settings, to JSON.
 *
 * <table>
 * <caption>What is inside</caption>
 * <tr><td>{@link org.palinode.train.saving.Safetensors}</td><td>named tensors with metadata, of a tree or a file</td></tr>
 * <tr><td>{@link org.palinode.train.saving.NumberFormat}</td><td>how its numbers are written</td></tr>
 * <tr><td>{@link org.palinode.train.saving.JsonFile}</td><td>a record as JSON</td></tr>
 * <tr><td>{@link org.palinode.train.saving.WholeFile}</td><td>files that are complete at every moment</td></tr>
 * <tr><td>{@link org.palinode.train.saving.MalformedFileException}</td><td>a file that is not what it should be</td></tr>
 * </table>
 *
 * <pre>{@code
 * record Line(Tensor slope, Tensor offset) {}
 *
 * Path file = Path.of("out", "line.safetensors");
 * Safetensors.of(new Line(Tensor.scalar(2), Tensor.scalar(1))).with("loss", "0.25").write(file);
 * Line loaded = Safetensors.read(file).into(new Line(Tensor.scalar(0), Tensor.scalar(0)));
 * }</pre>
 */
package org.palinode.train.saving;
