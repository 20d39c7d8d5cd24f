/**
 * Parameters of any form: a nesting of records, lists, maps and arrays with tensors at the leaves is a tree. Nothing has to be registered.
 * {@link org.palinode.autodiff.tree.Tree} flattens it into its tensors and a structure, which makes a tree of other tensors.
 *
 * <pre>{@code
 * record Line(Tensor slope, Tensor offset) {}
 *
 * Tree.Flat<Line> flat = Tree.flatten(new Line(Tensor.scalar(2), Tensor.scalar(1)));
 * flat.structure().paths();                        // [slope, offset]
 * flat.structure().unflatten(flat.leaves());       // Line[slope=2  f64[], offset=1  f64[]]
 * Tree.map(leaf -> leaf.times(0.1), new Line(Tensor.scalar(2), Tensor.scalar(1)));
 * }</pre>
 */
package org.palinode.autodiff.tree;
