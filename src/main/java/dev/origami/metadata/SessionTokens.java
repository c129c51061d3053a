package dev.origami.metadata;

import dev.origami.id.InstanceId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Session tokens of IMDSv2 (source section 11.1): good until their time, and only on the instance that asked for one.
 * They hold all that is to be known, sealed under a key of this process; after a restart of the service guests are told
 * to ask anew, as they are when a token has expired.
 */
final class SessionTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_BYTES = 32;

    private final SecretKeySpec key;
    private final InstantSource clock;

    SessionTokens(InstantSource clock) {
        byte[] bytes = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(bytes);
        this.key = new SecretKeySpec(bytes, ALGORITHM);
        this.clock = clock;
    }

    String issue(InstanceId instance, int seconds) {
        long expires = clock.instant().getEpochSecond() + seconds;
        return text(expires + "|" + seal(instance, expires));
    }

    boolean isGood(InstanceId instance, String token) {
        try {
            String opened = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int bar = opened.indexOf('|');
            if (bar < 0) {
                return false;
            }
            long expires = Long.parseLong(opened.substring(0, bar));
            byte[] expected = seal(instance, expires).getBytes(StandardCharsets.UTF_8);
            byte[] given = opened.substring(bar + 1).getBytes(StandardCharsets.UTF_8);
            return MessageDigest.isEqual(expected, given) && clock.instant().getEpochSecond() < expires;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String seal(InstanceId instance, long expires) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal((instance + "|" + expires).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(String opened) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(opened.getBytes(StandardCharsets.UTF_8));
    }
}
