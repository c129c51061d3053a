package dev.origami.key;

import java.util.Optional;

/** What a grant can let an account do with a symmetric key. The names are those of the wire. */
public enum GrantOperation {
    DECRYPT("Decrypt", true),
    ENCRYPT("Encrypt", true),
    GENERATE_DATA_KEY("GenerateDataKey", true),
    GENERATE_DATA_KEY_WITHOUT_PLAINTEXT("GenerateDataKeyWithoutPlaintext", true),
    RE_ENCRYPT_FROM("ReEncryptFrom", true),
    RE_ENCRYPT_TO("ReEncryptTo", true),
    CREATE_GRANT("CreateGrant", false),
    RETIRE_GRANT("RetireGrant", false),
    DESCRIBE_KEY("DescribeKey", false);

    private final String wire;
    private final boolean withContext;

    GrantOperation(String wire, boolean withContext) {
        this.wire = wire;
        this.withContext = withContext;
    }

    public String wire() {
        return wire;
    }

    /** Whether it seals or opens, so that a grant's condition on the encryption context counts. */
    boolean withContext() {
        return withContext;
    }

    static Optional<GrantOperation> of(String wire) {
        for (GrantOperation operation : values()) {
            if (operation.wire.equals(wire)) {
                return Optional.of(operation);
            }
        }
        return Optional.empty();
    }
}
