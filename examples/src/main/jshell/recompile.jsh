// A gradient of a field that is known, in turn with one of a field that differs in a number of its code. Run with
// ./palinode shell examples/src/main/jshell/recompile.jsh. Times are those of the processor in this thread: other work does not count.
long now() { return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(); }
var steps = SolveOptions.standard().dt0(0.01)
double milliseconds(Mlp net, Tensor y0, double factor) {
    Function<Mlp, Tensor> loss = m -> {
        var field = ODETerm.of((t, y, args) -> m.apply(y).times(factor));
        return diffeqsolve(field, new Tsit5(), 0, 1, y0, null, steps).y1().square().sum();
    };
    long start = now();
    grad(loss).apply(net);
    return (now() - start) * 1e-6;
}
double median(List<Double> times) { return times.stream().sorted().toList().get(times.size() / 2); }
void compare(String name, Mlp net, Tensor y0) {
    for (int i = 0; i < 40; i++) {
        milliseconds(net, y0, 0.5);
    }
    List<Double> known = new ArrayList<>();
    List<Double> other = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
        known.add(milliseconds(net, y0, 0.5));
        other.add(milliseconds(net, y0, 0.6 + 0.001 * i));
    }
    System.out.printf("%-44s known %7.2f ms, new %7.2f ms: %.1f times%n", name, median(known), median(other), median(other) / median(known));
}
compare("tiny: MLP 2-32-2, 100 steps", Mlp.random(RandomKey.of(0), Activation.TANH, 2, 32, 2), Tensor.of(1, 0.5))
compare("small: MLP 2-64-64-2, batch 32, 100 steps", Mlp.random(RandomKey.of(0), Activation.TANH, 2, 64, 64, 2), Tensor.ones(32, 2))
