/**
 * Tests of the module autodiff, a room for each of its ideas. {@link org.palinode.autodiff.tensor.PrimitiveCases} is the one list of primitives with inputs that suit
 * them; a new primitive goes there and is then checked by all that is parametrised over it.
 */
package org.palinode.tests.autodiff;
