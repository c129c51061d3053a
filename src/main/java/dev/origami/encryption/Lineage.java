package dev.origami.encryption;

import dev.origami.account.Caller;
import dev.origami.id.AccountId;
import dev.origami.id.LineageId;
import dev.origami.id.Region;
import org.jspecify.annotations.Nullable;

/**
 * Volumes and snapshots whose blocks are sealed under one data key, or that one disk was to be sealed and cannot be.
 *
 * @param account whose they are
 * @param key the ARN of the account's key that the data key lies under: what a volume shows as {@code kmsKeyId}
 * @param dataKeyId what a snapshot shows as {@code dataEncryptionKeyId}: the same for all of the lineage
 */
public record Lineage(LineageId id, AccountId account, Region region, String key, String dataKeyId) {
    /** Whether disks of this owner, in this region, may be of it. */
    boolean isOf(Caller owner) {
        return account.equals(owner.account()) && region.equals(owner.region());
    }

    /** The lineage's id; null when nothing is encrypted. */
    public static @Nullable LineageId idOf(@Nullable Lineage lineage) {
        return lineage == null ? null : lineage.id();
    }

    /** What {@code kmsKeyId} shows; null when nothing is encrypted. */
    public static @Nullable String keyOf(@Nullable Lineage lineage) {
        return lineage == null ? null : lineage.key();
    }

    /** What {@code dataEncryptionKeyId} shows; null when nothing is encrypted. */
    public static @Nullable String dataKeyIdOf(@Nullable Lineage lineage) {
        return lineage == null ? null : lineage.dataKeyId();
    }
}
