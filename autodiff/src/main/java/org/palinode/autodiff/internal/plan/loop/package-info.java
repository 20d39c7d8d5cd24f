/**
 * Elementwise equations on many numbers, and their reductions, as one loop: each number is read once, and what lies between stays in
 * registers or in a block that fits into the cache. {@link org.palinode.autodiff.internal.plan.loop.Loop} is the primitive. Its body becomes a recipe
 * without memory and sizes, which loops of the same form share; the recipe is divided into phases at functions that work on whole
 * blocks, such as tanh, and written as bytecode, by the Vector API where that is there. Long loops run in parts; short
 * ones start as scalar code, until their vector code is warm.
 */
package org.palinode.autodiff.internal.plan.loop;
