/**
 * Kinds of operations, by which plans write better code than one kernel an operation. Operations say of which kind they are;
 * plans ask for kinds and know no operation by its name. A {@link org.palinode.autodiff.internal.kernel.function.NumberFunction}, which acts on
 * each number by itself, is one of them.
 */
package org.palinode.autodiff.internal.kernel.operation;
