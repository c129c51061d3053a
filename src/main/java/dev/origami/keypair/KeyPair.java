package dev.origami.keypair;

import dev.origami.id.AccountId;
import dev.origami.id.KeyPairId;
import dev.origami.id.Region;
import java.time.Instant;

/**
 * A key pair of an account in a region; its private half is with the user only.
 *
 * @param fingerprint as EC2 computes it for how the key came to be
 * @param publicKey {@code ssh-rsa AAAA…} or {@code ssh-ed25519 AAAA…}, without a comment
 */
public record KeyPair(
        KeyPairId id,
        AccountId account,
        Region region,
        String name,
        KeyType type,
        String fingerprint,
        String publicKey,
        Instant createTime) {
    /** The line that belongs into {@code authorized_keys}. */
    public String authorizedKey() {
        return publicKey + " " + name;
    }
}
