package dev.origami.key;

/** Bytes that were sealed, and are open again. */
public final class Opened {
    private final Key key;
    private final byte[] plaintext;
    private final String materialId;

    Opened(Key key, byte[] plaintext, String materialId) {
        this.key = key;
        this.plaintext = plaintext.clone();
        this.materialId = materialId;
    }

    /** Under which they were sealed. */
    public Key key() {
        return key;
    }

    public byte[] plaintext() {
        return plaintext.clone();
    }

    /** The key's material that sealed them. */
    public String materialId() {
        return materialId;
    }
}
