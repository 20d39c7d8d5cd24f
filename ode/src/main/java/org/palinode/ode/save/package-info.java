/** What is kept of a solve: which values are asked for ({@link org.palinode.ode.save.SaveAt}), and how they are gathered as steps are accepted. */
package org.palinode.ode.save;
