package dev.origami.image;

import dev.origami.account.Provider;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An image: of a machine, or a kernel or RAM disk for one.
 *
 * @param description null when there is none
 * @param mappings its block device mapping, in the order it was given; may be empty while it is pending
 * @param isPublic whether everybody may launch it
 * @param life what its owner decided about its end
 */
public record Image(
        ImageId id,
        AccountId owner,
        Region region,
        String name,
        @Nullable String description,
        ImageState state,
        Instant creationDate,
        ImageSettings settings,
        List<BlockDeviceMapping> mappings,
        ImageSource source,
        boolean isPublic,
        ImageLife life) {
    /** Where those of Amazon's kernels are said to be. */
    static final String KERNELS_AT = "ec2-public-images/";

    static final String MANIFEST = ".manifest.xml";

    public Image {
        mappings = List.copyOf(mappings);
    }

    /** A new image. */
    public Image(
            ImageId id,
            AccountId owner,
            Region region,
            String name,
            @Nullable String description,
            ImageState state,
            Instant creationDate,
            ImageSettings settings,
            List<BlockDeviceMapping> mappings,
            ImageSource source,
            boolean isPublic) {
        this(
                id,
                owner,
                region,
                name,
                description,
                state,
                creationDate,
                settings,
                mappings,
                source,
                isPublic,
                ImageLife.NEW);
    }

    /** What EC2 shows as its location (source section 4.2). */
    public String location() {
        String alias = Provider.aliasOf(owner);
        if (alias != null && id.kind() == ImageKind.KERNEL) {
            return KERNELS_AT + name + MANIFEST;
        }
        return (alias == null ? owner.value() : alias) + "/" + name;
    }

    /** The entries that are volumes. */
    public Stream<BlockDeviceMapping.Ebs> volumes() {
        return mappings.stream()
                .filter(BlockDeviceMapping.Ebs.class::isInstance)
                .map(BlockDeviceMapping.Ebs.class::cast);
    }

    /** The volume that a machine boots from. */
    public Optional<BlockDeviceMapping.Ebs> root() {
        return volumes()
                .filter(volume -> volume.deviceName().equals(settings.rootDeviceName()))
                .findFirst();
    }

    /** The snapshots of its volumes, each once. */
    public List<SnapshotId> snapshots() {
        return volumes()
                .map(BlockDeviceMapping.Ebs::snapshot)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }
}
