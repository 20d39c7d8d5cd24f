package org.palinode.tests.ode.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.palinode.ode.SolveOptions;
import org.palinode.ode.controller.ClipStepSizeController;
import org.palinode.ode.controller.ConstantStepSize;
import org.palinode.ode.controller.PIDController;
import org.palinode.ode.controller.StepTo;
import org.palinode.tests.ode.event.Coincidences.Kind;
import org.palinode.tests.ode.event.Coincidences.Watched;

/** Random problems whose times, and those of their steps, are all drawn from one small set. */
final class CoincidenceGenerator {
    private static final double[] TIMES = {0, 0.25, 0.3, 0.5, 0.6, 0.75, 1};

    private final Random random;
    private final double[] times;

    /** @param shift moves every time by so many ulps */
    CoincidenceGenerator(long seed, int shift) {
        random = new Random(seed);
        times = Arrays.stream(TIMES).map(t -> t + shift * Math.ulp(t + 0.25)).toArray();
    }

    private double time() {
        return times[random.nextInt(times.length)];
    }

    Coincidences problem() {
        int first = random.nextInt(times.length);
        double t0 = times[first];
        double t1 = times[(first + 1 + random.nextInt(times.length - 1)) % times.length];
        double k = random.nextDouble(0.5, 1.5);
        double u = random.nextDouble(-1, 1);
        double w = random.nextDouble(0.5, 2) * (random.nextBoolean() ? 1 : -1);
        double a0 = random.nextDouble(2, 3);
        double b0 = random.nextDouble(-1, 1);
        boolean jumps = random.nextBoolean();
        List<Double> numbers = new ArrayList<>(List.of(t0, t1, k, u, jumps ? random.nextDouble(-1, 1) : u, w, a0, b0));
        List<Watched> events = new ArrayList<>();
        List<Double> lines = new ArrayList<>(); // b is there but for rounding, which would say on what side a row is
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Watched event = Watched.random(random);
            double time = time();
            events.add(event);
            if (event.kind() == Kind.LINE) {
                lines.add(time);
            }
            numbers.add(
                    switch (event.kind()) {
                        case TIME, TOUCH -> time;
                        case LINE -> b0 + w * (time - t0);
                        case CURVE -> random.nextDouble(1, 2);
                    });
            numbers.add(event.kind() == Kind.CURVE ? 0 : random.nextDouble(0.2, 0.9));
        }
        double[] rows = between(t0, t1, DoubleStream.generate(this::time).limit(1 + random.nextInt(3)))
                .filter(t -> !lines.contains(t))
                .toArray();
        Arrays.stream(rows).forEach(numbers::add);
        int ends = random.nextInt(4) == 0 ? random.nextInt(count) : -1;
        double jump = jumps ? time() : Math.signum(t1 - t0) * Double.POSITIVE_INFINITY;
        double[] all = numbers.stream().mapToDouble(Double::doubleValue).toArray();
        return new Coincidences(all, jump, List.copyOf(events), ends, rows.length);
    }

    /** Those that lie on the way from t0 to t1, in its order. */
    private static DoubleStream between(double t0, double t1, DoubleStream all) {
        double direction = Math.signum(t1 - t0);
        return all.filter(t -> direction * (t - t0) >= 0 && direction * (t1 - t) >= 0)
                .map(t -> direction * t)
                .sorted()
                .map(t -> direction * t);
    }

    /** Steps of one size, of given ends or adaptive, of which some end at the times of the problem. */
    SolveOptions steps(Coincidences problem) {
        double direction = problem.direction();
        double[] jumps = problem.jumps() ? new double[] {problem.jump()} : new double[0];
        SolveOptions options = SolveOptions.standard();
        return switch (random.nextInt(4)) {
            case 0 -> {
                double dt = new double[] {0.1, 0.0625, 0.07}[random.nextInt(3)];
                yield options.controller(new ConstantStepSize().jumpTs(jumps)).dt0(direction * dt);
            }
            case 1 -> options.controller(new StepTo(ends(problem)).jumpTs(jumps));
            case 2 ->
                options.controller(adaptive().stepTs(time(), time()).jumpTs(jumps))
                        .dt0(direction / 16);
            default -> options.controller(adaptive().jumpTs(jumps));
        };
    }

    private static ClipStepSizeController adaptive() {
        return new ClipStepSizeController(new PIDController(1e-8, 1e-8));
    }

    /** All times on the way, and three more between each two. */
    private double[] ends(Coincidences problem) {
        double[] some = between(problem.numbers()[0], problem.numbers()[1], Arrays.stream(times))
                .toArray();
        double[] ends = new double[4 * (some.length - 1) + 1];
        for (int i = 0; i < ends.length; i++) {
            double from = some[i / 4];
            double to = some[Math.min(i / 4 + 1, some.length - 1)];
            ends[i] = from + (to - from) * (i % 4) / 4;
        }
        return ends;
    }

    boolean nextBoolean() {
        return random.nextBoolean();
    }
}
