package org.palinode.examples.own;

import org.palinode.autodiff.tensor.Tensor;

/** Law of dx = f(x, u) dt + g(x, u) dW in Itô's calculus, with noise of its own for each number of x. */
interface StochasticLaw {
    /** The drift f of states [..., states] and inputs [..., inputs]. */
    Tensor drift(Tensor state, Tensor inputs);

    /** The noise g, positive, likewise. */
    Tensor noise(Tensor state, Tensor inputs);
}
