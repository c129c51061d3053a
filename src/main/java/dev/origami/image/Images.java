package dev.origami.image;

import dev.origami.account.Caller;
import dev.origami.config.ImageLimits;
import dev.origami.database.PageWanted;
import dev.origami.database.Slice;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.event.Events;
import dev.origami.filesystem.OperatingSystem;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rules of images: names, states, who sees one and who may launch it (source sections 3.1, 4, 6.1). */
public final class Images {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9()\\[\\] ./\\-'@_]*");

    private final InstantSource clock;
    private final ImageLimits limits;
    private final ImageStates states;

    /** What is hidden unless it is asked for. */
    public record Include(boolean deprecated, boolean disabled) {}

    public Images(InstantSource clock, ImageLimits limits, Events events) {
        this.clock = clock;
        this.limits = limits;
        this.states = new ImageStates(events);
    }

    /**
     * Records a new image, with its mapping, in whatever state it has.
     *
     * @throws ApiException {@code InvalidAMIName.Malformed}, {@code InvalidAMIName.Duplicate},
     *     {@code InvalidParameterValue}, {@code InvalidBlockDeviceMapping}
     */
    public void insert(Transaction transaction, Image image) {
        requireName(image.name());
        requireDescription(image.description() == null ? "" : image.description());
        if (image.mappings().size() > limits.mappings()) {
            throw new ApiException(
                    ErrorCode.INVALID_BLOCK_DEVICE_MAPPING,
                    "A block device mapping has at most " + limits.mappings() + " entries");
        }
        requireFree(transaction.sql(), image);
        states.begin(transaction, image);
    }

    /** Passes an image whose name no other of its owner has. */
    void requireFree(Handle sql, Image image) {
        ImageTable.named(sql, image.owner(), image.region(), image.name()).ifPresent(same -> {
            throw new ApiException(
                    ErrorCode.INVALID_AMI_NAME_DUPLICATE,
                    "AMI name " + image.name() + " is already in use by AMI " + same);
        });
    }

    /**
     * Passes a name.
     *
     * @throws ApiException {@code InvalidAMIName.Malformed}
     */
    public void requireName(String name) {
        if (name.length() < limits.shortestName()
                || name.length() > limits.longestName()
                || !NAME.matcher(name).matches()) {
            throw new ApiException(
                    ErrorCode.INVALID_AMI_NAME_MALFORMED,
                    "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, '(', ')',"
                            + " '.', '-', '/' and '_'");
        }
    }

    /**
     * Passes a description.
     *
     * @throws ApiException {@code InvalidParameterValue}
     */
    public void requireDescription(String description) {
        if (description.length() > limits.descriptionLength()) {
            throw ApiException.invalidValue(
                    "description", description, "Expecting at most " + limits.descriptionLength() + " characters.");
        }
    }

    /**
     * All of a pending image's snapshots are there.
     *
     * @return false when it is not pending any more: it was deregistered
     */
    public boolean available(Transaction transaction, ImageId id) {
        return states.change(transaction, id, new ImageState.Pending(), new ImageState.Available());
    }

    /** A pending image cannot be made; the same return value as {@link #available}. */
    public boolean fail(Transaction transaction, ImageId id, String code, String message) {
        return states.change(transaction, id, new ImageState.Pending(), new ImageState.Failed(code, message));
    }

    /** The image, whoever may see it, also when it is deregistered. */
    public Optional<Image> find(Handle sql, ImageId id) {
        return ImageTable.find(sql, id);
    }

    /** Those images of these ids that were ever recorded, by id, whoever may see them, also when deregistered. */
    public Map<ImageId, Image> find(Handle sql, Collection<ImageId> ids) {
        return ImageTable.find(sql, Set.copyOf(ids)).stream().collect(Collectors.toMap(Image::id, Function.identity()));
    }

    /** An instance is launched from it now. */
    public void launched(Transaction transaction, ImageId id) {
        ImageTable.launched(transaction.sql(), id, clock.instant());
    }

    /** When instances were last launched from images, where any was. Its owner may know (source section 4.6). */
    public Map<ImageId, Instant> lastLaunched(Handle sql, Collection<ImageId> ids) {
        return ids.isEmpty() ? Map.of() : ImageTable.lastLaunched(sql, ids);
    }

    /** What its disk says its operating system is. */
    public void recognised(Transaction transaction, ImageId id, OperatingSystem system) {
        SystemTable.put(transaction.sql(), id, system);
    }

