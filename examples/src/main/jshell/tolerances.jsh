// What a tolerance gives: errors of the end and of the gradient, steps, evaluations: rows of docs/choose/tolerances.md. Run with
// ./palinode shell examples/src/main/jshell/tolerances.jsh
interface Loss { Tensor of(Tensor parameters, SolveOptions options, Solution<?>[] solved); }

double difference(Tensor a, Tensor b) { return a.minus(b).norm().item() / b.norm().item(); }

void table(String title, Loss loss, Tensor p, PIDController... controllers) {
    var fine = SolveOptions.standard().controller(new PIDController(1e-13, 1e-15)).maxSteps(1_000_000);
    Solution<?>[] solved = new Solution<?>[1];
    Tensor gradientTruth = grad((Tensor q) -> loss.of(q, fine, solved)).apply(p);
    Tensor truth = ((Tensor) solved[0].y1()).stopGradient();
    System.out.println("\n**" + title + "**\n\n| rtol | atol | error | gradient error | accepted | rejected | evaluations |\n|---|---|---|---|---|---|---|");
    for (PIDController controller : controllers) {
        var options = SolveOptions.standard().controller(controller).maxSteps(100_000);
        Tensor gradient = grad((Tensor q) -> loss.of(q, options, solved)).apply(p);
        Statistics cost = solved[0].statistics();
        System.out.printf(Locale.ROOT, "| %.0e | %.0e | %.0e | %.0e | %,d | %,d | %,d |%n", controller.scale().rtol(), controller.scale().atol(),
                difference((Tensor) solved[0].y1(), truth), difference(gradient, gradientTruth), cost.accepted(), cost.rejected(), cost.evaluations());
    }
}

PIDController[] equal(double... tolerances) { return Arrays.stream(tolerances).mapToObj(t -> new PIDController(t, t)).toArray(PIDController[]::new); }

double[] decades = {1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10}
var predation = ODETerm.of((t, y, p) -> {
    Tensor prey = y.get(0), predators = y.get(1), met = prey.times(predators);
    return Tensor.stack(prey.times(p.get(0)).minus(met.times(p.get(1))), met.times(p.get(3)).minus(predators.times(p.get(2))));
})
Loss orbit = (p, o, s) -> { var solution = diffeqsolve(predation, new Tsit5(), 0, 10, Tensor.of(1, 1), p, o); s[0] = solution; return solution.y1().sum(); }
table("Lotka–Volterra, t = 0 to 10, Tsit5", orbit, Tensor.of(1.5, 1, 3, 1), equal(decades))

var oscillator = ODETerm.of((t, y, mu) -> Tensor.stack(y.get(1), y.get(0).square().negate().plus(1).times(y.get(1)).times(mu).minus(y.get(0))))
Loss relaxation = (p, o, s) -> { var solution = diffeqsolve(oscillator, new Tsit5(), 0, 20, Tensor.of(2, 0), p.get(0), o); s[0] = solution; return solution.y1().sum(); }
table("van der Pol, μ = 5, t = 0 to 20, Tsit5", relaxation, Tensor.of(5), equal(decades))

// How rough a loss is that adaptive steps compute: the largest second difference over what a smooth loss would have.
double roughness(SolveOptions options) {
    double h = 1e-5, largest = 0;
    for (int i = 0; i < 40; i++) {
        double[] values = new double[3];
        for (int j = 0; j < 3; j++) {
            Tensor p = Tensor.of(1.5 + 0.01 * i + h * j, 1, 3, 1);
            values[j] = diffeqsolve(predation, new Tsit5(), 0, 10, Tensor.of(1, 1), p, options).y1().sum().item();
        }
        largest = Math.max(largest, Math.abs(values[0] - 2 * values[1] + values[2]));
    }
    return largest;
}
System.out.println("\n**Largest second difference of the loss for p + (0, 1e-5, 2e-5), 40 places**\n\n| steps | second difference |\n|---|---|")
System.out.printf("| 100 equal ones | %.0e |%n", roughness(SolveOptions.standard().dt0(0.1)));
System.out.printf("| 1,000 equal ones | %.0e |%n", roughness(SolveOptions.standard().dt0(0.01)));
for (double tolerance : new double[] {1e-3, 1e-6, 1e-9}) {
    System.out.printf("| adaptive, %.0e | %.0e |%n", tolerance, roughness(SolveOptions.standard().controller(new PIDController(tolerance, tolerance))));
}
