package dev.origami.metadata;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request of a guest. Requests of this service have no bodies: one that has ends the connection.
 *
 * @param path as it was sent, without the query
 * @param headers by lower-case name
 * @param keepAlive whether another may follow on the connection
 */
record GuestRequest(String method, String path, Map<String, String> headers, boolean keepAlive) {
    GuestRequest {
        headers = Map.copyOf(headers);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /**
     * Reads the next request; empty at the end of the connection.
     *
     * @throws MalformedRequestException when it is none
     */
    static Optional<GuestRequest> read(InputStream in, int mostBytes) throws IOException, MalformedRequestException {
        StringBuilder text = new StringBuilder();
        while (!endsHeader(text)) {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            if (text.length() >= mostBytes) {
                throw new MalformedRequestException();
            }
            text.append((char) next);
        }
        List<String> lines = text.toString().lines().toList();
        List<String> words = List.of(lines.getFirst().split(" ", -1));
        if (words.size() != 3
                || !words.get(2).startsWith("HTTP/1.")
                || !words.get(1).startsWith("/")) {
            throw new MalformedRequestException();
        }
        Map<String, String> headers = headers(lines.subList(1, lines.size()));
        String path = words.get(1);
        int query = path.indexOf('?');
        boolean keepAlive = words.get(2).equals("HTTP/1.1")
                && !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
        return Optional.of(
                new GuestRequest(words.getFirst(), query < 0 ? path : path.substring(0, query), headers, keepAlive));
    }

    private static Map<String, String> headers(List<String> lines) throws MalformedRequestException {
        Map<String, String> headers = new HashMap<>();
        for (String line : lines) {
            if (line.isEmpty()) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new MalformedRequestException();
            }
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (headers.containsKey("transfer-encoding")
                || !headers.getOrDefault("content-length", "0").equals("0")) {
            throw new MalformedRequestException();
        }
        return headers;
    }

    private static boolean endsHeader(StringBuilder text) {
        int length = text.length();
        return length >= 2
                && text.charAt(length - 1) == '\n'
                && (text.charAt(length - 2) == '\n'
                        || (length >= 4 && text.charAt(length - 2) == '\r' && text.charAt(length - 3) == '\n'));
    }

    /** What came is no request that this service could answer. */
    static final class MalformedRequestException extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
