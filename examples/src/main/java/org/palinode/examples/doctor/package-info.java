/**
 * What {@code palinode doctor} looks at: one {@link org.palinode.examples.doctor.Check} a file, each returning
 * {@link org.palinode.examples.doctor.Finding}s, a value with the advice that follows from it.
 */
package org.palinode.examples.doctor;
