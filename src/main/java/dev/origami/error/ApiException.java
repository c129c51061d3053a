package dev.origami.error;

/**
 * A request that is refused, in the words that the client will read. Thrown by rules, printed by {@code protocol},
 * caught nowhere between.
 */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public ApiException(ErrorCode code, String message) {
        // Refusals are ordinary answers: no stack trace, no suppression.
        super(message, null, false, false);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** The sentence for the client; never null. */
    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /** A required request member is missing (source section 12). */
    public static ApiException missing(String parameter) {
        return new ApiException(ErrorCode.MISSING_PARAMETER, "The request must contain the parameter " + parameter);
    }

    /** A value outside of what the parameter takes (source section 12). */
    public static ApiException invalidValue(String parameter, String value, String why) {
        return new ApiException(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "Value (" + value + ") for parameter " + parameter + " is invalid. " + why);
    }
}
