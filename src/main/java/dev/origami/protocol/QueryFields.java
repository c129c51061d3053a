package dev.origami.protocol;

import dev.origami.config.WireLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.Locale;
import java.util.Map;

/** What the query protocols of EC2 and of the other services share: where the fields and the action stand. */
final class QueryFields {
    private static final String FORM = "application/x-www-form-urlencoded";

    private QueryFields() {}

    /** The fields of a GET's query, or of a POST's query and form. */
    static Map<String, String> of(WireRequest request, WireLimits limits) {
        String path = request.rawPath();
        if (!path.isEmpty() && !path.equals("/")) {
            throw new ApiException(ErrorCode.INVALID_REQUEST, "Nothing is served at this path; it must be /");
        }
        return switch (request.method()) {
            case "GET" -> FormFields.of(request, false, limits);
            case "POST" -> {
                requireForm(request);
                yield FormFields.of(request, true, limits);
            }
            default -> throw new ApiException(ErrorCode.METHOD_NOT_ALLOWED, "The request's method must be GET or POST");
        };
    }

    private static void requireForm(WireRequest request) {
        String type = request.headers().first("content-type").orElse(FORM).toLowerCase(Locale.ROOT);
        String[] parts = type.split(";", 2);
        boolean utf8 = parts.length == 1
                || parts[1].isBlank()
                || parts[1].replace("\"", "").strip().equals("charset=utf-8");
        if (!parts[0].strip().equals(FORM) || !utf8) {
            throw new ApiException(
                    ErrorCode.INVALID_REQUEST, "The request's Content-Type must be " + FORM + "; charset=utf-8");
        }
    }

    static String action(Map<String, String> fields) {
        String action = fields.getOrDefault("Action", "");
        if (action.isEmpty()) {
            throw new ApiException(ErrorCode.MISSING_ACTION, "The request must contain the parameter Action");
        }
        return action;
    }

    static ApiException invalidAction(String action) {
        return new ApiException(
                ErrorCode.INVALID_ACTION, "The action " + action + " is not valid for this web service.");
    }
}
