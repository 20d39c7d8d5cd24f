package org.palinode.examples.problems;

import java.util.function.UnaryOperator;
import org.palinode.autodiff.tensor.Tensor;

/**
 * Function of one variable x that is written as text, such as {@code 4x(x^2-1)} or {@code x - 0.5*sin(2x)}: sums, products with or without a sign,
 * quotients, whole powers, brackets, and sin, cos, tanh and exp of them.
 */
public final class Formula {
    private final String text;
    private int at;

    private Formula(String text) {
        this.text = text.replace("**", "^").replace(" ", "");
    }

    /**
     * The function that a text says, number by number.
     *
     * @throws IllegalArgumentException if it is no such formula
     */
    public static UnaryOperator<Tensor> parse(String text) {
        Formula formula = new Formula(text);
        UnaryOperator<Tensor> function = formula.sum();
        if (formula.at < formula.text.length()) {
            throw formula.refusal();
        }
        return function;
    }

    private UnaryOperator<Tensor> sum() {
        UnaryOperator<Tensor> sum = product();
        while (next('+') || next('-')) {
            boolean isMinus = text.charAt(at++) == '-';
            UnaryOperator<Tensor> first = sum;
            UnaryOperator<Tensor> second = product();
            sum = isMinus
                    ? x -> first.apply(x).minus(second.apply(x))
                    : x -> first.apply(x).plus(second.apply(x));
        }
        return sum;
    }

    private UnaryOperator<Tensor> product() {
        UnaryOperator<Tensor> product = signed();
        while (at < text.length() && !next('+') && !next('-') && !next(')')) {
            boolean isQuotient = next('/');
            at += isQuotient || next('*') ? 1 : 0;
            UnaryOperator<Tensor> first = product;
            UnaryOperator<Tensor> second = power();
            product = isQuotient
                    ? x -> first.apply(x).dividedBy(second.apply(x))
                    : x -> first.apply(x).times(second.apply(x));
        }
        return product;
    }

    private UnaryOperator<Tensor> signed() {
        if (!next('-')) {
            return power();
        }
        at++;
        UnaryOperator<Tensor> positive = power();
        return x -> positive.apply(x).negate();
    }

    private UnaryOperator<Tensor> power() {
        UnaryOperator<Tensor> base = base();
        if (!next('^')) {
            return base;
        }
        at++;
        int exponent = (int) number();
        return x -> base.apply(x).power(exponent);
    }

    private UnaryOperator<Tensor> base() {
        if (next('(')) {
            return bracket();
        }
        int start = at;
        while (at < text.length() && Character.isLetter(text.charAt(at))) {
            at++;
        }
        String name = text.substring(start, at);
        switch (name) {
            case "" -> {
                double number = number();
                return x -> x.zerosLike().plus(number);
            }
            case "x" -> {
                return x -> x;
            }
            default -> {
                UnaryOperator<Tensor> function = named(name);
                UnaryOperator<Tensor> inner = bracket();
                return x -> function.apply(inner.apply(x));
            }
        }
    }

    private UnaryOperator<Tensor> named(String name) {
        return switch (name) {
            case "sin" -> Tensor::sin;
            case "cos" -> Tensor::cos;
            case "tanh" -> Tensor::tanh;
            case "exp" -> Tensor::exp;
            default -> throw refusal();
        };
    }

    private UnaryOperator<Tensor> bracket() {
        require('(');
        UnaryOperator<Tensor> inner = sum();
        require(')');
        return inner;
    }

    private double number() {
        int start = at;
        while (at < text.length() && (Character.isDigit(text.charAt(at)) || next('.'))) {
            at++;
        }
        if (start == at) {
            throw refusal();
        }
        return Double.parseDouble(text.substring(start, at));
    }

    private boolean next(char wanted) {
        return at < text.length() && text.charAt(at) == wanted;
    }

    private void require(char wanted) {
        if (!next(wanted)) {
            throw refusal();
        }
        at++;
    }

    private IllegalArgumentException refusal() {
        return new IllegalArgumentException("\"" + text + "\" is no formula of x as far as its character " + (at + 1)
                + "; it may have numbers, x, + - * / ^, brackets, sin, cos, tanh and exp");
    }
}
