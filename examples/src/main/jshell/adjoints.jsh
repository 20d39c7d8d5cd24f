// What each adjoint costs on one problem: rows of the table in docs/choose/adjoint.md. Run with
// ./palinode shell examples/src/main/jshell/adjoints.jsh. Times are those of the processor in this thread: other work does not count.
long now() { return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(); }

interface Loss { Tensor of(Object parameters, SolveOptions options); }

// Relative difference in the 2-norm over all leaves.
double difference(Object a, Object b) {
    List<Tensor> x = Tree.flatten(a).leaves(), y = Tree.flatten(b).leaves();
    double miss = 0, size = 0;
    for (int i = 0; i < x.size(); i++) {
        miss += x.get(i).minus(y.get(i)).square().sum().item();
        size += y.get(i).square().sum().item();
    }
    return Math.sqrt(miss / size);
}

void row(String name, Adjoint adjoint, Loss loss, Object parameters, SolveOptions options, Object truth, double[] direct) {
    GradientReport[] report = new GradientReport[1];
    long[] forward = new long[2];
    SolveOptions own = options.adjoint(adjoint).onGradient(r -> report[0] = r);
    double[] times = new double[9];
    Object gradient = null;
    try {
        for (int i = 0; i < times.length + 4; i++) {
            long start = now();
            gradient = grad((Object p) -> loss.of(p, own)).apply(parameters);
            times[i % times.length] = (now() - start) * 1e-6;
        }
    } catch (GradientException | UnsupportedOperationException refusal) {
        System.out.println("| `" + name + "` | refused: " + refusal.getMessage() + " |");
        return;
    }
    Arrays.sort(times);
    double ms = times[times.length / 2];
    if (direct[0] == 0) {
        direct[0] = ms;
    }
    System.out.printf(Locale.ROOT, "| `%s` | %.0e | %,d | %,d | %,d | %,d | %.1f |%n", name, difference(gradient, truth), report[0].evaluations(),
            report[0].pullBacks(), report[0].pairsStored(), report[0].bytes() / 1000, ms / direct[0]);
}

void compare(String title, Loss loss, Object parameters, SolveOptions options, Object truth) {
    System.out.println("\n**" + title + "**\n\n| adjoint | gradient error | evaluations back | pull-backs | pairs | kB | time / Direct |\n|---|---|---|---|---|---|---|");
    double[] direct = {0};
    row("DirectAdjoint()", new DirectAdjoint(), loss, parameters, options, truth, direct);
    row("DirectAdjoint(0)", new DirectAdjoint(0), loss, parameters, options, truth, direct);
    row("RecursiveCheckpointAdjoint()", new RecursiveCheckpointAdjoint(), loss, parameters, options, truth, direct);
    row("RecursiveCheckpointAdjoint(4)", new RecursiveCheckpointAdjoint(4).withResidualBytes(1), loss, parameters, options, truth, direct);
    row("ReversibleAdjoint()", new ReversibleAdjoint(), loss, parameters, options, truth, direct);
    row("ReversibleAdjoint.estimated()", ReversibleAdjoint.estimated(), loss, parameters, options, truth, direct);
    row("BacksolveAdjoint()", new BacksolveAdjoint(), loss, parameters, options, truth, direct);
    if (Tree.flatten(parameters).leaves().stream().mapToInt(Tensor::size).sum() < 10) {
        row("ForwardModeAdjoint()", new ForwardModeAdjoint(), loss, parameters, options, truth, direct);
    }
}

// The gradient of the same loss through much finer steps.
Object truth(Loss loss, Object parameters, SolveOptions fine) {
    return grad((Object p) -> loss.of(p, fine.maxSteps(100_000).adjoint(new DirectAdjoint()))).apply(parameters);
}

SolveOptions within(double tolerance) { return SolveOptions.standard().controller(new PIDController(tolerance, tolerance)); }

var steps = SolveOptions.standard().dt0(0.01)
Loss neural = (p, o) -> {
    Mlp net = (Mlp) p;
    return diffeqsolve(ODETerm.of((t, y, a) -> net.apply(y)), new Tsit5(), 0, 10, Tensor.ones(32, 2), null, o).y1().square().sum();
}
Mlp net = Mlp.random(RandomKey.of(0), Activation.TANH, 2, 64, 64, 2)
compare("Neural field, MLP 2-64-64-2, batch 32, 1,000 steps of Tsit5", neural, net, steps, truth(neural, net, within(1e-11)))

var predation = ODETerm.of((t, y, p) -> {
    Tensor prey = y.get(0), predators = y.get(1), met = prey.times(predators);
    return Tensor.stack(prey.times(p.get(0)).minus(met.times(p.get(1))), met.times(p.get(3)).minus(predators.times(p.get(2))));
})
Loss orbit = (p, o) -> diffeqsolve(predation, new Tsit5(), 0, 10, Tensor.of(1, 1), (Tensor) p, o).y1().sum()
Tensor rates = Tensor.of(1.5, 1, 3, 1)
Object orbitTruth = truth(orbit, rates, within(1e-12))
for (double tolerance : new double[] {1e-3, 1e-6, 1e-9}) {
    compare("Lotka–Volterra, t = 0 to 10, Tsit5, tolerances " + tolerance, orbit, rates, within(tolerance), orbitTruth);
}

var oscillator = ODETerm.of((t, y, mu) -> Tensor.stack(y.get(1), y.get(0).square().negate().plus(1).times(y.get(1)).times(mu).minus(y.get(0))))
Loss relaxation = (p, o) -> diffeqsolve(oscillator, new Tsit5(), 0, 20, Tensor.of(2, 0), (Tensor) p, o).y1().sum()
compare("van der Pol, μ = 5, t = 0 to 20, Tsit5, tolerances 1e-6", relaxation, Tensor.scalar(5), within(1e-6), truth(relaxation, Tensor.scalar(5), within(1e-12)))

var reaction = ODETerm.of((t, y, k) -> {
    Tensor a = y.get(0), b = y.get(1), c = y.get(2);
    Tensor slow = a.times(k.get(0)), fast = b.square().times(k.get(1)).times(1e7), back = b.times(c).times(k.get(2)).times(1e4);
    return Tensor.stack(back.minus(slow), slow.minus(back).minus(fast), fast);
})
Loss stiff = (p, o) -> diffeqsolve(reaction, new Rodas5P(), 0, 100, Tensor.of(1, 0, 0), (Tensor) p, o).y1().get(0)
SolveOptions reacting(double rtol) { return within(rtol).controller(new PIDController(rtol, rtol * 1e-4)); }
Tensor constants = Tensor.of(0.04, 3, 1)
compare("Robertson's reaction, stiff, t = 0 to 100, Rodas5P, rtol 1e-6", stiff, constants, reacting(1e-6), truth(stiff, constants, reacting(1e-10)))
