package org.palinode.tests.ode.reversible;

import java.util.ArrayList;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.solver.Bosh3;
import org.palinode.ode.solver.Dopri8;
import org.palinode.ode.solver.Euler;
import org.palinode.ode.solver.Heun;
import org.palinode.ode.solver.Kvaerno3;
import org.palinode.ode.solver.Kvaerno4;
import org.palinode.ode.solver.Kvaerno5;
import org.palinode.ode.solver.Rodas5P;
import org.palinode.ode.solver.RungeKutta4;
import org.palinode.ode.solver.Solver;
import org.palinode.ode.solver.Tsit5;
import org.palinode.ode.term.VectorField;

/** The solves on which the reversible map lost the solution, or nearly, by what they have in common. */
final class MapRows {
    private MapRows() {}

    private static SolveOptions constant(double h) {
        return SolveOptions.standard().dt0(h).maxSteps(100_000);
    }

    private static SolveOptions adaptive(double rtol, double atol) {
        return SolveOptions.standard().controller(new PIDController(rtol, atol)).maxSteps(100_000);
    }

    /** y' = −k (y − 1). */
    static Tensor relax(Tensor t, Tensor y, Tensor k) {
        return y.minus(1).times(k.get(0)).negate();
    }

    /** y' = −k (y − cos t). */
    static Tensor follow(Tensor t, Tensor y, Tensor k) {
        return y.minus(t.cos()).times(k.get(0)).negate();
    }

    /** h|λ| wherever the base solver is stable: an unresolved transient, then rest, or a slow motion. Off by what never ends a segment. */
    static List<MapRow> transients() {
        List<MapRow> rows = new ArrayList<>();
        List<Solver> solvers =
                List.of(new Euler(), new Heun(), new Bosh3(), new RungeKutta4(), new Tsit5(), new Dopri8());
        double[] stable = {1.95, 1.95, 2.45, 2.7, 3, 3};
        for (double damping : new double[] {0.5, 0.6, 1, 1.5, 2, 2.5}) {
            for (int i = 0; i < stable.length; i++) {
                if (damping <= stable[i]) {
                    Tensor k = Tensor.of(100 * damping);
                    String name = "h|λ| = " + damping;
                    rows.add(new MapRow(name, MapRows::relax, null, constant(0.01), 5, Tensor.of(0.0), k, 2e-8)
                            .solver(solvers.get(i)));
                    rows.add(new MapRow(
                                    name + ", moving",
                                    MapRows::follow,
                                    null,
                                    constant(0.01),
                                    5,
                                    Tensor.of(0.0),
                                    k,
                                    1e-6)
                            .solver(solvers.get(i)));
                }
            }
        }
        rows.add(new MapRow(
                "R1", MapRows::relax, new Heun(), constant(0.01), 5, Tensor.of(0.5), Tensor.of(150.0), 2e-8));
        rows.add(new MapRow(
                "R1", MapRows::relax, new RungeKutta4(), constant(0.01), 5, Tensor.of(0.0), Tensor.of(200.0), 2e-8));
        return rows;
    }

    /** Components in units of 10⁶ and 10⁻⁶, which do not know of each other. */
    static MapRow units() {
        VectorField<Tensor, Tensor> field = (t, y, c) ->
                Tensor.stack(y.get(0).times(-0.001), y.get(1).minus(c.get(0)).times(-50));
        return new MapRow("units", field, new Tsit5(), constant(0.01), 10, Tensor.of(1e6, 2e-6), Tensor.of(1e-6), 2e-8);
    }

    /** u_t = D u_xx on {@code points}, with 4 D h/Δx² as given: the fastest mode's h|λ|. */
    static MapRow heat(int points, double fastest) {
        Tensor bump = Tensor.linspace(1, points, points)
                .times(Math.PI / (points + 1))
                .sin()
                .power(3)
                .plus(Tensor.linspace(1, points, points)
                        .times(7 * Math.PI / (points + 1))
                        .sin()
                        .times(0.1));
        double h = 0.001;
        return new MapRow(
                "heat, 4Dh = " + fastest,
                MapRows::diffusion,
                new RungeKutta4(),
                constant(h),
                0.4,
                bump,
                Tensor.of(fastest / 4 / h),
                1e-7);
    }

    static Tensor diffusion(Tensor t, Tensor y, Tensor p) {
        int n = y.size();
        Tensor wall = y.slice(0, 0, 1).times(0);
        Tensor all = Tensor.concatenate(0, wall, y, wall);
        return all.slice(0, 2, n + 2).minus(y.times(2)).plus(all.slice(0, 0, n)).times(p.get(0));
    }

