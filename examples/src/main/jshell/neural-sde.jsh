// A neural equation with noise, trained until its paths have the means and spreads of data.
// Run with ./palinode shell examples/src/main/jshell/neural-sde.jsh
double[] times = {0.25, 0.5, 0.75, 1, 1.5, 2}
int paths = 200
Tensor start = Tensor.ones(paths, 1).times(2)
Tensor t = Tensor.of(times)

// The data: dx = (1 − x) dt + 0.5 dW from x = 2 has mean 1 + e^(−t) and variance (1 − e^(−2t))/8.
record Moments(Tensor mean, Tensor spread) {}
var data = new Moments(t.negate().exp().plus(1), t.times(-2).exp().negate().plus(1).dividedBy(8).sqrt())

// The model: drift and noise are a network each. The noise reads x, so the equation is meant in Stratonovich's calculus.
record Model(Mlp drift, Mlp noise) {}
Moments moments(Model model, RandomKey key, Adjoint adjoint) {
    var path = IndependentIncrements.of(key, paths, 1);
    Term<Tensor, Model> term = new ODETerm<Tensor, Model>((s, x, m) -> m.drift().apply(x)).plus(
            Diffusion.<Tensor, Model>diagonal((s, x, m) -> m.noise().apply(x).softplus(), path).strictly());
    var options = SolveOptions.standard().dt0(0.125).saveAt(SaveAt.ts(times)).adjoint(adjoint);
    Tensor x = diffeqsolve(term, new Heun(), 0, 2, start, model, options).ys().index(2, 0);            // [times, paths]
    Tensor mean = x.mean(1);
    return new Moments(mean, x.square().mean(1).minus(mean.square()).sqrt());
}
Tensor loss(Model model, RandomKey key, Adjoint adjoint) {
    Moments found = moments(model, key, adjoint);
    return found.mean().minus(data.mean()).square().mean().plus(found.spread().minus(data.spread()).square().mean());
}

// Training by RMSprop. Each round hears new noise. Steps are reversed in place of being stored.
var model = new Model(Mlp.random(RandomKey.of(1), Activation.TANH, 1, 16, 1), Mlp.random(RandomKey.of(2), Activation.TANH, 1, 16, 1))
Model square = Tree.map(Tensor::zerosLike, model)
for (int round = 0; round < 100; round++) {
    RandomKey key = RandomKey.of(3).fold(round);
    double rate = 0.02 * Math.pow(0.1, round / 100.0);
    var step = valueAndGrad((Model m) -> loss(m, key, new ReversibleAdjoint()), model);
    square = Tree.map((s, g) -> s.times(0.9).plus(g.square().times(0.1)), square, step.gradient());
    Model move = Tree.map((g, s) -> g.dividedBy(s.sqrt().plus(1e-8)).times(rate), step.gradient(), square);
    model = Tree.map((p, m) -> p.minus(m), model, move);
    if (round % 50 == 0) System.out.printf("round %3d  loss %.5f%n", round, step.value().item());
}

// On noise that it has not heard.
Moments found = moments(model, RandomKey.of(4), new DirectAdjoint())
for (int i = 0; i < times.length; i++) System.out.printf("t = %.2f  mean %.3f, wanted %.3f  spread %.3f, wanted %.3f%n", times[i],
        found.mean().get(i).item(), data.mean().get(i).item(), found.spread().get(i).item(), data.spread().get(i).item());
System.out.printf("loss = %.5f%n", loss(model, RandomKey.of(4), new DirectAdjoint()).item())
