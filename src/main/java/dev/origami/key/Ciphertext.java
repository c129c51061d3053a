package dev.origami.key;

import dev.origami.id.KeyId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * What Encrypt gives out: by which version of which key it was sealed, and the sealed bytes. The head is part of what
 * the seal covers.
 */
final class Ciphertext {
    private static final byte FORMAT = 1;
    /** Format, key, version. */
    private static final int HEAD_BYTES = 1 + 16 + 4;

    private final KeyId key;
    private final int version;
    private final byte[] sealed;

    Ciphertext(KeyId key, int version, byte[] sealed) {
        this.key = key;
        this.version = version;
        this.sealed = sealed.clone();
    }

    /** Reads what a client brings back; empty when it never was one of ours. */
    static Optional<Ciphertext> parse(byte[] blob) {
        if (blob.length <= HEAD_BYTES || blob[0] != FORMAT) {
            return Optional.empty();
        }
        ByteBuffer head = ByteBuffer.wrap(blob, 1, HEAD_BYTES - 1);
        KeyId key = new KeyId(new UUID(head.getLong(), head.getLong()).toString());
        return Optional.of(new Ciphertext(key, head.getInt(), Arrays.copyOfRange(blob, HEAD_BYTES, blob.length)));
    }

    KeyId key() {
        return key;
    }

    int version() {
        return version;
    }

    byte[] sealed() {
        return sealed.clone();
    }

    byte[] bytes() {
        return ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                .put(head(key, version))
                .put(sealed)
                .array();
    }

    static byte[] head(KeyId key, int version) {
        UUID id = key.uuid();
        return ByteBuffer.allocate(HEAD_BYTES)
                .put(FORMAT)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(version)
                .array();
    }
}
