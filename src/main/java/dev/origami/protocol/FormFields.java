package dev.origami.protocol;

import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;

/** The fields of a URL query or of a form body, decoded strictly: bad percent-encoding and bad UTF-8 are refused. */
public final class FormFields {
    private FormFields() {}

    /**
     * The fields of query and body together, in their order.
     *
     * @throws ApiException {@code MalformedQueryString} also for more fields than allowed and for a field given twice
     */
    public static Map<String, String> of(WireRequest request, boolean withBody, WireLimits limits) {
        Map<String, List<String>> all = ofQuery(request, limits);
        if (withBody) {
            add(utf8(request.body()), limits, all);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        all.forEach((name, values) -> {
            if (values.size() > 1) {
                throw malformed("the parameter " + new WireText(limits.shownCharacters()).shown(name)
                        + " is given more than once");
            }
            fields.put(name, values.getFirst());
        });
        return fields;
    }

    /** The fields of the query, each with all of its values in the order they came; the limit is of all values. */
    static Map<String, List<String>> ofQuery(WireRequest request, WireLimits limits) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        add(request.rawQuery(), limits, fields);
        return fields;
    }

    private static void add(String form, WireLimits limits, Map<String, List<String>> fields) {
        int count = fields.values().stream().mapToInt(List::size).sum();
        int start = 0;
        while (start < form.length()) {
            int ampersand = form.indexOf('&', start);
            int end = ampersand < 0 ? form.length() : ampersand;
            if (end > start) {
                int equals = form.indexOf('=', start);
                boolean valued = equals >= 0 && equals < end;
                String name = decode(form.substring(start, valued ? equals : end));
                String value = valued ? decode(form.substring(equals + 1, end)) : "";
                if (count >= limits.parameters()) {
                    throw malformed("it has more than " + limits.parameters() + " parameters");
                }
                fields.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
                count++;
            }
            start = end + 1;
        }
    }

    /** Decodes one name or value: percent-encoded UTF-8, where a plus is a space. */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text.replace('+', ' ');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                int high = i + 2 < raw.length ? Character.digit((char) raw[i + 1], 16) : -1;
                int low = i + 2 < raw.length ? Character.digit((char) raw[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw malformed("a percent sign is not followed by two hexadecimal digits");
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else {
                bytes.write(raw[i] == '+' ? ' ' : raw[i]);
            }
        }
        return utf8(SdkBytes.fromByteArrayUnsafe(bytes.toByteArray()));
    }

    private static String utf8(SdkBytes bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.asByteArrayUnsafe()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw malformed("it is not UTF-8");
        }
    }

    private static ApiException malformed(String why) {
        return new ApiException(ErrorCode.MALFORMED_QUERY_STRING, "The query string is malformed: " + why);
    }
}
