package dev.origami.id;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.regex.Pattern;

/** An account: 12 decimal digits, a text because leading zeros count. */
public record AccountId(String value) {
    private static final Pattern FORM = Pattern.compile("\\d{12}");

    public AccountId {
        if (!isAccountId(value)) {
            throw new ApiException(ErrorCode.INVALID_USER_ID_MALFORMED, "Invalid user id: \"" + value + "\"");
        }
    }

    public static boolean isAccountId(String value) {
        return FORM.matcher(value).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
