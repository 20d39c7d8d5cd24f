/** Files that commands leave behind: {@link org.palinode.examples.output.WholeFile} writes one whole, or not at all. */
package org.palinode.examples.output;
