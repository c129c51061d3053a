package dev.origami.auth;

import dev.origami.protocol.FormFields;
import dev.origami.protocol.WireRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/** A request in the one form that is signed (source section 10.7, step 4). */
final class CanonicalRequest {
    private static final String SIGNATURE = "X-Amz-Signature";
    private static final String UNESCAPED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private CanonicalRequest() {}

    /** One decoded field of a query. Unlike parameters, fields may repeat here. */
    record QueryField(String name, String value) {}

    static String of(WireRequest request, List<String> signedHeaders, String payloadHash) {
        StringBuilder text = new StringBuilder()
                .append(request.method())
                .append('\n')
                .append(path(request.rawPath()))
                .append('\n')
                .append(query(request.rawQuery()))
                .append('\n');
        for (String name : signedHeaders) {
            String values = request.headers().all(name).stream()
                    .map(value -> value.strip().replaceAll("\\s+", " "))
                    .collect(Collectors.joining(","));
            text.append(name).append(':').append(values).append('\n');
        }
        return text.append('\n')
                .append(String.join(";", signedHeaders))
                .append('\n')
                .append(payloadHash)
                .toString();
    }

    /** The path without redundant parts, each part encoded once more than it came. */
    private static String path(String rawPath) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : rawPath.split("/", -1)) {
            switch (part) {
                case "", "." -> {}
                case ".." -> parts.pollLast();
                default -> parts.addLast(encode(part));
            }
        }
        String path = "/" + String.join("/", parts);
        return rawPath.endsWith("/") && path.length() > 1 ? path + "/" : path;
    }

    private static String query(String rawQuery) {
        return queryFields(rawQuery).stream()
                .filter(field -> !field.name().equals(SIGNATURE))
                .map(field -> new QueryField(encode(field.name()), encode(field.value())))
                .sorted(Comparator.comparing(QueryField::name).thenComparing(QueryField::value))
                .map(field -> field.name() + "=" + field.value())
                .collect(Collectors.joining("&"));
    }

    static List<QueryField> queryFields(String rawQuery) {
        List<QueryField> fields = new ArrayList<>();
        for (String field : rawQuery.split("&", -1)) {
            if (!field.isEmpty()) {
                int equals = field.indexOf('=');
                fields.add(new QueryField(
                        FormFields.decode(equals < 0 ? field : field.substring(0, equals)),
                        equals < 0 ? "" : FormFields.decode(field.substring(equals + 1))));
            }
        }
        return fields;
    }

    private static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (UNESCAPED.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
