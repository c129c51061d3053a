package dev.origami.key;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.KeyId;
import dev.origami.id.Region;
import java.time.Instant;

/** A symmetric key of an account in a region, without its material, which nobody is ever told. */
public record Key(
        KeyId id,
        AccountId account,
        Region region,
        KeyManager manager,
        KeyState state,
        String description,
        Instant creationDate) {
    /** Its name for everybody, in any account. */
    public String arn() {
        return "arn:aws:kms:" + region + ":" + account + ":key/" + id;
    }

    /**
     * Passes a key that may seal and open.
     *
     * @throws ApiException {@code DisabledException}, {@code KMSInvalidStateException}
     */
    Key requireUsable() {
        return switch (state) {
            case KeyState.Enabled _ -> this;
            case KeyState.Disabled _ -> throw new ApiException(ErrorCode.KMS_DISABLED, arn() + " is disabled.");
            case KeyState.PendingDeletion _ -> throw pendingDeletion();
        };
    }

    /**
     * Passes a key that is going to stay.
     *
     * @throws ApiException {@code KMSInvalidStateException}
     */
    Key requireStaying() {
        return switch (state) {
            case KeyState.Enabled _, KeyState.Disabled _ -> this;
            case KeyState.PendingDeletion _ -> throw pendingDeletion();
        };
    }

    private ApiException pendingDeletion() {
        return new ApiException(ErrorCode.KMS_INVALID_STATE, arn() + " is pending deletion.");
    }
}
