package org.palinode.tests.autodiff.primitive;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.tensor.Tensor;

/** Methods of each number, or of each pair of numbers after broadcasting. */
final class ElementwiseMethods {
    private ElementwiseMethods() {}

    static Stream<MethodCase> all() {
        return Stream.of(arithmetic(), comparisons(), functions(), pieces()).flatMap(each -> each);
    }

    private static MethodCase one(String method, UnaryOperator<Tensor> function) {
        return MethodCase.of(method, function, MethodCase.vector(1));
    }

    /** Of numbers between two bounds. */
    private static MethodCase within(double least, double most, String method, UnaryOperator<Tensor> function) {
        return MethodCase.of(method, function, n -> MethodCase.spaced(2, least, most, n));
    }

    /** Of a matrix [3, n] and a vector [n]. */
    private static MethodCase two(String method, BinaryOperator<Tensor> function) {
        return MethodCase.of(method, function, MethodCase.matrix(3, 3), MethodCase.vector(4));
    }

    /** Of positive numbers [3, n] and numbers of both signs [n]. */
    private static MethodCase positive(String method, BinaryOperator<Tensor> function) {
        return MethodCase.of(method, function, n -> MethodCase.spaced(3, 0.3, 1.5, 3, n), MethodCase.vector(4));
    }

    /** Of quotients of both signs between the whole numbers. */
    private static MethodCase remainder(String method, BinaryOperator<Tensor> function) {
        return MethodCase.of(
                method,
                function,
                n -> MethodCase.spaced(5, 1.35, 1.75, 3, n)
                        .times(MethodCase.signed(6, n).sign())
                        .concrete(),
                n -> MethodCase.spaced(7, 0.95, 1.05, n));
    }

    private static Stream<MethodCase> arithmetic() {
        return Stream.of(
                two("plus(Tensor)", Tensor::plus),
                one("plus(double)", x -> x.plus(0.7)),
                two("minus(Tensor)", Tensor::minus),
                one("minus(double)", x -> x.minus(0.7)),
                one("subtractedFrom(double)", x -> x.subtractedFrom(1)),
                one("negate()", Tensor::negate),
                one("unaryMinus()", Tensor::unaryMinus),
                two("times(Tensor)", Tensor::times),
                one("times(double)", x -> x.times(0.7)),
                two("dividedBy(Tensor)", Tensor::dividedBy),
                one("dividedBy(double)", x -> x.dividedBy(0.7)),
                two("div(Tensor)", Tensor::div),
                one("div(double)", x -> x.div(0.7)),
                one("dividedInto(double)", x -> x.dividedInto(2)),
                one("reciprocal()", Tensor::reciprocal),
                two("ratioTo(Tensor)", Tensor::ratioTo),
                remainder("mod(Tensor)", Tensor::mod),
                one("mod(double)", x -> x.mod(2)),
                remainder("rem(Tensor)", Tensor::rem),
                one("rem(double)", x -> x.rem(2)),
                positive("power(Tensor)", Tensor::power),
                one("power(double)", x -> x.power(3)),
                one("square()", Tensor::square),
                within(0.3, 1.5, "sqrt()", Tensor::sqrt),
                one("cbrt()", Tensor::cbrt),
                two("hypot(Tensor)", Tensor::hypot),
                one("cast(DType)", x -> x.cast(DType.FLOAT64)),
                one("stopGradient()", Tensor::stopGradient).withoutSlopes());
    }

