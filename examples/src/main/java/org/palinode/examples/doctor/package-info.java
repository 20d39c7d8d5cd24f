/**
 * Checks of {@code palinode doctor}: one {@link org.palinode.examples.doctor.Check} a file, each returning
 * {@link org.palinode.examples.doctor.Finding}s, a value with the advice that follows from it.
 */
package org.palinode.examples.doctor;
