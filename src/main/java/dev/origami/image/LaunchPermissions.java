package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.config.ImageLimits;
import dev.origami.database.Transaction;
import dev.origami.encryption.EncryptedSharing;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.zone.SnapshotHomes;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rules of sharing images (source section 5). The owner's own permission is implied, and never listed. */
public final class LaunchPermissions {
    private final Images images;
    private final ImageLimits limits;

    public LaunchPermissions(Images images, ImageLimits limits) {
        this.images = images;
        this.limits = limits;
    }

    /** To whom the image is shared; the owner is not in it. */
    public List<Grantee> grantees(Handle sql, ImageId id) {
        return LaunchPermissionTable.of(sql, id);
    }

    /**
     * Shares an available image of the caller's own, or stops it. What is so already is a success.
     *
     * @throws ApiException as {@link Images#requireOwned}; {@code InvalidAMIID.Unavailable},
     *     {@code ResourceLimitExceeded}, {@code InvalidParameterValue}; {@code OperationNotPermitted} when the account
     *     blocks public access; as {@link EncryptedSharing#require}
     */
    public void modify(
            Transaction transaction,
            Caller caller,
            ImageId id,
            Collection<Grantee> added,
            Collection<Grantee> removed) {
        Image image = images.requireOwned(transaction.sql(), caller, id);
        images.requireAvailable(image);
        if (!added.isEmpty()) {
            image.snapshots()
                    .forEach(snapshot -> SnapshotHomes.requireNotOnOutpost(transaction.sql(), snapshot, "shared"));
        }
        if (added.size() + removed.size() > limits.permissionChanges()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "At most " + limits.permissionChanges() + " permissions may be changed in one call");
        }
        if (added.contains(new Grantee.Everybody())
                && AccountSettingsTable.isPublicAccessBlocked(transaction.sql(), caller)) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "You can't publicly share this image because block public access for AMIs is enabled for this"
                            + " account. To publicly share the image, you must call the"
                            + " DisableImageBlockPublicAccess API.");
        }
        if (!added.isEmpty()) {
            EncryptedSharing.require(
                    transaction.sql(),
                    MappingTable.lineages(transaction.sql(), id),
                    added.contains(new Grantee.Everybody()));
        }
        added.forEach(grantee -> LaunchPermissionTable.grant(transaction.sql(), id, grantee));
        removed.forEach(grantee -> LaunchPermissionTable.revoke(transaction.sql(), id, grantee));
        List<Grantee> grantees = grantees(transaction.sql(), id);
        long accounts =
                grantees.stream().filter(Grantee.Account.class::isInstance).count();
        if (accounts > limits.grantees()) {
            throw new ApiException(
                    ErrorCode.RESOURCE_LIMIT_EXCEEDED,
                    "An image may be shared with at most " + limits.grantees() + " accounts");
        }
        if (grantees.contains(new Grantee.Everybody())) {
            limitLife(transaction, image);
        }
    }

    /** A public image is deprecated one day, whatever its owner said (source section 1.4). */
    private void limitLife(Transaction transaction, Image image) {
        Instant latest = ImageLives.latestOfPublic(image, limits);
        Instant at = image.life().deprecationTime();
        if (at == null || at.isAfter(latest)) {
            ImageTable.deprecate(transaction.sql(), image.id(), latest);
        }
    }

    /**
     * Gives up the caller's own permission, which was given by name; permissions of everybody are not in its hands.
     *
     * @throws ApiException {@code InvalidAMIID.NotFound}; {@code OperationNotPermitted} when the image is not shared
     *     with the caller by name
     */
    public void cancel(Transaction transaction, Caller caller, ImageId id) {
        Image image = images.requireVisible(transaction.sql(), caller, id);
        Grantee self = new Grantee.Account(caller.account());
        if (!grantees(transaction.sql(), id).contains(self)) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "The image '" + image.id() + "' is not shared with account " + caller.account() + " by its id");
        }
        LaunchPermissionTable.revoke(transaction.sql(), id, self);
    }

    /** Leaves an image of the caller's own to the caller alone. */
    public void reset(Transaction transaction, Caller caller, ImageId id) {
        Image _ = images.requireOwned(transaction.sql(), caller, id);
        LaunchPermissionTable.revokeAll(transaction.sql(), id);
    }
}
