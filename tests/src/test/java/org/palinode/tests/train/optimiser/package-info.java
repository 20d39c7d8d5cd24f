/** Tests of optimisers and schedules: beside optax, and for what they promise. */
package org.palinode.tests.train.optimiser;
