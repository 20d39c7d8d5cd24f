/** Charts: what is drawn, with what colours, where there are gaps, and what is refused. */
package org.palinode.tests.plot;
