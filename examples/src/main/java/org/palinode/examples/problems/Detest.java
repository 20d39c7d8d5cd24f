package org.palinode.examples.problems;

import static java.lang.Math.PI;
import static java.lang.Math.exp;
import static java.lang.Math.sin;

import java.util.Arrays;
import java.util.List;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.ode.solver.Field;

/**
 * The 25 nonstiff DETEST problems, each on [0, 20]. End values were computed in 113-bit arithmetic by extrapolation; all digits are
 * right.
 *
 * <p>Sources: T. E. Hull, W. H. Enright, B. M. Fellen, A. E. Sedgwick, SIAM J. Numer. Anal. 9, 1972, 603–637; W. H. Enright, J. D. Pryce,
 * ACM Trans. Math. Softw. 13, 1987, 1–34.
 *
 * @param bound of |y − end|/max(|end|, 1) at tolerance 1e-10: five times the worst of four codes, rounded up, at least 1e-9
 */
public record Detest(String name, double bound, Field field, double[] y0, double[] end) implements KnownEnd {
    public static final double T1 = 20;

    @Override
    public double t1() {
        return T1;
    }

    @Override
    public String toString() {
        return name;
    }

    /** All of them. */
    public static List<Detest> all() {
        return List.of(
                a1(), a2(), a3(), a4(), a5(), b1(), b2(), b3(), b4(), b5(), c1(), c2(), c3(), c4(), c5(), d1(), d2(),
                d3(), d4(), d5(), e1(), e2(), e3(), e4(), e5());
    }

    // ---- A: single equations

    private static Detest a1() {
        return new Detest("A1 decay", 1e-9, (t, y) -> y.negate(), n(1), n(2.0611536224385578e-9));
    }

    private static Detest a2() {
        Field field = (t, y) -> y.square().times(y).times(-0.5);
        return new Detest("A2 cubic decay", 1e-9, field, n(1), n(0.21821789023599238));
    }

    private static Detest a3() {
        return new Detest("A3 driven", 5e-9, (t, y) -> y.times(t.cos()), n(1), n(2.4916502718504145));
    }

    private static Detest a4() {
        Field field = (t, y) -> y.dividedBy(4).times(y.dividedBy(20).negate().plus(1));
        return new Detest("A4 logistic", 1e-9, field, n(1), n(17.730166481314840));
    }

    private static Detest a5() {
        Field field = (t, y) -> y.minus(t).dividedBy(y.plus(t));
        return new Detest("A5 spiral", 1e-8, field, n(4), n(-0.78878266889640142));
    }

    // ---- B: small systems

    private static Detest b1() {
        Field field = (t, y) -> {
            Tensor meetings = y.get(0).times(y.get(1));
            return Tensor.stack(y.get(0).minus(meetings).times(2), meetings.minus(y.get(1)));
        };
        return new Detest("B1 two populations", 2e-8, field, n(1, 3), n(0.67618760085766066, 0.18608160996400298));
    }

    private static Detest b2() {
        Tensor a = Tensor.of(new double[][] {{-1, 1, 0}, {1, -2, 1}, {0, 1, -1}});
        double[] end = {1.0000000010305768, 1.0000000000000000, 0.99999999896942319};
        return new Detest("B2 linear reaction", 1e-9, (t, y) -> a.matmul(y), n(2, 0, 1), end);
    }

    private static Detest b3() {
        Field field = (t, y) -> {
            Tensor square = y.get(1).square();
            return Tensor.stack(y.get(0).negate(), y.get(0).minus(square), square);
        };
        double[] end = {2.0611536224385578e-9, 0.052572280220485125, 0.94742771771836125};
        return new Detest("B3 nonlinear reaction", 1e-9, field, n(1, 0, 0), end);
    }

    private static Detest b4() {
        Field field = (t, y) -> {
            Tensor r = y.slice(0, 0, 2).norm();
            Tensor lean = y.get(2).dividedBy(r);
            return Tensor.stack(
                    y.get(1).plus(y.get(0).times(lean)).negate(),
                    y.get(0).minus(y.get(1).times(lean)),
                    y.get(0).dividedBy(r));
        };
        double[] end = {0.98269509280065305, 2.1984470816949297, 0.91294525072762765};
        return new Detest("B4 torus", 5e-8, field, n(3, 0, 0), end);
    }

    private static Detest b5() {
        Field field = (t, y) -> Tensor.stack(
                y.get(1).times(y.get(2)),
                y.get(0).times(y.get(2)).negate(),
                y.get(0).times(y.get(1)).times(-0.51));
        double[] end = {-0.93965707987292040, -0.34211777540007491, 0.74141265961999530};
        return new Detest("B5 rigid body", 1e-8, field, n(0, 1, 1), end);
    }

