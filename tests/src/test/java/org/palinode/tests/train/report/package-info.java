/** Reports of trainings: lines, bars, tables, and event files equal to those of TensorBoard's own writer. */
package org.palinode.tests.train.report;
