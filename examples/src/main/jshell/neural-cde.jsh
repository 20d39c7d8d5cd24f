// A neural controlled equation that learns from examples what area a curve sweeps. Curves are read at irregular times, with gaps.
// Run with ./palinode shell examples/src/main/jshell/neural-cde.jsh
int readings = 16, hidden = 8
double[] times = {0, 0.03, 0.1, 0.14, 0.22, 0.3, 0.34, 0.42, 0.5, 0.53, 0.61, 0.7, 0.78, 0.84, 0.93, 1}
Tensor ts = Tensor.of(times)

// Curves (x, y) with random waves, and the area ½∫(x dy − y dx) of each by the trapezoidal rule.
record Curves(Tensor readings, Tensor area) {}
Tensor changes(Tensor x) { return x.slice(0, 1, readings).minus(x.slice(0, 0, readings - 1)); }
Tensor middles(Tensor x) { return x.slice(0, 1, readings).plus(x.slice(0, 0, readings - 1)).times(0.5); }
Curves curves(RandomKey key, int count) {
    Tensor a = key.fold(0).normal(4, count).times(0.7), at = ts.reshape(readings, 1).times(Math.PI);
    Tensor x = at.sin().times(a.index(0, 0)).plus(at.times(2).cos().times(a.index(0, 1)));
    Tensor y = at.cos().times(a.index(0, 2)).plus(at.times(2).sin().times(a.index(0, 3)));
    Tensor area = middles(x).times(changes(y)).minus(middles(y).times(changes(x))).sum(0).times(0.5);
    Tensor gaps = key.fold(1).uniform(x.type(), 0, 1).less(0.15);                                       // a seventh of x is missing
    Tensor seen = Tensor.where(gaps, x.times(Double.NaN), x), time = ts.reshape(readings, 1).broadcastTo(readings, count);
    return new Curves(Tensor.stack(2, time, seen, y), area);                                            // [readings, count, channels]
}
var train = curves(RandomKey.of(1), 80)
var fresh = curves(RandomKey.of(2), 400)

// dz = f(z) dX from z = g(X(0)); the answer is read from z at the end.
record Reader(Mlp first, Mlp field, Mlp last) {}
Tensor answer(Reader reader, Tensor values) {
    var path = CubicInterpolation.backwardHermite(ts, MissingValues.fillEnds(values));
    var equation = new ControlTerm<Tensor, Reader>((t, z, r) -> r.field().apply(z).tanh().reshape(z.shape().dim(0), hidden, 3), path);
    Tensor start = reader.first().apply(path.evaluate(Tensor.scalar(0)));
    var options = SolveOptions.standard().controller(new StepTo(times)).adjoint(new ReversibleAdjoint());
    return reader.last().apply(diffeqsolve(equation.toOde(), new Heun(), 0, 1, start, reader, options).y1()).index(1, 0);
}
Tensor loss(Reader reader, Curves some) { return answer(reader, some.readings()).minus(some.area()).square().mean(); }

// Training by RMSprop.
var reader = new Reader(Mlp.random(RandomKey.of(3), Activation.TANH, 3, hidden), Mlp.random(RandomKey.of(4), Activation.TANH, hidden, 16, hidden * 3),
        Mlp.random(RandomKey.of(5), Activation.TANH, hidden, 1))
Reader square = Tree.map(Tensor::zerosLike, reader)
for (int round = 0; round < 60; round++) {
    double rate = 0.02 * Math.pow(0.05, round / 60.0);
    var step = valueAndGrad((Reader r) -> loss(r, train), reader);
    square = Tree.map((s, g) -> s.times(0.9).plus(g.square().times(0.1)), square, step.gradient());
    Reader move = Tree.map((g, s) -> g.dividedBy(s.sqrt().plus(1e-8)).times(rate), step.gradient(), square);
    reader = Tree.map((p, m) -> p.minus(m), reader, move);
    if (round % 20 == 0) System.out.printf("round %3d  loss %.4f%n", round, step.value().item());
}
Tensor area = fresh.area()
System.out.printf("unexplained = %.3f of the variance of fresh curves%n", loss(reader, fresh).item() / area.minus(area.mean()).square().mean().item())
