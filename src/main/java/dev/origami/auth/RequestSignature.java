package dev.origami.auth;

import dev.origami.protocol.WireRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The signature that a request says it has, read from its {@code Authorization} header or, presigned, from its query
 * (source section 10.7). Read, not yet checked.
 *
 * @param signedHeaders names in lower case, sorted
 * @param time as it is signed, {@code yyyymmddThhmmssZ}
 * @param life how long a presigned request is good for; empty in the header form
 */
record RequestSignature(
        Scope scope, List<String> signedHeaders, String signature, String time, Optional<Duration> life) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    private static final String AMZ_DATE = "x-amz-date";
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    RequestSignature {
        signedHeaders = List.copyOf(signedHeaders);
    }

    /** The signature, or nothing when the request has none of this kind. */
    static Optional<RequestSignature> read(WireRequest request) throws AuthFaultException {
        Map<String, String> query = presigned(request.rawQuery());
        List<String> authorization = request.headers().all("authorization");
        if (authorization.isEmpty() && query.isEmpty()) {
            requireNoOlder(request.rawQuery());
            return Optional.empty();
        }
        if (authorization.size() > 1 || (!authorization.isEmpty() && !query.isEmpty())) {
            throw malformed("The request carries more than one signature");
        }
        return Optional.of(query.isEmpty() ? ofHeader(request, authorization.getFirst()) : ofQuery(query));
    }

    /** Clients that still sign by the second version are told what is wanted, not that they have not signed. */
    private static void requireNoOlder(String rawQuery) throws AuthFaultException {
        for (CanonicalRequest.QueryField field : CanonicalRequest.queryFields(rawQuery)) {
            if (field.name().equals("AWSAccessKeyId")) {
                throw malformed("Signatures of version 2 are not supported. Please use " + ALGORITHM + ".");
            }
        }
    }

    private static Map<String, String> presigned(String rawQuery) {
        Map<String, String> fields = new HashMap<>();
        for (CanonicalRequest.QueryField field : CanonicalRequest.queryFields(rawQuery)) {
            if (field.name().startsWith("X-Amz-")) {
                fields.put(field.name(), field.value());
            }
        }
        boolean signed = fields.containsKey("X-Amz-Signature") || fields.containsKey("X-Amz-Credential");
        return signed ? fields : Map.of();
    }

    private static RequestSignature ofHeader(WireRequest request, String header) throws AuthFaultException {
        String text = header.strip();
        if (!text.startsWith(ALGORITHM + " ")) {
            throw malformed("Authorization header requires the algorithm " + ALGORITHM);
        }
        Map<String, String> parts = new HashMap<>();
        for (String part : text.substring(ALGORITHM.length()).split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0
                    || parts.put(
                                    part.substring(0, equals).strip(),
                                    part.substring(equals + 1).strip())
                            != null) {
                throw malformed("Authorization header is not a list of name=value");
            }
        }
        return new RequestSignature(
                Scope.parse(required(parts, "Credential")),
                signedHeaders(required(parts, "SignedHeaders")),
                required(parts, "Signature"),
                headerTime(request),
                Optional.empty());
    }

    private static RequestSignature ofQuery(Map<String, String> query) throws AuthFaultException {
        if (!required(query, "X-Amz-Algorithm").equals(ALGORITHM)) {
            throw malformed("X-Amz-Algorithm must be " + ALGORITHM);
        }
        String expires = required(query, "X-Amz-Expires");
        if (!expires.matches("[0-9]{1,9}")) {
            throw malformed("X-Amz-Expires must be a number of seconds");
        }
        return new RequestSignature(
                Scope.parse(required(query, "X-Amz-Credential")),
                signedHeaders(required(query, "X-Amz-SignedHeaders")),
                required(query, "X-Amz-Signature"),
                required(query, "X-Amz-Date"),
                Optional.of(Duration.ofSeconds(Long.parseLong(expires))));
    }

    private static String required(Map<String, String> parts, String name) throws AuthFaultException {
        String value = parts.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw malformed("The signature requires '" + name + "'");
        }
        return value;
    }

    private static List<String> signedHeaders(String text) throws AuthFaultException {
        List<String> names = List.of(text.split(";", -1));
        boolean sorted = names.equals(names.stream().sorted().distinct().toList());
        if (!sorted || !text.equals(text.toLowerCase(Locale.ROOT))) {
            throw malformed("SignedHeaders must be lower-case names, sorted, each once");
        }
        return names;
    }

    private static String headerTime(WireRequest request) throws AuthFaultException {
        Optional<String> amzDate = request.headers().first(AMZ_DATE);
        if (amzDate.isPresent()) {
            return amzDate.get().strip();
        }
        String date = request.headers()
                .first("date")
                .orElseThrow(() -> malformed("The signature requires the header 'X-Amz-Date' or 'Date'"));
        try {
            return ZonedDateTime.parse(date.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                    .withZoneSameInstant(ZoneOffset.UTC)
                    .format(BASIC);
        } catch (DateTimeException e) {
            throw malformed("The header 'Date' is not a date");
        }
    }

    /** The time of signing. */
    Instant signedAt() throws AuthFaultException {
        try {
            return LocalDateTime.parse(time, BASIC).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw malformed("The signature's date must have the form yyyymmddThhmmssZ");
        }
    }

    private static AuthFaultException malformed(String detail) {
        return new AuthFaultException(AuthFault.MALFORMED, detail);
    }
}
