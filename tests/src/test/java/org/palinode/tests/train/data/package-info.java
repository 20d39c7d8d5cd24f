/** Batches and padded series: what is in each batch, and refusals. */
package org.palinode.tests.train.data;
