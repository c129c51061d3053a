package dev.origami.workflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/** Arguments of runs as they lie in the database. */
final class ArgumentsJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ArgumentsJson() {}

    static String write(Record arguments) {
        try {
            return JSON.writeValueAsString(arguments);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static <A extends Record> A read(String arguments, Class<A> type) {
        try {
            return JSON.readValue(arguments, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("arguments of a run: " + arguments, e);
        }
    }
}
