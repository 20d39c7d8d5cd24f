// Predator and prey: solve, differentiate, compare adjoints, plot. Run with ./palinode shell examples/src/main/jshell/demo.jsh
var field = ODETerm.of((t, y, p) -> Tensor.stack(
        p.get(0).minus(p.get(1).times(y.get(1))).times(y.get(0)),
        p.get(3).times(y.get(0)).minus(p.get(2)).times(y.get(1))))
var p = Tensor.of(1.5, 1, 3, 1)
var options = SolveOptions.standard().controller(new PIDController(1e-8, 1e-8))
Tensor last(Tensor p, Adjoint adjoint) { return diffeqsolve(field, new Tsit5(), 0, 10, Tensor.of(1, 1), p, options.adjoint(adjoint)).y1(); }
System.out.println(grad((Tensor q) -> last(q, new ReversibleAdjoint()).sum()).apply(p))
System.out.println(compareAdjoints((q, a) -> last(q, a).sum(), p, List.of(new DirectAdjoint(), new ReversibleAdjoint(), new BacksolveAdjoint())))
var curve = diffeqsolve(field, new Tsit5(), 0, 10, Tensor.of(1, 1), p, options.saveAt(SaveAt.ts(Tensor.linspace(0, 10, 500).toArray())))
System.out.println("see " + Plots.save("out/demo.png", curve, "prey", "predator"))
