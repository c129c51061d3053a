package dev.origami.api;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Times as text, where EC2 has text and not a time: {@code 2026-01-31T09:14:22.000Z} (source section 0). */
final class WireTime {
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private WireTime() {}

    static String text(Instant time) {
        return MILLISECONDS.format(time);
    }
}
