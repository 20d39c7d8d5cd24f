// A solve step by step: look at each step, go back to one, go on further. Run with ./palinode shell examples/src/main/jshell/stepper.jsh
var decay = ODETerm.of((t, y, k) -> y.times(k).negate())
var options = SolveOptions.standard().controller(new PIDController(1e-6, 1e-8))
var stepper = Stepper.init(decay, new Tsit5(), 0, 5, Tensor.of(1.0), Tensor.scalar(2), options)
while (!stepper.isDone() && stepper.y().get(0).item() > 0.5) {
    stepper = stepper.step();
    System.out.printf("t = %.4f  y = %.6f%n", stepper.t(), stepper.y().get(0).item());
}
System.out.println("inside the last step: " + stepper.interpolate(0.9 * stepper.t()).get(0))
var kept = stepper.state()                          // plain numbers, to be kept as long as you like
var further = Stepper.resume(decay, new Tsit5(), kept, 10, stepper.y(), Tensor.scalar(2), options).step(1000)
System.out.println("y(" + further.t() + ") = " + further.y().get(0).item())
