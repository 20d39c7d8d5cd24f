package org.palinode.train.saving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
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
            .build();

    private JsonFile() {}

    /**
     * Writes a record, or whatever else Jackson writes; a double comes back to the bit.
     *
     * @throws IOException that names the file; the file is then what it was before
     */
    public static void write(Path file, Object value) throws IOException {
        WholeFile.write(file, MAPPER.writeValueAsBytes(value));
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
        try {
            return MAPPER.readValue(bytes, type);
        } catch (JsonProcessingException unreadable) {
            throw new MalformedFileException(
                    file,
                    "not the JSON of a " + type.getSimpleName() + ": " + unreadable.getOriginalMessage(),
                    unreadable);
        }
    }
}
