package dev.origami.contract;

import dev.origami.contract.CatalogueDoor.Refusal;
import dev.origami.contract.CatalogueDoor.Who;
import dev.origami.error.ErrorCode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * A refusal, and what brings it about.
 *
 * @param expected its code, status and reason; of its message, what must be in it, where {@code $Member} stands for what
 *     the request has under that name
 */
record CatalogueRow(Refusal expected, String name, Cause cause) {
    private static final Pattern RANGE = Pattern.compile("\\b(\\d+)-(\\d+)\\b");

    /** Provokes the refusal. */
    @FunctionalInterface
    interface Cause {
        Seen provoke(CatalogueDoor door, Fixtures fixtures);
    }

    /** What was refused, and the members that the request had. */
    record Seen(Refusal refusal, Map<String, String> given) {}

    /** A request of the SDK. */
    @FunctionalInterface
    interface Call {
        Object of(CatalogueDoor door, Fixtures fixtures);
    }

    /** The constant that this proves. */
    ErrorCode code() {
        List<ErrorCode> alike = Arrays.stream(ErrorCode.values())
                .filter(code -> code.wire().equals(expected.code())
                        && code.httpStatus() == expected.status()
                        && code.reason().orElse("").equals(expected.reason()))
                .toList();
        if (alike.size() != 1) {
            throw new IllegalStateException(expected + " is " + alike);
        }
        return alike.getFirst();
    }

    /**
     * A line of EC2: {@code code [status] | message | [who:] Operation Member=value ...}. The status is 400 where none
     * stands; values are percent-encoded. Requests before the last, each followed by {@code " ; "}, are answered. {@code
     * 1-51} in a name stands for 51 members, and {@code #} in their values for the number.
     */
    static CatalogueRow line(String line) {
        String[] parts = line.split(" [|] ", -1);
        String[] request = parts[2].split(": ", 2);
        Who who = request.length == 1 ? Who.ALICE : Who.valueOf(request[0].toUpperCase(Locale.ROOT));
        String[] steps = request[request.length - 1].split(" ; ", -1);
        String last = steps[steps.length - 1];
        return new CatalogueRow(refusal(parts[0], parts[1]), last.split(" ", 2)[0], (door, fixtures) -> {
            for (int i = 0; i < steps.length - 1; i++) {
                var _ = door.ask(who, operation(steps[i]), fixtures.made(members(steps[i])));
                fixtures.service().settle();
            }
            Map<String, String> given = fixtures.made(members(last));
            return new Seen(refused(() -> door.ask(who, operation(last), given)), given);
        });
    }

    /** A call of another service's client. */
    static CatalogueRow call(String code, String message, String name, Call call) {
        return new CatalogueRow(
                refusal(code, message),
                name,
                (door, fixtures) -> new Seen(refused(() -> call.of(door, fixtures)), Map.of()));
    }

    private static Refusal refused(java.util.function.Supplier<Object> call) {
        try {
            return new Refusal("none", 200, "", call.get().toString());
        } catch (AwsServiceException refusal) {
            return CatalogueDoor.seen(refusal);
        }
    }

    /** Of the code, the status and the reason. */
    static Refusal refusal(String code, String message) {
        String[] words = code.split(" ", -1);
        return new Refusal(
                words[0],
                words.length > 1 ? Integer.parseInt(words[1]) : 400,
                words.length > 2 ? words[2] : "",
                message);
    }

    private static String operation(String request) {
        return request.split(" ", 2)[0];
    }

    private static Map<String, String> members(String request) {
        Map<String, String> members = new LinkedHashMap<>();
        String[] words = request.split(" ", -1);
        for (int i = 1; i < words.length; i++) {
            String[] pair = words[i].split("=", 2);
            String value = URLDecoder.decode(pair[1].replace("+", "%2B"), StandardCharsets.UTF_8);
            Matcher range = RANGE.matcher(pair[0]);
            if (range.find()) {
                for (int n = Integer.parseInt(range.group(1)); n <= Integer.parseInt(range.group(2)); n++) {
                    members.put(range.replaceFirst(Integer.toString(n)), value.replace("#", Integer.toString(n)));
                }
            } else {
                members.put(pair[0], value);
            }
        }
        return members;
    }
}
