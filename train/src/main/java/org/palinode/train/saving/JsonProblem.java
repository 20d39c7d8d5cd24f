package org.palinode.train.saving;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;

/** Problems of JSON in the words of whoever wrote the file: Jackson speaks of its own settings and classes. */
final class JsonProblem {
    private JsonProblem() {}

    /** The problem of a text that is not JSON. */
    static String of(JsonProcessingException failure) {
        JsonLocation place = failure.getLocation(); // null where a limit of the library is exceeded
        String where = place == null ? "" : "line " + place.getLineNr() + ", column " + place.getColumnNr() + ": ";
        return where
                + (failure.getOriginalMessage().startsWith("Unexpected end-of-input")
                        ? "it ends in the middle"
                        : failure.getOriginalMessage().split(": was expecting")[0]);
    }

    /** The problem of a text that is the JSON of something else. */
    static String of(JsonMappingException failure, JsonNode json) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return "it has no '" + path(unknown) + "' but "
                    + unknown.getKnownPropertyIds().stream().sorted().toList() + ", and the file has one; take it out";
        }
        if (failure instanceof ValueInstantiationException && failure.getCause() != null) {
            return at(failure) + failure.getCause().getMessage();
        }
        if (failure instanceof MismatchedInputException mismatch) {
            JsonNode found = find(failure, json);
            return found.isMissingNode()
                    ? missing(failure)
                    : at(failure) + "it is " + found + " and should be of the type "
                            + mismatch.getTargetType().getSimpleName();
        }
        return at(failure) + failure.getOriginalMessage();
    }

    private static String missing(JsonMappingException failure) {
        return failure.getPath().isEmpty()
                ? "it is empty; write the file again"
                : "'" + path(failure) + "' is missing; add it, or write the file again";
    }

    private static String at(JsonMappingException failure) {
        return failure.getPath().isEmpty() ? "" : "'" + path(failure) + "': ";
    }

    private static JsonNode find(JsonMappingException failure, JsonNode json) {
        JsonNode found = json;
        for (Reference step : failure.getPath()) {
            found = step.getFieldName() == null ? found.path(step.getIndex()) : found.path(step.getFieldName());
        }
        return found;
    }

    /** The place, like {@code layers[0].width}. */
    private static String path(JsonMappingException failure) {
        StringBuilder path = new StringBuilder();
        for (Reference step : failure.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }
}