    /** A transient whose rate itself fades: 302 at the start, 2 later. */
    static MapRow fading(double tolerance) {
        VectorField<Tensor, Tensor> field = (t, y, q) -> {
            Tensor rate = q.get(0).plus(t.times(-40).exp().times(300));
            return Tensor.stack(
                    y.get(0).minus(t.cos()).times(rate).negate(), y.get(0).minus(y.get(1)));
        };
        return new MapRow(
                "fading, " + tolerance,
                field,
                new Tsit5(),
                adaptive(tolerance, tolerance),
                10,
                Tensor.of(1.5, 0.5),
                Tensor.of(2.0),
                tolerance);
    }

    /** Implicit steps that are much longer than what they damp lives. */
    static List<MapRow> stiff() {
        double spacing = 2 * Math.PI / 30;
        MapRow heat = new MapRow(
                "heat, 30 points",
                MapRows::diffusion,
                null,
                adaptive(1e-5, 1e-5),
                1,
                Tensor.linspace(0, 2 * Math.PI, 30).sin().plus(1.5),
                Tensor.of(1 / (spacing * spacing)),
                1e-5);
        MapRow hires = new MapRow(
                "HIRES",
                MapRows::hires,
                null,
                adaptive(1e-7, 1e-10),
                321.8122,
                Tensor.of(1, 0, 0, 0, 0, 0, 0, 0.0057),
                Tensor.of(1.71),
                1e-5); // the components differ by 10⁴: 1e-7 of the largest
        MapRow rober = new MapRow(
                "ROBER",
                MapRows::robertson,
                null,
                adaptive(1e-6, 1e-10),
                1e4,
                Tensor.of(1, 0, 0),
                Tensor.of(0.04, 3e7, 1e4),
                5e-5); // the second component's largest is 3.6e-5: 2e-9, and 1e-10 is asked for a step
        return List.of(
                heat.solver(new Rodas5P()),
                heat.solver(new Kvaerno5()),
                heat.solver(new Kvaerno3()),
                hires.solver(new Kvaerno3()),
                hires.solver(new Kvaerno4()),
                hires.solver(new Kvaerno5()),
                hires.solver(new Rodas5P()),
                rober.solver(new Kvaerno3()),
                rober.solver(new Kvaerno5()),
                rober.solver(new Rodas5P()));
    }

    static Tensor hires(Tensor t, Tensor y, Tensor k) {
        Tensor[] v = new Tensor[8];
        for (int i = 0; i < 8; i++) {
            v[i] = y.get(i);
        }
        Tensor k0 = k.get(0);
        Tensor meeting = v[5].times(v[7]).times(280);
        Tensor gain = v[6].times(1.81);
        return Tensor.stack(
                v[0].times(k0)
                        .negate()
                        .plus(v[1].times(0.43))
                        .plus(v[2].times(8.32))
                        .plus(0.0007),
                v[0].times(k0).minus(v[1].times(8.75)),
                v[2].times(-10.03).plus(v[3].times(0.43)).plus(v[4].times(0.035)),
                v[1].times(8.32).plus(v[2].times(k0)).minus(v[3].times(1.12)),
                v[4].times(-1.745).plus(v[5].plus(v[6]).times(0.43)),
                v[3].plus(v[6])
                        .times(0.69)
                        .plus(v[4].times(k0))
                        .minus(v[5].times(0.43))
                        .minus(meeting),
                meeting.minus(gain),
                gain.minus(meeting));
    }

    static Tensor robertson(Tensor t, Tensor y, Tensor k) {
        Tensor a = y.get(0).times(k.get(0));
        Tensor b = y.get(1).times(y.get(2)).times(k.get(2));
        Tensor c = y.get(1).square().times(k.get(1));
        return Tensor.stack(b.minus(a), a.minus(b).minus(c), c);
    }

    /** Relaxation oscillations; μ = 100 is stiff. */
    static MapRow vanDerPol(double mu, double t1) {
        VectorField<Tensor, Tensor> field = (t, y, m) -> Tensor.stack(
                y.get(1),
                y.get(0)
                        .square()
                        .negate()
                        .plus(1)
                        .times(y.get(1))
                        .times(m.get(0))
                        .minus(y.get(0)));
        return new MapRow(
                "van der Pol, μ = " + mu, field, null, adaptive(1e-6, 1e-6), t1, Tensor.of(2, 0), Tensor.of(mu), 1e-4);
    }
}
