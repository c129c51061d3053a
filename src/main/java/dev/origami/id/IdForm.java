package dev.origami.id;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The form that all resource ids share (source section 0). */
final class IdForm {
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{17}|[0-9a-f]{8}");
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int DIGITS = 17;

    private IdForm() {}

    static String create(String prefix) {
        byte[] bytes = new byte[9];
        RANDOM.nextBytes(bytes);
        return prefix + "-" + HexFormat.of().formatHex(bytes).substring(0, DIGITS);
    }

    static void require(String prefix, String value, ErrorCode malformed) {
        int dash = prefix.length();
        boolean ok = value.length() > dash + 1
                && value.startsWith(prefix)
                && value.charAt(dash) == '-'
                && HEX.matcher(value.substring(dash + 1)).matches();
        if (!ok) {
            throw new ApiException(malformed, "Invalid id: \"" + value + "\"");
        }
    }
}
