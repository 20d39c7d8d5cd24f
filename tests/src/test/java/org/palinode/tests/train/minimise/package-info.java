/** Tests of minimisers: beside scipy, NIST's certified values, and for what they promise. */
package org.palinode.tests.train.minimise;
