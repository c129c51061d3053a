package dev.origami.key;

/** Bytes that a key sealed. */
public final class Sealed {
    private final Key key;
    private final Ciphertext ciphertext;
    private final String materialId;

    Sealed(Key key, Ciphertext ciphertext, String materialId) {
        this.key = key;
        this.ciphertext = ciphertext;
        this.materialId = materialId;
    }

    public Key key() {
        return key;
    }

    /** What opens again to the bytes; says by which key, and is no secret. */
    public byte[] ciphertext() {
        return ciphertext.bytes();
    }

    /** The key's material that sealed them. */
    public String materialId() {
        return materialId;
    }
}
