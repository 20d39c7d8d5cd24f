/** Plans: engines against each other; in rooms of their own accuracy, sizes, and what takes a JVM of its own. */
package org.palinode.tests.engine;
