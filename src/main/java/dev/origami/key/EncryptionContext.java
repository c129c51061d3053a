package dev.origami.key;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What must be said again to open what was sealed with it: names and values, in no order. It is no secret. */
public record EncryptionContext(Map<String, String> pairs) {
    /** Says nothing. */
    public static final EncryptionContext NONE = new EncryptionContext(Map.of());

    public EncryptionContext {
        pairs = Map.copyOf(pairs);
    }

    /** Whether it says all that the other does. */
    boolean contains(EncryptionContext other) {
        return pairs.entrySet().containsAll(other.pairs.entrySet());
    }

    /** One form whatever the order was; lengths first, so that no two contexts are the same bytes. */
    byte[] bytes() {
        SortedMap<String, String> sorted = new TreeMap<>(pairs);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        sorted.forEach((name, value) -> {
            append(bytes, name);
            append(bytes, value);
        });
        return bytes.toByteArray();
    }

    private static void append(ByteArrayOutputStream bytes, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).array());
        bytes.writeBytes(utf8);
    }
}
