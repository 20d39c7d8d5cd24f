package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.tests.autodiff.support.Close.assertClose;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.palinode.autodiff.Autodiff;
import org.palinode.autodiff.RandomKey;
import org.palinode.autodiff.internal.plan.Call;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.internal.tape.BatchTrace;
import org.palinode.autodiff.internal.tape.Tangents;
import org.palinode.autodiff.internal.tape.Tape;
import org.palinode.autodiff.tensor.PrimitiveCase;
import org.palinode.autodiff.tensor.Tensor;

/** Many members at once are each member by itself. */
class BatchTest {
    private static final int SIZE = 3;
    /** Products of other shapes add in another order. */
    private static final double ROUNDING = 1e-13;

    /** Every choice of batched inputs of every primitive. */
    @ParameterizedTest
    @MethodSource("org.palinode.autodiff.tensor.PrimitiveCases#all")
    void aBatchOfInputsGivesABatchOfOutputs(PrimitiveCase each) {
        for (int choice = 1; choice < 1 << each.inputs().size(); choice++) {
            BatchTrace batch = new BatchTrace(SIZE);
            List<Tensor> all = new ArrayList<>();
            List<Tensor> in = new ArrayList<>();
            for (int i = 0; i < each.inputs().size(); i++) {
                Tensor one = each.inputs().get(i);
                boolean batched = (choice >> i & 1) == 1;
                Tensor many = i < each.held() && isWhole(one)
                        ? Tensor.stack(one, one.negate(), one.zerosLike()).concrete() // positions and conditions
                        : Tensor.stack(one, one.times(1.1), one.times(0.9)).concrete();
                all.add(batched ? many : null);
                in.add(batched ? batch.variable(many) : one);
            }
            List<Tensor> out = Tensor.apply(each.primitive(), in);
            for (int member = 0; member < SIZE; member++) {
                int at = member;
                List<Tensor> alone = IntStream.range(0, in.size())
                        .mapToObj(i -> all.get(i) == null
                                ? each.inputs().get(i)
                                : all.get(i).index(0, at))
                        .toList();
                List<Tensor> expected = Tensor.apply(each.primitive(), alone);
                for (int i = 0; i < expected.size(); i++) {
                    Tensor actual = batch.values(out.get(i)).index(0, member);
                    assertClose(expected.get(i).concrete(), actual.concrete(), ROUNDING);
                }
            }
        }
    }

    private static boolean isWhole(Tensor tensor) {
        return Arrays.stream(tensor.toArray()).allMatch(number -> number == Math.rint(number));
    }

    /** y = tanh(A x) x₀ with everything that is not x shared. */
    private static Tensor function(Tensor x) {
        return RandomKey.of(7).normal(4, 3).matmul(x).tanh().times(x.get(0));
    }

    @Test
    void tangentsOfUnitsAreTheColumnsOfTheJacobian() {
        Tensor x = Tensor.of(0.3, -0.2, 0.7);
        BatchTrace batch = new BatchTrace(3);
        Tangents tangents = new Tangents();
        Tensor y = function(tangents.variable(x, batch.variable(Tensor.eye(3))));
        Tensor columns = batch.values(tangents.tangent(y));
        assertClose(
                Autodiff.jacobian(BatchTest::function, x), columns.transpose().concrete(), ROUNDING);
        assertClose(function(x), tangents.primal(y).concrete(), 0);
    }

    @Test
    void cotangentsOfUnitsAreItsRows() {
        Tensor x = Tensor.of(0.3, -0.2, 0.7);
        BatchTrace batch = new BatchTrace(4);
        Tape tape = new Tape();
        Tensor variable = tape.variable(x);
        Tensor bar = tape.pullBack(
                        List.of(function(variable)), List.of(batch.variable(Tensor.eye(4))), List.of(variable))
                .get(0);
        assertClose(Autodiff.jacobian(BatchTest::function, x), batch.values(bar).concrete(), ROUNDING);
    }

    @Test
    void oneTracedPassComputesWhatIsSharedOnce() {
        Program program = Program.traceClosed(
                List.of(Tensor.eye(3).type(), Tensor.zeros(3).type()), in -> {
                    BatchTrace batch = new BatchTrace(3);
                    Tensor x = batch.variable(in.get(0));
                    return List.of(batch.values(x.plus(in.get(1).exp())));
                });
        long exponentials = program.equations().stream()
                .filter(equation -> equation.primitive().name().equals("exp"))
                .peek(equation -> assertEquals(
                        List.of(Tensor.zeros(3).type()),
                        List.of(equation.outputs().get(0).type())))
                .count();
        assertEquals(1, exponentials);
    }

    @Test
    void batchesNest() {
        Tensor a = RandomKey.of(1).normal(2, 4);
        Tensor b = RandomKey.of(2).normal(3, 4);
        BatchTrace rows = new BatchTrace(2);
        BatchTrace columns = new BatchTrace(3);
        Tensor products = columns.values(rows.variable(a).dot(columns.variable(b)));
        assertClose(a.matmul(b.transpose()), rows.values(products).concrete(), ROUNDING);
    }

    @Test
    void aCalledProgramIsRunOnTheWholeBatch() {
        Program square = Program.traceClosed(
                List.of(Tensor.zeros(2).type()), in -> List.of(in.get(0).square()));
        Program batched = Program.traceClosed(List.of(Tensor.zeros(5, 2).type()), in -> {
            BatchTrace batch = new BatchTrace(5);
            return List.of(batch.values(
                    new Call(square).apply(List.of(batch.variable(in.get(0)))).get(0)));
        });
        assertEquals(1, batched.equations().size());
        assertTrue(batched.equations().get(0).primitive() instanceof Call);
    }

    @Test
    void aMemberHasNoValueOfItsOwn() {
        Tensor member = new BatchTrace(2).variable(Tensor.of(1, 2));
        var refusal = assertThrows(IllegalStateException.class, member::item);
        assertEquals(
                "this tensor stands for 2 members of a batch and has no single value; use Tensor.where(condition, a, b) for a choice"
                        + " that depends on it",
                refusal.getMessage());
        var size = assertThrows(IllegalArgumentException.class, () -> new BatchTrace(2).variable(Tensor.of(1, 2, 3)));
        assertEquals("a batch of 2 needs tensors with a leading axis of that length, got f64[3]", size.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new BatchTrace(0));
    }
}