    // ---- C: moderate systems

    private static Detest c1() {
        double[] end = {
            2.0611536224385578e-9,
            4.1223072448771157e-8,
            4.1223072448771157e-7,
            2.7482048299180771e-6,
            1.3741024149590386e-5,
            5.4964096598361542e-5,
            0.00018321365532787181,
            0.00052346758666105231,
            0.0013086689666276558,
            0.99791274095086498
        };
        return new Detest("C1 decay chain", 1e-9, chain(i -> 1), first(10), end);
    }

    private static Detest c2() {
        double[] end = {
            2.0611536224385578e-9,
            2.0611536181902036e-9,
            2.0611536139418493e-9,
            2.0611536096934951e-9,
            2.0611536054451409e-9,
            2.0611536011967866e-9,
            2.0611535969484324e-9,
            2.0611535927000782e-9,
            2.0611535884517240e-9,
            0.99999998144961755
        };
        return new Detest("C2 quickening decay chain", 1e-9, chain(i -> i + 1), first(10), end);
    }

    /** Link i of ten decays into link i + 1 at a rate; the last one stays. */
    private static Field chain(java.util.function.IntToDoubleFunction rate) {
        double[][] a = new double[10][10];
        for (int i = 0; i < 9; i++) {
            a[i][i] = -rate.applyAsDouble(i);
            a[i + 1][i] = rate.applyAsDouble(i);
        }
        Tensor matrix = Tensor.of(a);
        return (t, y) -> matrix.matmul(y);
    }

    private static Detest c3() {
        return new Detest("C3 heat, 10 points", 1e-9, heat(10), first(10), heatAt(10, T1));
    }

    private static Detest c4() {
        return new Detest("C4 heat, 51 points", 1e-9, heat(51), first(51), heatAt(51, T1));
    }

