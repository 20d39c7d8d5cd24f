package org.palinode.examples.operation;

import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.adjoint.Adjoint;
import org.palinode.ode.adjoint.ReversibleAdjoint;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/**
 * A capacitor of voltage v that discharges through a resistor and a diode in series, in units in which all constants are 1. The current i
 * solves i + log(1 + i) = v, so it is W(e^(v + 1)) − 1, and v' = −i.
 */
public record DiodeDischarge(Adjoint adjoint) {
    /** The current at each voltage. */
    public static Tensor current(Tensor v) {
        return LambertW.of(v.plus(1).exp()).minus(1);
    }

    /** The voltage at time t, for v0 at time 0. */
    public Tensor voltage(Tensor v0, double t) {
        var term = new ODETerm<Tensor, Void>((time, v, args) -> current(v).negate());
        var options = SolveOptions.standard()
                .controller(new PIDController(1e-10, 1e-10))
                .adjoint(adjoint);
        return diffeqsolve(term, new Tsit5(), 0, t, v0, null, options).y1();
    }

    /** The same by a formula: i² / (1 + i) falls as e^−t. */
    public static Tensor exact(Tensor v0, double t) {
        Tensor start = current(v0);
        Tensor k = start.square().dividedBy(start.plus(1)).times(Math.exp(-t));
        Tensor end = k.plus(k.square().plus(k.times(4)).sqrt()).times(0.5);
        return end.plus(end.log1p());
    }

    /** Prints the voltage at time 1 and its derivative for the voltage at time 0, by the reversible adjoint and by the formula. */
    public static void main(String[] args) {
        var discharge = new DiodeDischarge(new ReversibleAdjoint());
        var solved = valueAndGrad((Tensor v0) -> discharge.voltage(v0, 1), Tensor.scalar(2));
        var exact = valueAndGrad((Tensor v0) -> exact(v0, 1), Tensor.scalar(2));
        System.out.println(
                "solve    " + solved.value().item() + "  " + solved.gradient().item());
        System.out.println(
                "formula  " + exact.value().item() + "  " + exact.gradient().item());
    }
}
