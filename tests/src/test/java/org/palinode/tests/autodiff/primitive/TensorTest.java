package org.palinode.tests.autodiff.primitive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.palinode.autodiff.Autodiff.grad;
import static org.palinode.tests.autodiff.support.Close.assertClose;
import static org.palinode.tests.autodiff.support.Close.assertNumbers;

import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.palinode.autodiff.internal.program.Program;
import org.palinode.autodiff.memory.Buffer;
import org.palinode.autodiff.memory.DType;
import org.palinode.autodiff.memory.Shape;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.PrimitiveCases;
import org.palinode.autodiff.tensor.Tensor;

class TensorTest {
    @Test
    void arraysOfNd4jComeInAsTheyRead() {
        INDArray c = Nd4j.arange(12).castTo(DataType.DOUBLE).reshape('c', 3, 4);
        INDArray f = c.dup('f');
        assertEquals('f', f.ordering());
        assertNumbers(Tensor.of(f), 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertNumbers(Tensor.of(c.transpose()), 0, 0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
        assertNumbers(Tensor.of(c.get(NDArrayIndex.interval(1, 3), NDArrayIndex.interval(1, 2, 4))), 0, 5, 7, 9, 11);
        assertNumbers(Tensor.of(f.getColumn(2)), 0, 2, 6, 10);
        assertEquals(Shape.scalar(), Tensor.of(Nd4j.scalar(2.5)).shape());
        assertEquals(DType.FLOAT32, Tensor.of(c.castTo(DataType.FLOAT)).dtype());
        assertEquals(
                Shape.of(0, 3), Tensor.of(Nd4j.create(DataType.DOUBLE, 0, 3)).shape());
    }

    @Test
    void arraysOfNd4jGoOutAsTheyWere() {
        Tensor x = PrimitiveCases.signed(1, 2, 3, 4);
        for (Tensor each : List.of(x, x.cast(DType.FLOAT32), x.transpose(), Tensor.scalar(3), Tensor.zeros(0, 2))) {
            assertClose(each, Tensor.of(each.toINDArray()), 0);
        }
        assertEquals(DataType.FLOAT, x.cast(DType.FLOAT32).toINDArray().dataType());
    }

    @Test
    void nothingPassedInIsEverSharedOrWritten() {
        double[] numbers = {1, 2, 3};
        Tensor fromNumbers = Tensor.of(numbers);
        numbers[0] = 99;
        assertNumbers(fromNumbers, 0, 1, 2, 3);
        fromNumbers.toArray()[1] = 99;
        assertNumbers(fromNumbers, 0, 1, 2, 3);

        INDArray array = Nd4j.createFromArray(1.0, 2.0, 3.0);
        Tensor fromArray = Tensor.of(array);
        fromArray.plus(1).times(fromArray).exp();
        assertEquals(Nd4j.createFromArray(1.0, 2.0, 3.0), array);
        array.putScalar(0, 99);
        assertNumbers(fromArray, 0, 1, 2, 3);
        fromArray.toINDArray().putScalar(0, 99);
        assertNumbers(fromArray, 0, 1, 2, 3);
    }

    @Test
    void arraysOfOtherTypesAreRefused() {
        assertEquals(
                "tensors hold FLOAT or DOUBLE, got an ND4J array of INT; convert it first, for instance array.castTo(DataType.DOUBLE)",
                assertThrows(IllegalArgumentException.class, () -> Tensor.of(Nd4j.createFromArray(1, 2)))
                        .getMessage());
    }

    @Test
    void aSymbolicTensorAskedForItsNumberNamesTheRemedy() {
        List<UnaryOperator<Tensor>> questions = List.of(
                x -> Tensor.scalar(x.item()),
                x -> Tensor.of(x.toArray()),
                x -> Tensor.of(x.toINDArray()),
                Tensor::concrete);
        for (UnaryOperator<Tensor> question : questions) {
            String message = assertThrows(
                            IllegalStateException.class,
                            () -> Program.trace(
                                    List.of(TensorType.float64()), in -> List.of(question.apply(in.get(0)))))
                    .getMessage();
            assertEquals(
                    "this tensor f64[] has no numbers yet: it is variable a of a program being traced, as all are inside of a"
                            + " vector field, an event or a compiled function. Use Tensor.where(condition, a, b) for a choice that"
                            + " depends on them; compute what does not depend on the program's inputs outside of it; write a function of numbers, such as"
                            + " Math::atan, in tensor operations, or as a Primitive of your own. A Trainer whose loss reads numbers runs eagerly()",
                    message);
        }
    }

    @Test
    void tensorsSayWhetherTheyAreSymbolic() {
        assertFalse(Tensor.of(1, 2).isSymbolic());
        UnaryOperator<Tensor> watched = grad((Tensor x) -> {
            assertFalse(x.isSymbolic());
            return x;
        });
        watched.apply(Tensor.scalar(1));
        UnaryOperator<Tensor> traced = grad((Tensor x) -> {
            assertTrue(x.isSymbolic());
            return x;
        });
        Program.trace(List.of(TensorType.float64()), in -> List.of(traced.apply(in.get(0))));
    }

    @Test
    void itemNeedsOneNumber() {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> Tensor.of(1, 2).item())
                .getMessage();
        assertEquals("item() needs a tensor of one number, this one is f64[2]; use get(...) or toArray()", message);
        assertEquals(5, Tensor.of(5).reshape(1, 1).item());
    }

    @Test
    void makersGiveWhatTheySay() {
        assertNumbers(Tensor.arange(4), 0, 0, 1, 2, 3);
        assertNumbers(Tensor.linspace(0, 1, 5), 0, 0, 0.25, 0.5, 0.75, 1);
        assertNumbers(Tensor.linspace(3, 7, 1), 0, 3);
        assertNumbers(Tensor.eye(2), 0, 1, 0, 0, 1);
        assertEquals(0.1f, Tensor.float32(0.1f).item());
        assertEquals(
                (double) 0.1f,
                Tensor.full(new TensorType(DType.FLOAT32, Shape.of(1)), 0.1).item());
        assertNumbers(Tensor.of(new double[][] {{1, 2}, {3, 4}, {5, 6}}).get(-1), 0, 5, 6);
        assertEquals(
                "rows of a matrix have one length, row 0 has 2 and row 1 has 1",
                assertThrows(IllegalArgumentException.class, () -> Tensor.of(new double[][] {{1, 2}, {3}}))
                        .getMessage());
    }

    @Test
    void positionsCountFromBothEnds() {
        Tensor x = Tensor.arange(24).reshape(2, 3, 4);
        assertEquals(23, x.get(-1, -1, -1).item());
        assertNumbers(x.index(1, 1).get(0), 0, 4, 5, 6, 7);
        assertNumbers(x.slice(-1, 1, -1).get(0, 0), 0, 1, 2);
        assertNumbers(x.get(0).reshape(2, -1).get(1), 0, 6, 7, 8, 9, 10, 11);
        assertArrayEquals(new int[] {4, 3, 2}, x.transpose(2, 1, 0).shape().dims());
        assertEquals(
                "position 3 does not exist in axis 1 of f64[2, 3, 4]; it has 3, counted from 0, or from -1 backwards",
                assertThrows(IllegalArgumentException.class, () -> x.index(1, 3))
                        .getMessage());
        assertEquals(
                "axis 3 does not exist in shape [2, 3, 4]; it has 3, counted from 0, or from -1 backwards",
                assertThrows(IllegalArgumentException.class, () -> x.sum(3)).getMessage());
    }

    @Test
    void tensorsPrintTheirNumbersAndType() {
        assertEquals("3  f64[]", Tensor.scalar(3).toString());
        assertEquals("[1, 2.500000, -3]  f64[3]", Tensor.of(1, 2.5, -3).toString());
        assertEquals(
                "[[1, 2],\n [3, 4]]  f64[2, 2]",
                Tensor.of(new double[][] {{1, 2}, {3, 4}}).toString());
        String longOne = Tensor.arange(1000).toString();
        assertTrue(longOne.startsWith("[0, 1, 2, ..., 997, 998, 999]"), longOne);
        assertEquals(
                "[1.000000e-09, NaN]  f32[2]", Tensor.float32(1e-9f, Float.NaN).toString());
    }

    @Test
    void aCopyOfMemoryDoesNotFollowIt() {
        Buffer memory = Buffer.allocate(TensorType.float64().with(Shape.of(2)));
        memory.fill(3);
        Tensor copy = Tensor.copyOf(memory);
        memory.fill(4);
        assertNumbers(copy, 0, 3, 3);
    }
}
