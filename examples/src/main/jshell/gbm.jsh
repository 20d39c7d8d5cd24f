// A call option by simulation: price, delta and vega, against the formula of Black and Scholes.
// Run with ./palinode shell examples/src/main/jshell/gbm.jsh
record Market(Tensor stock, Tensor rate, Tensor volatility) {}
var market = new Market(Tensor.scalar(100), Tensor.scalar(0.03), Tensor.scalar(0.25))
double strike = 105, years = 1
int pairs = 10_000

// dS = r S dt + σ S dW in Itô's calculus. The paths come in pairs of mirror images, which halves what is random in the mean.
var noise = StackedPaths.antithetic(IndependentIncrements.of(RandomKey.of(1), pairs))
Term<Tensor, Market> ito = new ODETerm<Tensor, Market>((t, s, m) -> s.times(m.rate())).plus(
        Diffusion.<Tensor, Market>diagonal((t, s, m) -> s.times(m.volatility()), noise).strictly())
var equation = ItoConversion.toStratonovich(ito)
var options = SolveOptions.standard().dt0(years / 16).adjoint(new ReversibleAdjoint())

Tensor price(Market m) {
    Tensor start = m.stock().broadcastTo(2, pairs);
    Tensor end = diffeqsolve(equation, new Heun(), 0, years, start, m, options).y1();
    return end.minus(strike).maximum(0).mean().times(m.rate().times(-years).exp());
}

// One solve and one way back give the price and its slopes by all three numbers.
var simulated = valueAndGrad((Market m) -> price(m), market)

// The closed form, differentiated by the same library.
Tensor normal(Tensor x) { return x.dividedBy(Math.sqrt(2)).erf().plus(1).times(0.5); }
Tensor formula(Market m) {
    Tensor spread = m.volatility().times(Math.sqrt(years));
    Tensor d = m.stock().dividedBy(strike).log().plus(m.rate().times(years)).dividedBy(spread).plus(spread.times(0.5));
    return m.stock().times(normal(d)).minus(m.rate().times(-years).exp().times(strike).times(normal(d.minus(spread))));
}
var exact = valueAndGrad((Market m) -> formula(m), market)

void print(String what, Tensor found, Tensor right) { System.out.printf("%-6s simulated %8.4f   formula %8.4f%n", what, found.item(), right.item()); }
print("price", simulated.value(), exact.value())
print("delta", simulated.gradient().stock(), exact.gradient().stock())
print("rho", simulated.gradient().rate(), exact.gradient().rate())
print("vega", simulated.gradient().volatility(), exact.gradient().volatility())