    private static Stream<MethodCase> comparisons() {
        return Stream.of(
                        two("less(Tensor)", Tensor::less),
                        one("less(double)", x -> x.less(0.5)),
                        two("lessEqual(Tensor)", Tensor::lessEqual),
                        one("lessEqual(double)", x -> x.lessEqual(0.5)),
                        two("greater(Tensor)", Tensor::greater),
                        one("greater(double)", x -> x.greater(0.5)),
                        two("greaterEqual(Tensor)", Tensor::greaterEqual),
                        one("greaterEqual(double)", x -> x.greaterEqual(0.5)),
                        two("equalTo(Tensor)", (x, y) -> x.sign().equalTo(y.sign())),
                        one("equalTo(double)", x -> x.sign().equalTo(1)),
                        two("notEqualTo(Tensor)", (x, y) -> x.sign().notEqualTo(y.sign())),
                        one("notEqualTo(double)", x -> x.sign().notEqualTo(1)),
                        two("and(Tensor)", (x, y) -> x.relu().and(y.relu())),
                        two("or(Tensor)", (x, y) -> x.relu().or(y.relu())),
                        one("not()", x -> x.relu().not()),
                        one("isFinite()", x -> x.dividedBy(x.relu()).isFinite()))
                .map(MethodCase::withoutSlopes);
    }

    private static Stream<MethodCase> functions() {
        return Stream.of(
                one("exp()", Tensor::exp),
                one("exp2()", Tensor::exp2),
                one("expm1()", Tensor::expm1),
                within(0.3, 1.5, "log()", Tensor::log),
                within(0.3, 1.5, "log2()", Tensor::log2),
                within(0.3, 1.5, "log10()", Tensor::log10),
                within(-0.7, 1.5, "log1p()", Tensor::log1p),
                two("logAddExp(Tensor)", Tensor::logAddExp),
                one("sin()", Tensor::sin),
                one("cos()", Tensor::cos),
                within(-1.3, 1.3, "tan()", Tensor::tan),
                within(-0.8, 0.8, "asin()", Tensor::asin),
                within(-0.8, 0.8, "acos()", Tensor::acos),
                one("atan()", Tensor::atan),
                two("atan2(Tensor)", Tensor::atan2),
                one("sinh()", Tensor::sinh),
                one("cosh()", Tensor::cosh),
                one("tanh()", Tensor::tanh),
                one("asinh()", Tensor::asinh),
                within(1.3, 2.5, "acosh()", Tensor::acosh),
                within(-0.8, 0.8, "atanh()", Tensor::atanh),
                one("sigmoid()", Tensor::sigmoid),
                one("logSigmoid()", Tensor::logSigmoid),
                one("softplus()", Tensor::softplus),
                one("gelu()", Tensor::gelu),
                one("silu()", Tensor::silu),
                one("erf()", Tensor::erf),
                within(-0.8, 0.8, "erfInv()", Tensor::erfInv),
                within(0.3, 4, "lgamma()", Tensor::lgamma),
                within(0.3, 4, "digamma()", Tensor::digamma),
                within(0.3, 4, "polygamma(int)", x -> x.polygamma(2)));
    }

    private static Stream<MethodCase> pieces() {
        return Stream.of(
                one("relu()", Tensor::relu),
                one("leakyRelu(double)", x -> x.leakyRelu(0.1)),
                one("elu(double)", x -> x.elu(1.5)),
                one("abs()", Tensor::abs),
                one("sign()", Tensor::sign).withoutSlopes(),
                one("floor()", Tensor::floor).withoutSlopes(),
                one("ceil()", Tensor::ceil).withoutSlopes(),
                one("round()", Tensor::round).withoutSlopes(),
                two("minimum(Tensor)", Tensor::minimum),
                one("minimum(double)", x -> x.minimum(0.55)),
                two("maximum(Tensor)", Tensor::maximum),
                one("maximum(double)", x -> x.maximum(0.55)),
                two("clip(Tensor,Tensor)", (x, y) -> x.clip(y, y.abs().plus(0.1))),
                one("clip(double,double)", x -> x.clip(-0.65, 0.85)),
                new MethodCase(
                        "where(Tensor,Tensor,Tensor)",
                        in -> Tensor.where(in.get(0).greater(0.4), in.get(1), in.get(2)),
                        n -> List.of(MethodCase.signed(5, 3, n), MethodCase.signed(6, n), MethodCase.signed(7, 3, 1)),
                        true));
    }
}
