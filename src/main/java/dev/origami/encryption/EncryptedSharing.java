package dev.origami.encryption;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.key.Keys;
import java.util.Collection;
import org.jdbi.v3.core.Handle;

/** Who may be given what is encrypted (source section 5.3). */
public final class EncryptedSharing {
    private EncryptedSharing() {}

    /**
     * Passes what is shared: what is encrypted never with everybody, and what lies under the service's key for volumes
     * with nobody, since no other account can be let use that.
     *
     * @param disks the lineages of those of the shared disks that are encrypted
     * @throws ApiException {@code InvalidParameter}, {@code OperationNotPermitted}
     */
    public static void require(Handle sql, Collection<Lineage> disks, boolean withEverybody) {
        if (disks.stream().anyMatch(lineage -> Keys.isManagedByService(sql, lineage.key()))) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED, "Encrypted snapshots with EBS default key cannot be shared");
        }
        if (withEverybody && !disks.isEmpty()) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER, "Encrypted snapshots cannot be shared publicly");
        }
    }
}
