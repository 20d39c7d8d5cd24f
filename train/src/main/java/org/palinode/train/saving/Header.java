package org.palinode.train.saving;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.palinode.autodiff.memory.Shape;

/**
 * Header of a safetensors file: JSON with an object for each tensor, {@code {"dtype": "F64", "shape": [2, 3], "data_offsets": [0, 48]}}, and
 * texts under {@value #METADATA}.
 *
 * @param entries by their place in the data
 * @param metadata names and texts
 */
record Header(List<Entry> entries, Map<String, String> metadata) {
    static final String METADATA = "__metadata__";
    /** More is forged; Python's library has the same limit. */
    static final int LARGEST = 100_000_000;

    private static final int ALIGNMENT = 8;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Reads a header; throws {@code IllegalArgumentException} for what is not one. */
    static Header parse(byte[] bytes) {
        JsonNode root = json(bytes);
        if (!root.isObject()) {
            throw new IllegalArgumentException("the header is not a JSON object");
        }
        List<Entry> entries = new ArrayList<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals(METADATA)) {
                texts(field.getValue()).forEach(text -> metadata.put(text.getKey(), text(text)));
            } else {
                entries.add(entry(field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        return new Header(entries, metadata);
    }

    private static JsonNode json(byte[] bytes) {
        try {
            return MAPPER.readTree(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            throw new IllegalArgumentException("the header is not UTF-8", notUtf8);
        } catch (IOException notJson) {
            throw new IllegalArgumentException("the header is not JSON: " + notJson.getMessage(), notJson);
        }
    }

    private static Set<Map.Entry<String, JsonNode>> texts(JsonNode metadata) {
        if (!metadata.isObject()) {
            throw new IllegalArgumentException("the metadata are no object with texts: " + metadata);
        }
        return metadata.properties();
    }

    private static String text(Map.Entry<String, JsonNode> field) {
        if (!field.getValue().isTextual()) {
            throw new IllegalArgumentException("the metadata " + field.getKey() + " is no text: " + field.getValue());
        }
        return field.getValue().textValue();
    }

    private static Entry entry(String name, JsonNode node) {
        JsonNode dims = node.path("shape"), offsets = node.path("data_offsets");
        if (!node.path("dtype").isTextual()
                || !dims.isArray()
                || !offsets.isArray()
                || offsets.size() != 2
                || node.size() != 3) {
            throw new IllegalArgumentException(
                    name + " has no dtype, shape and two data_offsets, or has more: " + node);
        }
        int[] shape = new int[dims.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = (int) whole(name, dims.get(i), Integer.MAX_VALUE);
        }
        return new Entry(
                name,
                NumberFormat.named(node.path("dtype").textValue()),
                Shape.of(shape),
                whole(name, offsets.get(0), Long.MAX_VALUE),
                whole(name, offsets.get(1), Long.MAX_VALUE));
    }

    private static long whole(String name, JsonNode number, long largest) {
        boolean fits = number.isIntegralNumber() && number.canConvertToLong();
        if (!fits || number.longValue() < 0 || number.longValue() > largest) {
            throw new IllegalArgumentException(
                    name + " has " + number + " where a whole number from 0 to " + largest + " must be");
        }
        return number.longValue();
    }

    /** The header as it is written, with spaces at its end so that the numbers behind it are aligned. */
    byte[] bytes() {
        ObjectNode root = MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = root.putObject(METADATA);
            metadata.forEach(texts::put);
        }
        for (Entry entry : entries) {
            ObjectNode node = root.putObject(entry.name());
            node.put("dtype", entry.format().name());
            for (int dim : entry.shape().dims()) {
                node.withArray("shape").add(dim);
            }
            node.withArray("shape");
            node.putArray("data_offsets").add(entry.begin()).add(entry.end());
        }
        String text = root.toString();
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        byte[] bytes = (text + " ".repeat(Math.floorMod(-length, ALIGNMENT))).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LARGEST) {
            throw new IllegalArgumentException("names, shapes and metadata of a file take " + bytes.length
                    + " bytes, and readers refuse more than " + LARGEST + "; write a second file");
        }
        return bytes;
    }
}
