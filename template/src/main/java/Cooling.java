///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.palinode:palinode-ode:0.2.0

import static org.palinode.autodiff.Autodiff.valueAndGrad;
import static org.palinode.ode.DiffEqSolve.diffeqsolve;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.ODETerm;

/** Cooling by Newton's law, y' = -k (y - 20): y(1) and its derivative for k, beside the closed form. */
public class Cooling {
    public static void main(String[] args) {
        var cooling = ODETerm.of((t, y, k) -> y.minus(20).times(k).negate());
        var options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8));
        var end = valueAndGrad(
                k -> diffeqsolve(cooling, new Tsit5(), 0, 1, Tensor.scalar(90), k, options).y1(), Tensor.scalar(0.5));

        System.out.println("y(1)     " + end.value() + "    closed form " + (20 + 70 * Math.exp(-0.5)));
        System.out.println("dy(1)/dk " + end.gradient() + "    closed form " + -70 * Math.exp(-0.5));
    }
}
