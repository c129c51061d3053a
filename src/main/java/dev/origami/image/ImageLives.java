package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.config.ImageLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.image.DeregistrationProtection.Mode;
import java.time.Instant;
import java.time.InstantSource;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * What the owner of an image makes of it between its making and its end: disabled, deprecated, protected (source
 * sections 1.3 to 1.5). Every method throws as {@link Images#requireOwned} does.
 */
public final class ImageLives {
    private static final int HALF_A_MINUTE_SECONDS = 30;

    private final Images images;
    private final InstantSource clock;
    private final ImageLimits limits;

    public ImageLives(Images images, InstantSource clock, ImageLimits limits) {
        this.images = images;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * Nobody may use an available image from now on, and all permissions are gone for good. What runs goes on, and its
     * snapshots stay in use.
     *
     * @throws ApiException {@code InvalidAMIID.Unavailable}
     */
    public void disable(Transaction transaction, Caller caller, ImageId id) {
        Image image = images.requireOwned(transaction.sql(), caller, id);
        images.requireAvailable(image);
        images.change(transaction, image, new ImageState.Disabled());
        LaunchPermissionTable.revokeAll(transaction.sql(), id);
    }

    /**
     * The owner may use a disabled image again, and nobody else until it is shared anew. One that can be used stays as
     * it is.
     *
     * @throws ApiException {@code InvalidAMIID.Unavailable} when it is not there yet
     */
    public void enable(Transaction transaction, Caller caller, ImageId id) {
        Image image = images.requireOwned(transaction.sql(), caller, id);
        switch (image.state()) {
            case ImageState.Disabled _ -> images.change(transaction, image, new ImageState.Available());
            case ImageState.Available _, ImageState.Damaged _ -> {}
            case ImageState.Pending _, ImageState.Failed _, ImageState.Deregistered _ -> images.requireAvailable(image);
        }
    }

    /**
     * From a time on, rounded to the nearest minute, the image is hidden from others unless they ask for it.
     *
     * @throws ApiException {@code InvalidParameterValue} for a time that has passed or is too far ahead
     */
    public void deprecate(Transaction transaction, Caller caller, ImageId id, Instant at) {
        Image image = images.requireOwned(transaction.sql(), caller, id);
        Instant now = clock.instant();
        if (!at.isAfter(now)) {
            throw invalid(at, "Expecting a time in the future.");
        }
        if (at.isAfter(after(now, limits.deprecationAhead()))) {
            throw invalid(
                    at, "Expecting a time at most " + limits.deprecationAhead().getYears() + " years ahead.");
        }
        Instant rounded = rounded(at);
        if (image.isPublic() && rounded.isAfter(latestOfPublic(image, limits))) {
            throw invalid(
                    at,
                    "Expecting a time at most " + limits.publicLife().getYears()
                            + " years after the creation of a public image.");
        }
        ImageTable.deprecate(transaction.sql(), id, rounded);
    }

    /**
     * The image is not deprecated, and will not be.
     *
     * @throws ApiException {@code OperationNotPermitted} while it is public
     */
    public void cancelDeprecation(Transaction transaction, Caller caller, ImageId id) {
        Image image = images.requireOwned(transaction.sql(), caller, id);
        if (image.isPublic()) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "The deprecation of the image '" + id + "' cannot be cancelled while it is public");
        }
        ImageTable.deprecate(transaction.sql(), id, null);
    }

    /** The image cannot be deregistered from now on, with a cooldown not even for a while after this is disabled. */
    public Mode protect(Transaction transaction, Caller caller, ImageId id, boolean withCooldown) {
        Image image = images.requireOwned(transaction.sql(), caller, id);
        Mode mode = withCooldown ? Mode.ENABLED_WITH_COOLDOWN : Mode.ENABLED_WITHOUT_COOLDOWN;
        // A cooldown that has begun goes on.
        Instant until = image.life().protection().cooldownUntil();
        ImageTable.protect(transaction.sql(), id, new DeregistrationProtection(mode, until));
        return mode;
    }

    /** The image can be deregistered again, once its cooldown is over. */
    public Mode unprotect(Transaction transaction, Caller caller, ImageId id) {
        DeregistrationProtection before =
                images.requireOwned(transaction.sql(), caller, id).life().protection();
        Instant until = switch (before.mode()) {
            case ENABLED_WITH_COOLDOWN -> clock.instant().plus(limits.deregistrationCooldown());
            case ENABLED_WITHOUT_COOLDOWN, DISABLED -> before.cooldownUntil();
        };
        ImageTable.protect(transaction.sql(), id, new DeregistrationProtection(Mode.DISABLED, until));
        return Mode.DISABLED;
    }

    /** When an image is deprecated at the latest while it is public. */
    static Instant latestOfPublic(Image image, ImageLimits limits) {
        return rounded(after(image.creationDate(), limits.publicLife()));
    }

    private static Instant rounded(Instant time) {
        return time.plusSeconds(HALF_A_MINUTE_SECONDS).truncatedTo(ChronoUnit.MINUTES);
    }

    private static Instant after(Instant time, Period period) {
        return time.atZone(ZoneOffset.UTC).plus(period).toInstant();
    }

    private static ApiException invalid(Instant at, String why) {
        return ApiException.invalidValue("deprecateAt", at.toString(), why);
    }
}
