/** An operation with a kernel in plain Java, and an equation whose field uses it (docs/guide/own-operation.md). */
package org.palinode.examples.operation;
