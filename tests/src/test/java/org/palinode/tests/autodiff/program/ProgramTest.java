package org.palinode.tests.autodiff.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.palinode.autodiff.internal.program.Atom;
import org.palinode.autodiff.internal.program.Equation;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Primitives;
import org.palinode.autodiff.tensor.Tensor;

class ProgramTest {
    private static final TensorType VECTOR = TensorType.float64(3);
    private static final TensorType NUMBER = TensorType.float64();

    private static Program program(UnaryOperator<Tensor> function) {
        return Program.trace(List.of(VECTOR), in -> List.of(function.apply(in.get(0))))
                .program();
    }

    private static Atom.Variable variable(int id, TensorType type) {
        return new Atom.Variable(id, type);
    }

    @Test
    void tracingTheSameFunctionAgainFindsItsProgram() {
        List<TensorType> types = List.of(TensorType.float64(3));
        Program once = Program.traceClosed(types, in -> List.of(in.get(0).tanh().times(2)));
        Program again =
                Program.traceClosed(types, in -> List.of(in.get(0).tanh().times(2)));
        Program other =
                Program.traceClosed(types, in -> List.of(in.get(0).tanh().times(3)));
        assertSame(once, again);
        assertNotEquals(once, other);
    }

    @Test
    void programsPrintAsEquations() {
        assertEquals("""
                program(a: f64[3]) {
                  b: f64[3] = tanh a
                  c: f64[3] = multiply b 2.0
                  d: f64[] = sum[axis=0] c
                  return d
                }""", program(x -> x.tanh().times(2).sum()).toString());
    }

    @Test
    void namesGoOnAfterTheAlphabet() {
        assertEquals("z", variable(25, NUMBER).toString());
        assertEquals("a1", variable(26, NUMBER).toString());
    }

    @Test
    void whatIsComputedTwiceIsComputedOnce() {
        assertEquals(
                3,
                program(x -> x.tanh().plus(x.sin()).times(x.tanh().plus(x.sin())))
                                .equations()
                                .size()
                        - 1);
    }

    @Test
    void whatNobodyUsesIsDropped() {
        Program program = program(x -> {
            x.exp().sum();
            return x.sin();
        });
        assertEquals(
                List.of("sin"),
                program.equations().stream()
                        .map(each -> each.primitive().name())
                        .toList());
    }

    @Test
    void constantsAreFolded() {
        assertEquals("return 7.0", lastLine(program(x -> Tensor.scalar(3).plus(4))));
        assertEquals(
                "return a", lastLine(program(x -> x.plus(0).times(1).minus(0).dividedBy(1))));
        assertEquals(
                "return 3.0[2, 3]", lastLine(program(x -> Tensor.full(VECTOR, 3).broadcastTo(2, 3))));
        assertEquals(
                2,
                program(x -> x.plus(Tensor.zeros(2, 1)).times(0))
                        .equations()
                        .size()); // changes the shape; x may be NaN
    }

    private static String lastLine(Program program) {
        String[] lines = program.toString().split("\n");
        return lines[lines.length - 2].trim();
    }

    @Test
    void tensorsClosedOverBecomeInputs() {
        Tensor weight = Tensor.of(1, 2, 3);
        Program.Traced traced = Program.trace(
                List.of(VECTOR),
                in -> List.of(in.get(0).times(weight).plus(weight).plus(1)));
        assertEquals(List.of(weight), traced.captured());
        assertEquals(List.of(VECTOR, VECTOR), traced.program().inputTypes());
        assertNumbers(
                traced.program().apply(List.of(Tensor.of(1, 1, 1), weight)).get(0), 0, 3, 5, 7);
    }

    @Test
    void programsOfEqualEquationsAreEqual() {
        Program first = program(x -> x.tanh().sum());
        Program second = program(x -> x.tanh().sum());
        assertEquals(first, second);
        assertEquals(first.hashCode(), second.hashCode());
        assertNotEquals(first, program(x -> x.sin().sum()));
        assertNotEquals(first, program(x -> x.tanh().max()));
    }

    @Test
    void derivativesAreKeptWithTheProgram() {
        Program program = program(x -> x.tanh().sum());
        assertSame(program.vjp(i -> true), program.vjp(i -> i == 0));
        assertSame(program.jvp(), program.jvp());
        assertNotEquals(program.vjp(i -> true), program.vjp(i -> false));
    }

