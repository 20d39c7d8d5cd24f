/** Layers, losses, initialisers and constraints, held to figures of other libraries. */
package org.palinode.tests.autodiff.nn;
