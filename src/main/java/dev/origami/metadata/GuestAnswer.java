package dev.origami.metadata;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a guest is answered. */
final class GuestAnswer {
    private static final String NOT_FOUND = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<html xmlns=\""
            + "http://www.w3.org/1999/xhtml\"><head><title>404 - Not Found</title></head><body><h1>404 - Not Found"
            + "</h1></body></html>\n";

    private final int status;
    private final String reason;
    private final byte[] body;
    private final Map<String, String> headers;

    GuestAnswer(int status, String reason, byte[] body, Map<String, String> headers) {
        this.status = status;
        this.reason = reason;
        this.body = body.clone();
        this.headers = Map.copyOf(headers);
    }

    static GuestAnswer text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    static GuestAnswer bytes(byte[] body) {
        return new GuestAnswer(200, "OK", body, Map.of("Content-Type", "text/plain"));
    }

    static GuestAnswer notFound() {
        return new GuestAnswer(
                404, "Not Found", NOT_FOUND.getBytes(StandardCharsets.UTF_8), Map.of("Content-Type", "text/html"));
    }

    static GuestAnswer refused(int status, String reason) {
        return new GuestAnswer(status, reason, new byte[0], Map.of("Content-Type", "text/plain"));
    }

    int status() {
        return status;
    }

    /** The answer's bytes on the wire. */
    byte[] toBytes(boolean keepAlive, boolean headOnly) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + reason + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
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
