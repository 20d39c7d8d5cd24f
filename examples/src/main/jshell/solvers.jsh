// The least evaluations with which each solver reaches an error at the end: rows of the tables in docs/choose/solver.md. Run with
// ./palinode shell examples/src/main/jshell/solvers.jsh
Tensor end(ODETerm<Tensor, Tensor> field, Solver solver, double t1, Tensor y0, SolveOptions options, long[] cost) {
    var solution = diffeqsolve(field, solver, 0, t1, y0, null, options.maxSteps(2_000_000).throwing(false));
    cost[0] = solution.isSuccessful() ? solution.statistics().evaluations() : Long.MAX_VALUE;
    cost[1] = solution.statistics().jacobians();
    return solution.isSuccessful() ? solution.y1() : null;
}

double error(Tensor y, Tensor truth) { return y.minus(truth).abs().dividedBy(truth.abs().maximum(1e-3)).max(0).item(); }

// For each target the cheapest of tolerances 10^-2 to 10^-13, four a decade; equal steps, if the solver has no estimate.
String cells(ODETerm<Tensor, Tensor> field, Solver solver, double t1, Tensor y0, Tensor truth, double atolFactor, double[] targets) {
    long[] least = new long[targets.length], jacobians = new long[targets.length];
    Arrays.fill(least, Long.MAX_VALUE);
    for (int i = 0; i <= 44; i++) {
        double rtol = Math.pow(10, -2 - i / 4.0);
        SolveOptions options = solver.estimatesError() ? SolveOptions.standard().controller(new PIDController(rtol, rtol * atolFactor))
                : SolveOptions.standard().dt0(t1 / Math.ceil(20 * Math.pow(2, i / 3.0)));
        long[] cost = new long[2];
        Tensor y = end(field, solver, t1, y0, options, cost);
        for (int j = 0; j < targets.length; j++) {
            if (y != null && cost[0] < least[j] && error(y, truth) <= targets[j]) {
                least[j] = cost[0];
                jacobians[j] = cost[1];
            }
        }
        if (least[targets.length - 1] < Long.MAX_VALUE || cost[0] > 1_000_000) {
            break;
        }
    }
    StringBuilder row = new StringBuilder("| `" + solver.getClass().getSimpleName() + "`");
    for (int j = 0; j < targets.length; j++) {
        row.append(least[j] == Long.MAX_VALUE ? " | –" : String.format(Locale.ROOT, " | %,d", least[j]) + (jacobians[j] > 0 ? String.format(Locale.ROOT, " + %,d J", jacobians[j]) : ""));
    }
    return row + " |";
}

void table(String title, ODETerm<Tensor, Tensor> field, double t1, Tensor y0, Solver reference, double atolFactor, double[] targets, List<Solver> solvers) {
    Tensor truth = end(field, reference, t1, y0, SolveOptions.standard().controller(new PIDController(1e-13, 1e-13 * atolFactor)), new long[2]);
    System.out.println("\n**" + title + "**\n\n| solver |" + Arrays.stream(targets).mapToObj(e -> " " + e + " |").collect(Collectors.joining()) + "\n|---|" + "---|".repeat(targets.length));
    solvers.forEach(solver -> System.out.println(cells(field, solver, t1, y0, truth, atolFactor, targets)));
}

var predation = ODETerm.of((t, y, p) -> {
    Tensor prey = y.get(0), predators = y.get(1), met = prey.times(predators);
    return Tensor.stack(prey.times(1.5).minus(met), met.minus(predators.times(3)));
})
var orbit = ODETerm.of((t, y, p) -> {
    Tensor x = y.slice(0, 0, 2), r = x.norm();
    return Tensor.concatenate(0, y.slice(0, 2, 4), x.dividedBy(r.times(r).times(r)).negate());
})
var oscillator = ODETerm.of((t, y, p) -> Tensor.stack(y.get(1), y.get(0).square().negate().plus(1).times(y.get(1)).times(100).minus(y.get(0))))
var reaction = ODETerm.of((t, y, p) -> {
    Tensor a = y.get(0), b = y.get(1), c = y.get(2), slow = a.times(0.04), fast = b.square().times(3e7), back = b.times(c).times(1e4);
    return Tensor.stack(back.minus(slow), slow.minus(back).minus(fast), fast);
})
List<Solver> explicit = List.of(new Heun(), new Bosh3(), new RungeKutta4(), new Tsit5(), new Dopri5(), new Vern7(), new Dopri8())
List<Solver> implicit = List.of(new Tsit5(), new Kvaerno3(), new Kvaerno5(), new Rodas5P())
double[] targets = {1e-2, 1e-4, 1e-6, 1e-8}
table("Lotka–Volterra, t = 0 to 10", predation, 10, Tensor.of(1, 1), new Dopri8(), 1, targets, explicit)
table("Orbit of eccentricity 0.5, three turns", orbit, 6 * Math.PI, Tensor.of(0.5, 0, 0, Math.sqrt(3)), new Dopri8(), 1, targets, explicit)
table("van der Pol, μ = 100, t = 0 to 200", oscillator, 200, Tensor.of(2, 0), new Rodas5P(), 1, targets, implicit)
table("Robertson's reaction, t = 0 to 1000", reaction, 1000, Tensor.of(1, 0, 0), new Rodas5P(), 1e-4, targets, implicit)
