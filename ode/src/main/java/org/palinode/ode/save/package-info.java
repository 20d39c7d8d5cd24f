/**
 * Choice of what a solve keeps: values at chosen times ({@link org.palinode.ode.save.SaveAt}), in one output or in several with a function
 * each ({@link org.palinode.ode.save.SubSaveAt}). A solve also keeps its resume point, from which another one continues, if it is asked to.
 */
package org.palinode.ode.save;
