/** Saved tensors and settings: what Python's library writes, what comes back to the bit, and damage of each kind. */
package org.palinode.tests.train.saving;
