package org.palinode.train.saving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** Records as JSON: the settings of a model, or of a training, beside its tensors. Written by {@link WholeFile}. */
public final class JsonFile {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private JsonFile() {}

    /**
     * Writes a record, or whatever else Jackson writes; a double comes back to the bit.
     *
     * @throws IllegalArgumentException if the value is null or cannot be written as JSON
     * @throws IOException that names the file; the file is then what it was before
     */
    public static void write(Path file, Object value) throws IOException {
        Objects.requireNonNull(value, "JSON is written of a value, got null");
        byte[] json;
        try {
            json = MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException unwritable) {
            throw new IllegalArgumentException(
                    file + ": no JSON can be made of " + value.getClass().getSimpleName() + ": "
                            + unwritable.getOriginalMessage() + "; write a record of numbers, texts, lists and maps",
                    unwritable);
        }
        WholeFile.write(file, json);
    }

    /**
     * Reads what {@link #write} wrote. Each component of the record must be there, and nothing else.
     *
     * @throws MalformedFileException if the file is not JSON of such a value, or the constructor refuses it
     * @throws IOException if the file cannot be read
     */
    public static <T> T read(Path file, Class<T> type) throws IOException {
        Objects.requireNonNull(type, "JSON is read as a class, got null");
        byte[] bytes = Files.readAllBytes(file);
        JsonNode json;
        try {
            json = MAPPER.readTree(bytes);
        } catch (JsonProcessingException unreadable) {
            throw malformed(file, type, JsonProblem.of(unreadable), unreadable);
        }
        if (json.isNull()) {
            throw malformed(file, type, "it is null", null);
        }
        try {
            return MAPPER.readValue(bytes, type);
        } catch (JsonMappingException different) {
            throw malformed(file, type, JsonProblem.of(different, json), different);
        }
    }

    private static MalformedFileException malformed(Path file, Class<?> type, String problem, Exception cause) {
        return new MalformedFileException(file, "not the JSON of a " + type.getSimpleName() + ": " + problem, cause);
    }
}
