package org.palinode.autodiff.internal.kernel.parallel;

/** Work in parts that may run in any order and at the same time: none writes what another reads or writes. */
@FunctionalInterface
public interface KernelParts {
    void run(int part);
}
