package dev.origami.encryption;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the encryption of what it makes (source section 3.2).
 *
 * @param encrypted null when nothing is said; false never decrypts
 * @param key the account key to encrypt under, as the request names it; null for the usual one
 */
public record EncryptionWish(
        @Nullable Boolean encrypted, @Nullable String key) {
    /** Nothing is said. */
    public static final EncryptionWish NONE = new EncryptionWish(null, null);

    /**
     * Passes what goes together.
     *
     * @throws ApiException {@code InvalidParameterDependency} for a key to encrypt nothing under
     */
    public EncryptionWish {
        if (key != null && !Boolean.TRUE.equals(encrypted)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_DEPENDENCY,
                    "The parameter KmsKeyId requires the parameter Encrypted to be set.");
        }
    }

    /**
     * What it comes to where the disk is to be: on an Outpost all is encrypted, whatever is said (source section 8).
     *
     * @param outpost its ARN; null: on none
     */
    public EncryptionWish on(@Nullable String outpost) {
        return outpost == null ? this : new EncryptionWish(true, key);
    }
}
