/**
 * Figures of the house: what {@code ./palinode figures} prints. {@link org.palinode.tests.house.Figures} is the command;
 * {@link org.palinode.tests.house.WayOfY0} follows y0 through a solve. Tests here hold the line.
 */
package org.palinode.tests.house;
