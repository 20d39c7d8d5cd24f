package org.palinode.tests.train.saving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.saving.NumberFormat;
import org.palinode.train.saving.Safetensors;

class NumberFormatTest {
    private static final Path WRITTEN_BY_PYTHON = Path.of("src/test/resources/safetensors/types.safetensors");

    @TempDir
    Path folder;

    /** A file in parts. */
    private record Raw(JsonNode header, byte[] data) {
        static Raw of(Path file) throws IOException {
            ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            int length = (int) all.getLong();
            String header = new String(all.array(), Long.BYTES, length, StandardCharsets.UTF_8);
            byte[] data = Arrays.copyOfRange(all.array(), Long.BYTES + length, all.capacity());
            return new Raw(new ObjectMapper().readTree(header), data);
        }

        NumberFormat format(String name) {
            return NumberFormat.valueOf(header.get(name).get("dtype").textValue());
        }

        byte[] bytes(String name) {
            JsonNode ends = header.get(name).get("data_offsets");
            return Arrays.copyOfRange(data, ends.get(0).intValue(), ends.get(1).intValue());
        }
    }

    /** Of each number that is not NaN, whose bits are the writer's. */
    private static Map<Integer, String> bytesOfNumbers(Tensor tensor, NumberFormat format, byte[] bytes) {
        Map<Integer, String> known = new TreeMap<>();
        double[] numbers = tensor.toArray();
        assertEquals(numbers.length * format.bytes(), bytes.length, format.name());
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isNaN(numbers[i])) {
                known.put(i, HexFormat.of().formatHex(bytes, i * format.bytes(), (i + 1) * format.bytes()));
            }
        }
        return known;
    }

    @Test
    void numbersAreWrittenAsPythonsLibraryWritesThem() throws IOException {
        Safetensors read = Safetensors.read(WRITTEN_BY_PYTHON);
        Raw theirs = Raw.of(WRITTEN_BY_PYTHON);
        Path file = folder.resolve("types.safetensors");
        new Safetensors(read.tensors(), Map.of()).write(file, theirs::format);
        Raw ours = Raw.of(file);
        assertEquals(15, read.tensors().size());
        read.tensors().forEach((name, tensor) -> {
            NumberFormat format = theirs.format(name);
            assertEquals(format, ours.format(name), name);
            assertEquals(
                    bytesOfNumbers(tensor, format, theirs.bytes(name)),
                    bytesOfNumbers(tensor, format, ours.bytes(name)),
                    name);
        });
    }

    /** All numbers of a narrow format, by their bits. */
    private Tensor all(NumberFormat format) throws IOException {
        int count = 1 << Byte.SIZE * format.bytes();
        byte[] header = String.format(
                        "{\"all\":{\"dtype\":\"%s\",\"shape\":[%d],\"data_offsets\":[0,%d]}}",
                        format, count, count * format.bytes())
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + header.length + count * format.bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length).put(header);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) i);
            if (format.bytes() == 2) {
                bytes.put((byte) (i >> 8));
            }
        }
        Path file = folder.resolve("all.safetensors");
        Files.write(file, bytes.array());
        return Safetensors.read(file).tensors().get("all");
    }

    private Tensor rewritten(Tensor numbers, NumberFormat format) throws IOException {
        Path file = folder.resolve("written.safetensors");
        Safetensors.of(numbers).write(file, name -> format);
        return Safetensors.read(file).tensors().get("root");
    }

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F8_E5M2", "F8_E4M3"})
    void eachNumberOfANarrowFormatComesBackToTheBit(NumberFormat format) throws IOException {
        Tensor all = all(format);
        rewritten(all, format);
        Raw written = Raw.of(folder.resolve("written.safetensors"));
        Raw original = Raw.of(folder.resolve("all.safetensors"));
        var expected = bytesOfNumbers(all, format, original.bytes("all"));
        assertTrue(expected.size() > 200);
        assertEquals(expected, bytesOfNumbers(all, format, written.bytes("root")));
        double[] back = rewritten(all, format).toArray();
        assertArrayEquals(all.toArray(), back);
    }

    /** Between two neighbours the middle goes to the even one, and what is beside it to the nearer one. */
    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16", "F8_E5M2", "F8_E4M3"})
    void numbersBetweenAreRoundedToTheNearest(NumberFormat format) throws IOException {
        double[] known = Arrays.stream(all(format).toArray())
                .filter(number -> number >= 0 && number <= Double.MAX_VALUE && 1 / number > 0)
                .sorted()
                .toArray(); // by their bits, since those of positive numbers grow with them
        double[] lower = Arrays.copyOfRange(known, 0, known.length - 1);
        double[] upper = Arrays.copyOfRange(known, 1, known.length);
        double[] middle = IntStream.range(0, lower.length)
                .mapToDouble(i -> (lower[i] + upper[i]) / 2)
                .toArray();
        double[] even = IntStream.range(0, lower.length)
                .mapToDouble(i -> i % 2 == 0 ? lower[i] : upper[i])
                .toArray();
        assertArrayEquals(even, rewritten(Tensor.of(middle), format).toArray());
        double[] below = DoubleStream.of(middle).map(Math::nextDown).toArray();
        assertArrayEquals(lower, rewritten(Tensor.of(below), format).toArray());
        double[] above = DoubleStream.of(middle).map(Math::nextUp).toArray();
        assertArrayEquals(upper, rewritten(Tensor.of(above), format).toArray());
        double[] negative = DoubleStream.of(above).map(number -> -number).toArray();
        double[] mirrored = DoubleStream.of(upper).map(number -> -number).toArray();
        assertArrayEquals(mirrored, rewritten(Tensor.of(negative), format).toArray());
    }

    @ParameterizedTest
    @CsvSource({
        "F32, 1e39, beyond the largest number",
        "F16, 65520, 'root cannot be written as F16: 65520.0 is beyond the largest number, 65504.0; write it in another format'",
        "BF16, 3.4e38, beyond the largest number",
        "F8_E5M2, 61440, 'beyond the largest number, 57344.0'",
        "F8_E4M3, 465, 'beyond the largest number, 448.0'",
        "F8_E4M3, Infinity, 'Infinity is beyond the largest number, 448.0'",
        "I64, 9007199254740994, is not one of the integers from -9007199254740992",
        "I32, 2147483648, '2.147483648E9 is not one of the integers from -2147483648 to 2147483647'",
        "I32, NaN, NaN is not one of the integers",
        "U8, -1, '-1.0 is not one of the integers from 0 to 255'",
        "I16, 0.5, 0.5 is not one of the integers",
        "BOOL, 2, 2.0 is not one of the integers from 0 to 1",
    })
    void whatAFormatDoesNotHaveIsRefused(NumberFormat format, double number, String text) throws IOException {
        Path file = folder.resolve("kept.safetensors");
        Safetensors.of(Tensor.scalar(1)).write(file);
        Safetensors wrong = Safetensors.of(Tensor.of(0, number));
        var refusal = assertThrows(IllegalArgumentException.class, () -> wrong.write(file, name -> format));
        assertTrue(refusal.getMessage().contains(text), refusal.getMessage());
        assertEquals(1, Safetensors.read(file).tensors().get("root").item());
        assertThrows(NullPointerException.class, () -> wrong.write(file, name -> null));
    }

    /** The last numbers before those that are refused. */
    @Test
    void theLargestNumbersAreHeld() throws IOException {
        assertArrayEquals(
                new double[] {65504, -65504, Double.POSITIVE_INFINITY},
                rewritten(Tensor.of(65519.99, -65519.99, Double.POSITIVE_INFINITY), NumberFormat.F16)
                        .toArray());
        assertArrayEquals(
                new double[] {448, -448},
                rewritten(Tensor.of(464, -464), NumberFormat.F8_E4M3).toArray());
        double[] ends = {-0x1p53, 0x1p53, 0};
        assertArrayEquals(ends, rewritten(Tensor.of(ends), NumberFormat.I64).toArray());
        double[] bytes = {-128, 127, -0.0};
        assertArrayEquals(
                new double[] {-128, 127, 0},
                rewritten(Tensor.of(bytes), NumberFormat.I8).toArray());
    }
}