    private static Field heat(int n) {
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            a[i][i] = -2;
            if (i > 0) {
                a[i][i - 1] = 1;
                a[i - 1][i] = 1;
            }
        }
        Tensor matrix = Tensor.of(a);
        return (t, y) -> matrix.matmul(y);
    }

    /** (2/(n + 1)) Σ sin(kπ/(n + 1)) sin(jkπ/(n + 1)) exp(−4t sin²(kπ/(2(n + 1)))). */
    public static double[] heatAt(int n, double t) {
        double[] y = new double[n];
        for (int j = 1; j <= n; j++) {
            for (int k = 1; k <= n; k++) {
                double wave = k * PI / (n + 1);
                double slow = sin(wave / 2);
                y[j - 1] += 2.0 / (n + 1) * sin(wave) * sin(j * wave) * exp(-4 * t * slow * slow);
            }
        }
        return y;
    }

    /** The five outer planets as they move round the Sun; places in astronomical units, time in 100 days. */
    private static Detest c5() {
        double[] places = {
            3.42947415189,
            3.35386959711,
            1.35494901715,
            6.64145542550,
            5.97156957878,
            2.18231499728,
            11.2630437207,
            14.6952576794,
            6.27960525067,
            -30.1552268759,
            1.65699966404,
            1.43785752721,
            -21.1238353380,
            28.4465098142,
            15.3882659679
        };
        double[] velocities = {
            -0.557160570446,
            0.505696783289,
            0.230578543901,
            -0.415570776342,
            0.365682722812,
            0.169143213293,
            -0.325325669158,
            0.189706021964,
            0.0877265322780,
            -0.0240476254170,
            -0.287659532608,
            -0.117219543175,
            -0.176860753121,
            -0.216393453025,
            -0.0148647893090
        };
        double[] end = {
            -4.7927302243236349,
            -2.4205507254490221,
            -0.92125093060151187,
            -4.2173104040352134,
            7.3562029474989700,
            3.2237859854212118,
            4.0355594432622706,
            17.198655286705550,
            7.4789107942337028,
            -29.987593263248442,
            -4.1073109375509296,
            -0.92770083217544083,
            -24.421253025184828,
            23.814590457465544,
            14.920963069513588,
            0.34992089630639973,
            -0.57484876879128027,
            -0.25516940208791444,
            -0.52370409789033255,
            -0.24930004635796617,
            -0.080453416420444657,
            -0.38752892373341095,
            0.056486032887678921,
            0.030236064721433430,
            0.041338565467124462,
            -0.28623930298413793,
            -0.11830324051362070,
            -0.15119864573592056,
            -0.24600688943187656,
            -0.031896874113238771
        };
        double[] y0 = Arrays.copyOf(places, 30);
        System.arraycopy(velocities, 0, y0, 15, 15);
        return new Detest("C5 five planets", 2e-8, Detest::planets, y0, end);
    }

    private static Tensor planets(Tensor t, Tensor y) {
        double gravity = 2.95912208286;
        double sun = 1.00000597682;
        Tensor masses = Tensor.of(
                0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449, 0.00000277777777778);
        Tensor x = y.slice(0, 0, 15).reshape(5, 3);
        Tensor r3 = x.square().sum(1).power(1.5).reshape(5, 1);
        Tensor toOthers = x.reshape(1, 5, 3).minus(x.reshape(5, 1, 3));
        Tensor d3 = toOthers.square().sum(2).plus(Tensor.eye(5)).power(1.5).reshape(5, 5, 1);
        Tensor weights =
                masses.reshape(1, 5, 1).times(Tensor.eye(5).negate().plus(1).reshape(5, 5, 1));
        Tensor pulls = toOthers.dividedBy(d3).minus(x.dividedBy(r3).reshape(1, 5, 3));
        Tensor own = x.times(masses.plus(sun).reshape(5, 1)).dividedBy(r3);
        Tensor acceleration = pulls.times(weights).sum(1).minus(own).times(gravity);
        return Tensor.concatenate(0, y.slice(0, 15, 30), acceleration.flatten());
    }

    // ---- D: orbits of growing eccentricity

    private static Detest d1() {
        return orbit("D1", 0.1, 0.21988353520083966, 0.94270768463418131, -0.97876598410581765, 0.32879779909620361);
    }

    private static Detest d2() {
        return orbit("D2", 0.3, -0.17770273571404117, 0.94677847199058926, -1.0302941631929696, 0.12110748900539522);
    }

    private static Detest d3() {
        return orbit("D3", 0.5, -0.57804329530353612, 0.86338400091941928, -0.95950837303807274, -0.065049151267120902);
    }

    private static Detest d4() {
        return orbit("D4", 0.7, -0.95389902934163944, 0.69074090242194315, -0.82126742708774331, -0.15395742591258247);
    }

    private static Detest d5() {
        return orbit("D5", 0.9, -1.2952662509875744, 0.40039389637923215, -0.67753909247075659, -0.12708381542786862);
    }

    private static Detest orbit(String name, double e, double... end) {
        Field field = (t, y) -> {
            Tensor place = y.slice(0, 0, 2);
            Tensor r = place.square().sum().sqrt();
            return Tensor.concatenate(
                    0, y.slice(0, 2, 4), place.dividedBy(r.power(3)).negate());
        };
        double[] y0 = n(1 - e, 0, 0, Math.sqrt((1 + e) / (1 - e)));
        return new Detest(name + " orbit of eccentricity " + e, 2e-7, field, y0, end);
    }

    // ---- E: equations of second order

    private static Detest e1() {
        Field field = second((t, y) -> {
            Tensor s = t.plus(1);
            Tensor stiffness = s.power(-2).times(-0.25).plus(1);
            return y.get(1).dividedBy(s).plus(stiffness.times(y.get(0))).negate();
        });
        double[] y0 = {0.67139670714180309, 0.095400514447474534};
        return new Detest("E1 Bessel", 2e-9, field, y0, n(0.14567236007282468, -0.098835001955745789));
    }

    private static Detest e2() {
        Field field = second(
                (t, y) -> y.get(0).square().negate().plus(1).times(y.get(1)).minus(y.get(0)));
        return new Detest("E2 van der Pol", 5e-9, field, n(2, 0), n(2.0081497621749486, -0.042508875273202147));
    }

    private static Detest e3() {
        Field field = second((t, y) -> y.get(0)
                .power(3)
                .dividedBy(6)
                .minus(y.get(0))
                .plus(t.times(2.78535).sin().times(2)));
        return new Detest("E3 Duffing", 1e-8, field, n(0, 0), n(-0.10041788586472407, 0.24114001320959556));
    }

    private static Detest e4() {
        Field field = second((t, y) -> y.get(1).square().times(-0.4).plus(0.032));
        return new Detest("E4 falling body", 1e-9, field, n(30, 0), n(33.950914446465564, 0.27678226596728678));
    }

    private static Detest e5() {
        Field field = second(
                (t, y) -> y.get(1).square().plus(1).sqrt().dividedBy(t.negate().plus(25)));
        return new Detest("E5 pursuit", 1e-9, field, n(0, 0), n(14.117973905426255, 2.4000000000000000));
    }

    /** (x, x')' = (x', acceleration). */
    private static Field second(Field acceleration) {
        return (t, y) -> Tensor.stack(y.get(1), acceleration.apply(t, y));
    }

    private static double[] n(double... numbers) {
        return numbers;
    }

    private static double[] first(int n) {
        double[] y = new double[n];
        y[0] = 1;
        return y;
    }
}
