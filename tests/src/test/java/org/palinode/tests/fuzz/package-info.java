/** Random calls of the public API, from a seed. */
package org.palinode.tests.fuzz;
