/**
 * Calling what users wrote: fields, conditions and functions of saved values, with errors that name the call.
 */
package org.palinode.ode.internal.field;
