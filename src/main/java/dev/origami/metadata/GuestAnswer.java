package dev.origami.metadata;

import dev.origami.machine.network.HopLimit;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What a guest is answered. */
final class GuestAnswer {
    private static final String NOT_FOUND = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<html xmlns=\""
            + "http://www.w3.org/1999/xhtml\"><head><title>404 - Not Found</title></head><body><h1>404 - Not Found"
            + "</h1></body></html>\n";

    private static final String CONTENT_TYPE = "Content-Type";
    private static final Header PLAIN = new Header(CONTENT_TYPE, "text/plain");
    private static final DateTimeFormatter HTTP_TIME = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final int status;
    private final String reason;
    private final byte[] body;
    private final List<Header> headers;

    private GuestAnswer(int status, String reason, byte[] body, List<Header> headers) {
        this.status = status;
        this.reason = reason;
        this.body = body.clone();
        this.headers = List.copyOf(headers);
    }

    private record Header(String name, String value) {}

    /** @param changed when it came to be so, for a guest that keeps it */
    static GuestAnswer text(String text, Instant changed) {
        return bytes(text.getBytes(StandardCharsets.UTF_8), changed);
    }

    static GuestAnswer bytes(byte[] body, Instant changed) {
        return new GuestAnswer(
                200,
                "OK",
                body,
                List.of(PLAIN, new Header("Last-Modified", HTTP_TIME.format(changed)), new Header("Server", "EC2ws")));
    }

    /**
     * A session token.
     *
     * @param seconds how long it is good for
     * @param hops how far the answer may go
     */
    static GuestAnswer token(String token, int seconds, int hops) {
        return new GuestAnswer(
                200,
                "OK",
                token.getBytes(StandardCharsets.US_ASCII),
                List.of(
                        // The first: the network looks for it there.
                        new Header(HopLimit.HEADER, HopLimit.value(hops)),
                        PLAIN,
                        new Header("X-aws-ec2-metadata-token-ttl-seconds", Integer.toString(seconds))));
    }

    static GuestAnswer notFound() {
        return new GuestAnswer(
                404,
                "Not Found",
                NOT_FOUND.getBytes(StandardCharsets.UTF_8),
                List.of(new Header(CONTENT_TYPE, "text/html")));
    }

    static GuestAnswer refused(int status, String reason) {
        return new GuestAnswer(status, reason, new byte[0], List.of(PLAIN));
    }

    int status() {
        return status;
    }

    /** The answer's bytes on the wire. */
    byte[] toBytes(boolean keepAlive, boolean headOnly) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + reason + "\r\n");
        headers.forEach(header ->
                head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n");
        head.append("Connection: ").append(keepAlive ? "keep-alive" : "close").append("\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        if (headOnly) {
            return start;
        }
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        return whole;
    }
}
