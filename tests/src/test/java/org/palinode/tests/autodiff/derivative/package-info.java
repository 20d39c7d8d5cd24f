/** The front door: gradients, Hessians, rules of one's own, checks, trees and layers. */
package org.palinode.tests.autodiff.derivative;
