package dev.origami.keypair;

/** The kinds of keys. */
public enum KeyType {
    RSA("rsa"),
    ED25519("ed25519");

    private final String wire;

    KeyType(String wire) {
        this.wire = wire;
    }

    /** The word in requests, answers and the database. */
    public String wire() {
        return wire;
    }

    public static KeyType of(String wire) {
        return wire.equals(ED25519.wire) ? ED25519 : RSA;
    }
}
