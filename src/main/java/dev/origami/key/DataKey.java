package dev.origami.key;

import javax.crypto.SecretKey;

/** The key of one lineage of blocks, new. */
public final class DataKey {
    private final Key key;
    private final byte[] wrapped;
    private final SecretKey plaintext;

    DataKey(Key key, byte[] wrapped, SecretKey plaintext) {
        this.key = key;
        this.wrapped = wrapped.clone();
        this.plaintext = plaintext;
    }

    /** The account's key that it lies under; its ARN is what a volume or a snapshot shows. */
    public Key key() {
        return key;
    }

    /** The form to be kept with the lineage, at most a few hundred bytes. */
    public byte[] wrapped() {
        return wrapped.clone();
    }

    /** The form to work with: 256 bits for AES. Never kept. */
    public SecretKey plaintext() {
        return plaintext;
    }
}
