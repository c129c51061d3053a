package dev.origami.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;

/** Fills every member of a wire type with random values, hard ones among them. */
final class RandomMembers {
    private static final String LETTERS = "aZ09 -_.~+&=%<>'\"/\\;:\t\n\r\u00e4\u20ac\ud83d\ude00";
    private static final int DEPTH = 6;

    private final Random random;

    private final long timeStepMillis;

    /** Times are multiples of the step. */
    RandomMembers(Random random, long timeStepMillis) {
        this.random = random;
        this.timeStepMillis = timeStepMillis;
    }

    /** Fills the builder and builds. */
    SdkPojo fill(SdkPojo builder) {
        return (SdkPojo) structure(builder, 0);
    }

    private Object structure(SdkPojo builder, int depth) {
        for (SdkField<?> field : builder.sdkFields()) {
            Object value = value(field, depth);
            if (value != null) {
                field.set(builder, value);
            }
        }
        return Built.of(builder);
    }

    private @Nullable Object value(SdkField<?> field, int depth) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> text();
            case INTEGER -> random.nextInt();
            case LONG -> random.nextLong();
            case SHORT -> (short) random.nextInt();
            case BYTE -> (byte) random.nextInt();
            case FLOAT -> random.nextFloat();
            case DOUBLE -> random.nextGaussian() * 1e9;
            case BIG_DECIMAL -> new BigDecimal("12.50");
            case BOOLEAN -> random.nextBoolean();
            case INSTANT -> Instant.ofEpochMilli(random.nextLong(4_000_000_000L) * timeStepMillis);
            case SDK_BYTES -> SdkBytes.fromUtf8String(text());
            case SDK_POJO ->
                depth == DEPTH ? null : some(structure(field.constructor().get(), depth + 1));
            case LIST -> list(field, depth);
            case MAP -> map(field, depth);
            case NULL, DOCUMENT -> throw new IllegalStateException(field.memberName());
        };
    }

    /** A structure in which nothing could be put does not travel, so it is not given either. */
    private static @Nullable Object some(Object structure) {
        boolean empty = ((SdkPojo) structure)
                .sdkFields().stream()
                        .map(field -> field.getValueOrDefault(structure))
                        .allMatch(value -> value == null || Absent.isAbsent(value));
        return empty ? null : structure;
    }

    private @Nullable List<Object> list(SdkField<?> field, int depth) {
        SdkField<?> item = field.getRequiredTrait(ListTrait.class).memberFieldInfo();
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            Object value = value(item, depth);
            if (value != null) {
                items.add(value);
            }
        }
        return items.isEmpty() ? null : items;
    }

    private Map<String, Object> map(SdkField<?> field, int depth) {
        SdkField<?> item = field.getRequiredTrait(MapTrait.class).valueFieldInfo();
        Map<String, Object> items = new HashMap<>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            items.put(text(), Objects.requireNonNull(value(item, depth)));
        }
        return items;
    }

    private String text() {
        int length = random.nextInt(1, 12);
        int[] letters = LETTERS.codePoints().toArray();
        StringBuilder text = new StringBuilder("x");
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.append('x').toString();
    }
}
