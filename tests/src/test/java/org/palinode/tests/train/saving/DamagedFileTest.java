package org.palinode.tests.train.saving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.palinode.autodiff.memory.TensorType;
import org.palinode.autodiff.tensor.Tensor;
import org.palinode.train.saving.MalformedFileException;
import org.palinode.train.saving.Safetensors;

class DamagedFileTest {
    @TempDir
    Path folder;

    private byte[] whole() throws IOException {
        Path file = folder.resolve("whole.safetensors");
        new Safetensors(
                        Map.of("w", Tensor.of(1.5, -2), "v", Tensor.of(TensorType.float32(3), 1, 2, 3)),
                        Map.of("loss", "0.25"))
                .write(file);
        return Files.readAllBytes(file);
    }

    private String refusal(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("damaged.safetensors"), bytes);
        var failure = assertThrows(MalformedFileException.class, () -> Safetensors.read(file));
        assertEquals(file, failure.file());
        assertTrue(failure.getMessage().startsWith(file + ": "), failure.getMessage());
        return failure.getMessage();
    }

    @Test
    void aFlippedBitOfEachByteIsNoticed() throws IOException {
        byte[] bytes = whole();
        for (int i = 0; i < bytes.length; i++) {
            refuseFlipped(bytes, i, 3 * i % 8); // each bit has its turn
        }
    }

    @Test
    @Tag("long")
    void eachFlippedBitIsNoticed() throws IOException {
        byte[] bytes = whole();
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            refuseFlipped(bytes, bit / 8, bit % 8);
        }
    }

    private void refuseFlipped(byte[] bytes, int place, int bit) throws IOException {
        byte[] flipped = bytes.clone();
        flipped[place] ^= (byte) (1 << bit);
        refusal(flipped);
    }

    /** Python's files have no checksum: a flipped bit of a number is another number. All else is refused by its text. */
    @Test
    void aFlippedBitOfAnotherProgramsFileIsNumbersOrRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(Path.of("src/test/resources/safetensors/types.safetensors"));
        Path file = folder.resolve("flipped.safetensors");
        int refused = 0;
        for (int i = 0; i < bytes.length; i++) {
            byte[] flipped = bytes.clone();
            flipped[i] ^= (byte) (1 << 3 * i % 8);
            Files.write(file, flipped);
            try {
                Safetensors.read(file);
            } catch (MalformedFileException damaged) {
                refused++;
            }
        }
        assertTrue(refused > bytes.length / 3, refused + " of " + bytes.length); // the header is two thirds
    }

    @Test
    void aHeaderThatIsNotUtf8IsRefused() throws IOException {
        byte[] header =
                "{\"_\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0,0]}}".getBytes(StandardCharsets.UTF_8);
        header[2] = (byte) 0xff;
        ByteBuffer bytes = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        assertTrue(refusal(bytes.putLong(header.length).put(header).array()).contains("the header is not UTF-8"));
    }

    @Test
    void eachShorterAndALongerFileIsRefused() throws IOException {
        byte[] bytes = whole();
        for (int length = 0; length < bytes.length; length++) {
            refusal(Arrays.copyOf(bytes, length));
        }
        assertTrue(refusal(Arrays.copyOf(bytes, bytes.length + 1)).contains("the tensors end at byte"));
    }

    /** Header, its length where it is forged, and what the message says. The data have 8 bytes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} | 9223372036854775807 | the header would have 9223372036854775807 bytes
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} | -1 | the header would have 18446744073709551615 bytes
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}} | 9 | the header is not JSON
            [] | | the header is not a JSON object
            {} | | the tensors end at byte 0 of the data, which has 8
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}x | | the header is not JSON
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | | Duplicate field 'a'
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | | b begins at byte 0 of the data, and the tensor before it ends at 4
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | | a begins at byte 4 of the data, and the tensor before it ends at 0
            {"a":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}} | | the tensors end at byte 16 of the data, which has 8
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[8,0]}} | | a F64[1] has 8 bytes, and the header gives it those from 8 to 0
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[-8,0]}} | | a has -8 where a whole number from 0
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8.0]}} | | a has 8.0 where a whole number from 0
            {"a":{"dtype":"F64","shape":[65536,65536,1],"data_offsets":[0,8]}} | | a tensor holds at most 2^31 - 1 numbers
            {"a":{"dtype":"F64","shape":[4294967297],"data_offsets":[0,8]}} | | a has 4294967297 where a whole number from 0
            {"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}} | | numbers of the format C64 cannot be read
            {"a":{"dtype":"F64","shape":[1]}} | | a has no dtype, shape and two data_offsets
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"more":1}} | | a has no dtype, shape and two data_offsets, or has more
            {"a":{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}} | | a: 2 is not one of the integers from 0 to 1
            {"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}} | | a: 578438799575745282 is not one of the integers
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"__metadata__":{"x":1}} | | the metadata x is no text: 1
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"__metadata__":[]} | | the metadata are no object with texts: []
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"__metadata__":5} | | the metadata are no object with texts: 5
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"\\u0061":{"dtype":"F64","shape":[0],"data_offsets":[8,8]}} | | Duplicate field 'a'
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[9223372036854775800,9223372036854775807]}} | | a F64[1] has 8 bytes, and the header gives it those from 9223372036854775800
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"__metadata__":{"palinode.format":"2"}} | | palinode.format is 2, and this version
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"__metadata__":{"palinode.format":"1"}} | | the SHA-256 of its content is
            {"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},"__metadata__":{"palinode.other":"1"}} | | metadata that begin with palinode. are kept
            """)
    void aForgedHeaderIsRefused(String header, Long length, String message) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(16 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(length == null ? text.length : length).put(text).put(new byte[] {2, 3, 4, 5, 6, 7, 7, 8});
        String refusal = refusal(bytes.array());
        assertTrue(refusal.contains(message), refusal);
    }

    /** The same numbers in another shape, in a header of the same length. */
    @Test
    void aChangedShapeIsNoticed() throws IOException {
        Path file = folder.resolve("row.safetensors");
        Safetensors.of(Tensor.of(new double[][] {{1, 2}})).write(file);
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("[1,2]"), text);
        byte[] turned = text.replace("[1,2]", "[2,1]").getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(refusal(turned).contains("the SHA-256 of its content is"));
    }

    @ParameterizedTest
    @ValueSource(longs = {(1L << 53) + 1, -(1L << 53) - 1, Long.MIN_VALUE, Long.MAX_VALUE})
    void anIntegerWithoutAFloat64IsRefused(long value) throws IOException {
        String header = "{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
        ByteBuffer bytes = ByteBuffer.allocate(16 + header.length()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(header.length())
                .put(header.getBytes(StandardCharsets.UTF_8))
                .putLong(value);
        assertTrue(refusal(bytes.array()).contains("a: " + value + " is not one of the integers"));
        byte[] unsigned = new String(bytes.array(), StandardCharsets.ISO_8859_1)
                .replace("I64", "U64")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertTrue(refusal(unsigned).contains("a: " + Long.toUnsignedString(value) + " is not one of the integers"));
    }

    /** Deep enough to overflow a stack that follows each bracket. */
    @Test
    void aHeaderThatIsNestedWithoutEndIsRefused() throws IOException {
        byte[] text = "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length).order(ByteOrder.LITTLE_ENDIAN);
        assertTrue(refusal(bytes.putLong(text.length).put(text).array()).contains("the header is not JSON"));
    }
}
