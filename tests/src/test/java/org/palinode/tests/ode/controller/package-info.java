/** Step sizes: given, adapted, clipped to grids and jumps, rejected, too small. */
package org.palinode.tests.ode.controller;
