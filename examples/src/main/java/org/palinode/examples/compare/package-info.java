/** Adjoints on one graph side by side: problems to compare them on, and the table as a file. */
package org.palinode.examples.compare;
