package dev.origami.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.origami.contract.Rows.Row;
import dev.origami.error.ApiException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests of KMS, which are JSON. In a request apostrophes are quotes; {@code <key>} and {@code <other>} are keys made for
 * it, {@code <alias>} a new name, and {@code <GrantId>} and the like what an earlier answer said under that name.
 */
final class KmsSteps {
    static final String NOBODYS = "00000000-0000-4000-8000-000000000000";
    static final String GRANT =
            "'KeyId':'<key>','GranteePrincipal':'222222222222','Operations':['Encrypt','DescribeKey']";
    static final String TOKEN = ",'GrantTokens':['<GrantToken>']";
    static final String NO_TOKEN = ",'GrantTokens':['x']";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern STANDS_FOR = Pattern.compile("<([A-Za-z]+)>");
    private static final List<String> TOLD = List.of("KeyId", "CiphertextBlob", "GrantId", "GrantToken");

    private KmsSteps() {}

    static Rows rows(String operation, Row... rows) {
        Rows all = Rows.of(operation);
        for (Row row : rows) {
            Rows _ = all.row(row);
        }
        return all;
    }

    static Row row(String operation, String member, Function<Fixtures, String> one, Function<Fixtures, String> other) {
        return new Row(operation, member, one, other);
    }

    static Row ofKey(String operation, String more) {
        return row(
                operation,
                "KeyId",
                asking(operation, "'KeyId':'<key>'" + more),
                asking(operation, "'KeyId':'" + NOBODYS + "'" + more));
    }

    static Row tokens(String operation, String request) {
        return row(
                operation,
                "GrantTokens",
                asking("CreateGrant", GRANT, operation, request + TOKEN),
                asking("CreateGrant", GRANT, operation, request + NO_TOKEN));
    }

    /** With two items there, made by two requests. */
    static Row limit(
            String operation, String more, String first, String firstRequest, String second, String secondRequest) {
        return row(
                operation,
                "Limit",
                asking(first, firstRequest, second, secondRequest, operation, "'Limit':1" + more),
                asking(first, firstRequest, second, secondRequest, operation, "'Limit':2" + more));
    }

    static Row marker(String operation, String more) {
        return row(
                operation,
                "Marker",
                asking(operation, "'Limit':1" + more),
                asking(operation, "'Limit':1,'Marker':'x'" + more));
    }

    /** What comes of requests in turn, operations and members; without what is new with each. */
    static Function<Fixtures, String> asking(String... steps) {
        return fixtures -> {
            Map<String, String> known = new HashMap<>();
            StringBuilder outcome = new StringBuilder();
            for (int i = 0; i < steps.length; i += 2) {
                outcome.append(asked(fixtures, steps[i], resolved(fixtures, steps[i + 1], known), known))
                        .append('\n');
            }
            return outcome.toString();
        };
    }

    private static String resolved(Fixtures fixtures, String members, Map<String, String> known) {
        String resolved = STANDS_FOR
                .matcher(members)
                .replaceAll(match -> Matcher.quoteReplacement(value(fixtures, match.group(1), known)));
        return "{" + resolved.replace('\'', '"') + "}";
    }

    private static String value(Fixtures fixtures, String name, Map<String, String> known) {
        String before = known.get(name);
        if (before != null) {
            return before;
        }
        String now = name.equals("alias")
                ? "alias/" + fixtures.fresh("name")
                : json(fixtures.service().kms("CreateKey", "{}"))
                        .findValue("KeyId")
                        .asText();
        known.put(name, now);
        return now;
    }

    private static String asked(Fixtures fixtures, String operation, String json, Map<String, String> known) {
        try {
            String answer = fixtures.service().kms(operation, json);
            for (String name : TOLD) {
                JsonNode value = json(answer).findValue(name);
                if (value != null) {
                    known.put(name, value.asText());
                }
            }
            return plain(answer);
        } catch (ApiException refusal) {
            return refusal.code().wire() + ": " + plain(refusal.text());
        }
    }

    /** Of what is random only the length counts. */
    private static String plain(String text) {
        String plain = Fixtures.plain(text)
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "uuid")
                .replaceAll("[0-9a-f]{64}", "hex");
        return Pattern.compile("\"(CiphertextBlob|Plaintext|GrantToken|NextMarker)\":\"([^\"]*)\"")
                .matcher(plain)
                .replaceAll(match -> match.group(1) + " of " + match.group(2).length());
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
