/** The loop of a training: its numbers, checkpoints, ends of each kind, and what a killed process leaves. */
package org.palinode.tests.train.loop;
