/** What the tests of the module autodiff share. */
package org.palinode.tests.autodiff.support;
