package dev.origami.api;

import dev.origami.database.Database;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Opaque tokens that a client brings back: only what this service made, for the same purpose and the same bearer, and
 * in time, is accepted. They survive a restart.
 */
public final class SealedTokens {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MAC_BYTES = 32;
    private static final int EXPIRY_BYTES = 8;

    private final SecretKeySpec key;
    private final InstantSource clock;

    private SealedTokens(byte[] key, InstantSource clock) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.clock = clock;
    }

    /** The tokens of a database: the key is made once and kept in it. */
    public static SealedTokens of(Database database, InstantSource clock) {
        byte[] fresh = new byte[MAC_BYTES];
        new SecureRandom().nextBytes(fresh);
        byte[] key = database.write(transaction -> {
            transaction
                    .sql()
                    .execute("INSERT INTO token_key (only_row, key) VALUES (1, ?) ON CONFLICT DO NOTHING", (Object)
                            fresh);
            return transaction
                    .sql()
                    .select("SELECT key FROM token_key")
                    .mapTo(byte[].class)
                    .one();
        });
        return new SealedTokens(key, clock);
    }

    /**
     * A new token.
     *
     * @param purpose what the token is for; one for another purpose does not open
     * @param bearer who and what it is bound to
     * @param content what the token says; readable by who has it
     */
    public String seal(String purpose, String bearer, Instant expiry, String content) {
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        ByteBuffer token = ByteBuffer.allocate(EXPIRY_BYTES + text.length + MAC_BYTES);
        token.putLong(expiry.toEpochMilli()).put(text);
        token.put(mac(purpose, bearer, token.array(), EXPIRY_BYTES + text.length));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
    }

    /** What the token says; empty when it is not ours, not for this, or too old. */
    public Optional<String> open(String purpose, String bearer, String token) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        int signed = bytes.length - MAC_BYTES;
        if (signed < EXPIRY_BYTES) {
            return Optional.empty();
        }
        byte[] mac = java.util.Arrays.copyOfRange(bytes, signed, bytes.length);
        long expiry = ByteBuffer.wrap(bytes).getLong();
        if (!MessageDigest.isEqual(mac, mac(purpose, bearer, bytes, signed)) || clock.millis() >= expiry) {
            return Optional.empty();
        }
        return Optional.of(new String(bytes, EXPIRY_BYTES, signed - EXPIRY_BYTES, StandardCharsets.UTF_8));
    }

    private byte[] mac(String purpose, String bearer, byte[] bytes, int length) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            for (String part : new String[] {purpose, bearer}) {
                byte[] text = part.getBytes(StandardCharsets.UTF_8);
                // Lengths first, so that no two pairs of texts are the same bytes.
                mac.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(text.length).flip());
                mac.update(text);
            }
            mac.update(bytes, 0, length);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
