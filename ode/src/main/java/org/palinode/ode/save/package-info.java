/**
 * What is kept of a solve: which values are asked for ({@link org.palinode.ode.save.SaveAt}), in one output or in several with a function
 * each ({@link org.palinode.ode.save.SubSaveAt}), and how they are gathered as steps are accepted
 * ({@link org.palinode.ode.internal.save.SavedRows}). Where the solve ends besides y is kept for another one to go on, too.
 */
package org.palinode.ode.save;
