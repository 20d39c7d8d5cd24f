/**
 * Gathering what {@link org.palinode.ode.save.SaveAt} asks for while steps are accepted.
 */
package org.palinode.ode.internal.save;
