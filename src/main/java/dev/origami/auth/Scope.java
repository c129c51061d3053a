package dev.origami.auth;

import dev.origami.id.Region;
import java.util.regex.Pattern;

/**
 * What a signature is good for, and whose it is: {@code key/date/region/service/aws4_request}.
 *
 * @param date eight digits
 */
record Scope(String accessKeyId, String date, Region region, String service) {
    private static final Pattern FORM =
            Pattern.compile("([\\w-]{1,128})/([0-9]{8})/([a-z0-9-]{1,64})/([a-z0-9-]{1,64})/aws4_request");

    static Scope parse(String credential) throws AuthFaultException {
        var matcher = FORM.matcher(credential);
        if (!matcher.matches()) {
            throw new AuthFaultException(
                    AuthFault.MALFORMED,
                    "Credential must have exactly 5 slash-delimited elements, e.g."
                            + " keyid/date/region/service/term");
        }
        return new Scope(matcher.group(1), matcher.group(2), new Region(matcher.group(3)), matcher.group(4));
    }

    /** The scope without the key, as it is signed. */
    String signed() {
        return date + "/" + region.name() + "/" + service + "/aws4_request";
    }
}