    @Test
    void aCotangentThatIsNotGivenIsZero() {
        Function<List<Tensor>, List<Tensor>> function =
                in -> List.of(in.get(0).tanh(), in.get(0).exp().sum());
        Program program = Program.trace(List.of(VECTOR), function).program();
        Program back = program.vjp(i -> true, output -> output == 1);
        assertEquals(List.of(VECTOR, NUMBER), back.inputTypes());
        assertEquals(
                List.of("exp", "strong_multiply"),
                back.equations().stream()
                        .map(each -> each.primitive().name())
                        .distinct()
                        .filter(name -> !List.of("reshape", "broadcast").contains(name))
                        .toList());
        assertNumbers(back.apply(List.of(Tensor.of(0, 0, 0), Tensor.scalar(2))).get(0), 0, 2, 2, 2);
    }

    @Test
    void tangentsOfSomeInputsTakeThoseOnly() {
        Program program = Program.trace(
                        List.of(VECTOR, VECTOR), in -> List.of(in.get(0).times(in.get(1)), in.get(1)))
                .program();
        Program tangents = program.tangents(input -> input == 0);
        assertEquals(List.of(VECTOR, VECTOR, VECTOR), tangents.inputTypes());
        List<Tensor> moves = tangents.apply(List.of(Tensor.of(1, 1, 1), Tensor.of(2, 3, 4), Tensor.of(1, 10, 100)));
        assertNumbers(moves.get(0), 0, 2, 30, 400);
        assertNumbers(moves.get(1), 0, 0, 0, 0);
    }

    @Test
    void outputsMayBeInputsLiteralsOrRepeated() {
        Program program = Program.trace(List.of(VECTOR), in -> List.of(in.get(0), Tensor.full(VECTOR, 2), in.get(0)))
                .program();
        List<Tensor> out = program.apply(List.of(Tensor.of(1, 2, 3)));
        assertNumbers(out.get(0), 0, 1, 2, 3);
        assertNumbers(out.get(1), 0, 2, 2, 2);
        Tensor bar = Tensor.of(1, 10, 100);
        assertClose(
                bar.plus(bar),
                program.vjp(i -> true).apply(List.of(bar, bar, bar, bar)).get(0),
                0);
    }

    @Test
    void malformedProgramsAreRefused() {
        Atom.Variable a = variable(0, VECTOR);
        Atom.Variable b = variable(1, VECTOR);
        Atom.Variable c = variable(2, NUMBER);
        assertEquals(
                "variable b is used by tanh before it is defined",
                refusal(List.of(a), List.of(Equation.of(Primitives.TANH, List.of(b), List.of(b))), List.of(b)));
        assertEquals(
                "variable a is defined twice",
                refusal(List.of(a), List.of(Equation.of(Primitives.TANH, List.of(a), List.of(a))), List.of(a)));
        assertEquals("variable b is used by return before it is defined", refusal(List.of(a), List.of(), List.of(b)));
        assertEquals("variable a is defined twice", refusal(List.of(a, a), List.of(), List.of(a)));
        assertEquals(
                "b: f64[3] = sum[axis=0] a states other types than its primitive gives: [f64[]]",
                assertThrows(IllegalStateException.class, () -> Equation.of(Primitives.sum(0), List.of(a), List.of(b)))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Equation.of(Primitives.ADD, List.of(a), List.of(c)));
    }

    private static String refusal(List<Atom.Variable> inputs, List<Equation> equations, List<Atom> outputs) {
        return assertThrows(IllegalStateException.class, () -> new Program(inputs, equations, outputs))
                .getMessage();
    }

    @Test
    void argumentsOfOtherTypesAreRefused() {
        Program program = Program.trace(
                        List.of(TensorType.float64(3)), in -> List.of(in.get(0).exp()))
                .program();
        for (List<Tensor> arguments : List.of(List.<Tensor>of(), List.of(Tensor.arange(2)))) {
            assertEquals(
                    "this program needs inputs [f64[3]], got " + Tensor.types(arguments),
                    assertThrows(IllegalArgumentException.class, () -> program.apply(arguments))
                            .getMessage());
        }
    }

    @Test
    void aSymbolicTensorIsOfNoUseAfterItsTrace() {
        Tensor[] leaked = new Tensor[1];
        program(x -> leaked[0] = x.tanh());
        assertEquals(
                "a symbolic tensor was used after its program was traced; return it from the traced function instead",
                assertThrows(IllegalStateException.class, () -> leaked[0].plus(1))
                        .getMessage());
    }
}