    /** The operating systems of images, of those where it is known. */
    public Map<ImageId, OperatingSystem> systems(Handle sql, Collection<ImageId> ids) {
        return ids.isEmpty() ? Map.of() : SystemTable.of(sql, ids);
    }

    /** Every image of every account that is not deregistered, for whoever runs the service. */
    public List<Image> all(Handle sql) {
        return ImageTable.all(sql);
    }

    /**
     * A page of what the caller is shown: of its own images, those shared with it, and the public ones, what is not
     * hidden (source section 4.4), in the order of their registration. An id that it may not see is a fault, one that
     * is hidden from it, or that it deregistered of late, is left out: clients ask for what they deregister until it is
     * no longer there (source section 6.1).
     *
     * @throws ApiException {@code InvalidAMIID.NotFound}; {@code InvalidParameterValue} when there is no such filter;
     *     {@code InvalidNextToken}
     */
    public Slice<Image> search(Handle sql, Caller caller, ImageQuery query, PageWanted wanted) {
        requireVisible(
                sql,
                caller,
                query.ids().stream()
                        .filter(id -> !isGoneOfLate(sql, caller, id))
                        .toList());
        Slice<Long> found = new ImageSearch(sql, new ImageVisibility(caller), query, clock.instant())
                .find(wanted, wanted.afterNumber());
        return new Slice<>(ImageTable.numbered(sql, found.items()), found.next());
    }

    /** An image that the caller may see, hidden or not; the exception is as {@link #search} has it. */
    public Image requireVisible(Handle sql, Caller caller, ImageId id) {
        requireVisible(sql, caller, List.of(id));
        return ImageTable.find(sql, id).orElseThrow(() -> notFound(List.of(id)));
    }

    private boolean isGoneOfLate(Handle sql, Caller caller, ImageId id) {
        return ImageTable.find(sql, id)
                .filter(image -> image.region().equals(caller.region()))
                .filter(image -> image.owner().equals(caller.account()))
                .filter(image -> image.state() instanceof ImageState.Deregistered && isKnown(image))
                .isPresent();
    }

    private static void requireVisible(Handle sql, Caller caller, Collection<ImageId> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Set<ImageId> visible = ImageTable.visible(sql, caller, ids);
        List<ImageId> missing = ids.stream().filter(id -> !visible.contains(id)).toList();
        if (!missing.isEmpty()) {
            throw notFound(missing);
        }
    }

    /**
     * An image of the caller's own.
     *
     * @throws ApiException {@code InvalidAMIID.NotFound}; {@code InvalidAMIID.Unavailable} when it was deregistered of
     *     late; {@code AuthFailure} when the caller sees it, but it is another's
     */
    public Image requireOwned(Handle sql, Caller caller, ImageId id) {
        Image image = known(sql, caller, id);
        if (!image.owner().equals(caller.account())) {
            // Of an image that the caller may not even see it learns nothing.
            Image _ = requireVisible(sql, caller, id);
            throw new ApiException(ErrorCode.AUTH_FAILURE, "Not authorized for image:" + id);
        }
        if (image.state() instanceof ImageState.Deregistered) {
            throw unavailable(id);
        }
        return image;
    }

    /**
     * An image that the caller may start instances from now. The checks are in EC2's order (source section 3.1).
     *
     * @throws ApiException {@code InvalidAMIID.Malformed}, {@code InvalidAMIID.NotFound},
     *     {@code InvalidAMIID.Unavailable}, {@code AuthFailure}
     */
    public Image requireLaunchable(Handle sql, Caller caller, ImageId id) {
        if (id.kind() != ImageKind.MACHINE) {
            throw new ApiException(
                    ErrorCode.INVALID_AMIID_MALFORMED, "Invalid id: \"" + id + "\" (expecting \"ami-...\")");
        }
        Image image = requireUsable(sql, caller, id);
        requireAllowed(sql, caller, image);
        return image;
    }

    /** The same of an image of any kind, whatever the caller's account lets itself use of those of machines. */
    Image requireUsable(Handle sql, Caller caller, ImageId id) {
        Image image = known(sql, caller, id);
        requireAvailable(image);
        if (!isLaunchable(sql, caller, image)) {
            throw new ApiException(ErrorCode.AUTH_FAILURE, "Not authorized for images: [" + id + "]");
        }
        return image;
    }

    boolean isUsable(Handle sql, Caller caller, ImageId id) {
        return ImageTable.find(sql, id)
                .filter(image -> isLaunchable(sql, caller, image))
                .isPresent();
    }

