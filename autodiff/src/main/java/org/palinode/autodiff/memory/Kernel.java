package org.palinode.autodiff.memory;

/** A computation bound to its input and output buffers. Running it reads and writes them and allocates nothing. */
@FunctionalInterface
public interface Kernel {
    void run();
}
