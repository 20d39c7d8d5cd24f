package org.palinode.examples.problems;

import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;

/**
 * PLEI: seven stars in a plane with masses 1 to 7, on [0, 3], with close encounters. State: x₁..x₇, y₁..y₇, then their velocities. Not stiff,
 * but sensitive: errors made before an encounter grow in it.
 *
 * <p>Sources: E. Hairer, S. P. Nørsett, G. Wanner, "Solving Ordinary Differential Equations I"; F. Mazzia, C. Magherini, "Test Set for IVP
 * Solvers", 2.4, Bari, 2008. End values were computed in 113-bit arithmetic; all digits are right.
 */
public record Pleiades() implements KnownEnd {
    private static final int STARS = 7;

    @Override
    public String name() {
        return "PLEI";
    }

    @Override
    public Field field() {
        return (t, y) -> {
            Tensor places = y.slice(0, 0, 2 * STARS).reshape(2, STARS);
            Tensor toOthers = places.reshape(2, 1, STARS).minus(places.reshape(2, STARS, 1));
            Tensor d3 = toOthers.square().sum(0).plus(Tensor.eye(STARS)).power(1.5); // no star pulls itself
            Tensor masses = Tensor.arange(STARS).plus(1);
            Tensor acceleration = toOthers.dividedBy(d3).times(masses).sum(2);
            return Tensor.concatenate(0, y.slice(0, 2 * STARS, 4 * STARS), acceleration.flatten());
        };
    }

    @Override
    public double[] y0() {
        return new double[] {
            3, 3, -1, -3, 2, -2, 2, 3, -3, 2, 0, 0, -4, 4, 0, 0, 0, 0, 0, 1.75, -1.5, 0, 0, 0, -1.25, 1, 0, 0
        };
    }

    @Override
    public double t1() {
        return 3;
    }

    @Override
    public double[] end() {
        return new double[] {
            0.37061391439705129,
            3.2372840920572331,
            -3.2225590324183233,
            0.65970914557753084,
            0.34255817071565798,
            1.5621721014006310,
            -0.70030929222124954,
            -3.9434375855173921,
            -3.2713809739725499,
            5.2250818434565442,
            -2.5906124349774695,
            1.1982136933922746,
            -0.24296823449358234,
            1.0914492404289797,
            3.4170038063143148,
            1.3545845016255012,
            -2.5900655978107754,
            2.0250537347142411,
            -1.1558151001604491,
            -0.80729881702230217,
            0.59523963542087188,
            -3.7412449612340085,
            0.37734596857506290,
            0.93868588695510789,
            0.36679222272005699,
            -0.34740463538084944,
            2.3449154481809369,
            -1.9470204342632919
        };
    }

    @Override
    public boolean isForAll() {
        return true;
    }
}