    /**
     * Passes an image that the caller's account lets itself use (source section 1.7).
     *
     * @throws ApiException {@code AuthFailure}
     */
    public void requireAllowed(Handle sql, Caller caller, Image image) {
        AllowedImages allowed = AccountSettingsTable.allowedImages(sql, caller);
        if (!allowed.permits(caller.account(), image, clock.instant())) {
            throw new ApiException(
                    ErrorCode.AUTH_FAILURE,
                    "Not authorized for images: [" + image.id()
                            + "]: it does not meet the criteria of the Allowed AMIs settings of the account");
        }
    }

    /**
     * Passes an image that can be launched, copied and changed.
     *
     * @throws ApiException {@code InvalidAMIID.Unavailable}
     */
    public void requireAvailable(Image image) {
        switch (image.state()) {
            case ImageState.Available _ -> {}
            case ImageState.Pending _, ImageState.Failed _, ImageState.Deregistered _ -> throw unavailable(image.id());
            case ImageState.Disabled _ -> throw unavailable(image.id(), "it is disabled");
            case ImageState.Damaged damaged -> throw unavailable(image.id(), damaged.message());
        }
    }

    /**
     * Takes an image of the caller's own back, pending ones too. Instances, snapshots and copies stay as they are.
     *
     * @return the image as it was
     * @throws ApiException as {@link #requireOwned}; {@code OperationNotPermitted} while it is protected
     */
    public Image deregister(Transaction transaction, Caller caller, ImageId id) {
        Image image = requireDeregisterable(transaction.sql(), caller, id);
        change(transaction, image, new ImageState.Deregistered(clock.instant()));
        LaunchPermissionTable.revokeAll(transaction.sql(), id);
        return image;
    }

    /** An image that {@link #deregister} would take back; the exceptions are its. */
    public Image requireDeregisterable(Handle sql, Caller caller, ImageId id) {
        Image image = requireOwned(sql, caller, id);
        if (image.life().protection().forbids(clock.instant())) {
            throw new ApiException(
                    ErrorCode.OPERATION_NOT_PERMITTED,
                    "The image '" + id + "' is protected from deregistration: "
                            + image.life().protection().text(clock.instant()));
        }
        return image;
    }

    /** Brings an image, which was read in the same transaction, into another state. */
    void change(Transaction transaction, Image image, ImageState after) {
        if (!states.change(transaction, image.id(), image.state(), after)) {
            throw new IllegalStateException(image.id() + " changed within a transaction");
        }
    }

    /** Changes the description of an image of the caller's own; empty takes it away. */
    public void describe(Transaction transaction, Caller caller, ImageId id, String description) {
        Image _ = requireOwned(transaction.sql(), caller, id);
        requireDescription(description);
        ImageTable.describe(transaction.sql(), id, description.isEmpty() ? null : description);
    }

    /** From now on instances of it ask for session tokens at the metadata service; there is no way back. */
    public void requireImdsV2(Transaction transaction, Caller caller, ImageId id) {
        requireAvailable(requireOwned(transaction.sql(), caller, id));
        ImageTable.imdsSupport(transaction.sql(), id, "v2.0");
    }

    private boolean isLaunchable(Handle sql, Caller caller, Image image) {
        return image.owner().equals(caller.account())
                || LaunchPermissionTable.isGranted(sql, image.id(), caller.account());
    }

    /** An image of the region that is there, or that was until a moment ago. */
    private Image known(Handle sql, Caller caller, ImageId id) {
        return ImageTable.find(sql, id)
                .filter(image -> image.region().equals(caller.region()))
                .filter(this::isKnown)
                .orElseThrow(() -> notFound(List.of(id)));
    }

    private boolean isKnown(Image image) {
        return !(image.state() instanceof ImageState.Deregistered gone
                && gone.at().plus(limits.deregisteredKnown()).isBefore(clock.instant()));
    }

    private static ApiException unavailable(ImageId id) {
        return new ApiException(
                ErrorCode.INVALID_AMIID_UNAVAILABLE, "The image ID '" + id + "' is no longer available");
    }

    private static ApiException unavailable(ImageId id, String why) {
        return new ApiException(
                ErrorCode.INVALID_AMIID_UNAVAILABLE, "The image ID '" + id + "' is not available: " + why);
    }

    /** In the form that clients cut the ids out of. */
    public static ApiException notFound(List<ImageId> ids) {
        String text = ids.stream().map(ImageId::value).collect(Collectors.joining(", "));
        return new ApiException(
                ErrorCode.INVALID_AMIID_NOT_FOUND,
                ids.size() == 1
                        ? "The image id '[" + text + "]' does not exist"
                        : "The image ids '[" + text + "]' do not exist");
    }
}
