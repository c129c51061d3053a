package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ImageLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.SnapshotId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.BootFiles;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.operation.RecogniseSystem;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.workflow.RunId;
import dev.origami.zone.Home;
import dev.origami.zone.SnapshotHomes;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;
import software.amazon.awssdk.services.ec2.model.RegisterImageResponse;

/**
 * RegisterImage, from snapshots (source section 7.2): the image refers to the caller's own snapshots, and is available
 * at once.
 */
public final class RegisterImageApi {
    private final Database database;
    private final Images images;
    private final BootFiles bootFiles;
    private final Snapshots snapshots;
    private final RecogniseSystem systems;
    private final Tags tags;
    private final InstantSource clock;
    private final ImageLimits limits;

    public RegisterImageApi(
            Database database,
            Images images,
            Snapshots snapshots,
            RecogniseSystem systems,
            Tags tags,
            InstantSource clock,
            ImageLimits limits) {
        this.database = database;
        this.images = images;
        this.bootFiles = new BootFiles(images);
        this.snapshots = snapshots;
        this.systems = systems;
        this.tags = tags;
        this.clock = clock;
        this.limits = limits;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("RegisterImage", RegisterImageRequest::builder, this::registerImage)
                .requires("Name")
                .honours("Description", "Architecture", "VirtualizationType", "KernelId", "RamdiskId")
                .honours("RootDeviceName", "EnaSupport", "SriovNetSupport", "BootMode", "TpmSupport", "UefiData")
                .honours("ImdsSupport", "TagSpecification.*")
                .honours("BlockDeviceMapping.DeviceName", "BlockDeviceMapping.VirtualName")
                .honours("BlockDeviceMapping.NoDevice", "BlockDeviceMapping.Ebs.SnapshotId")
                .honours("BlockDeviceMapping.Ebs.VolumeSize", "BlockDeviceMapping.Ebs.VolumeType")
                .honours("BlockDeviceMapping.Ebs.Iops", "BlockDeviceMapping.Ebs.Throughput")
                .honours("BlockDeviceMapping.Ebs.OutpostArn")
                .honours("BlockDeviceMapping.Ebs.DeleteOnTermination", "BlockDeviceMapping.Ebs.Encrypted"));
    }

    private RegisterImageResponse registerImage(Caller caller, RegisterImageRequest request) {
        images.requireName(request.name());
        ImageSettings settings = new ImageRegistration(request, limits).settings();
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(ImageApi.RESOURCE_TYPE))
                .of(ImageApi.RESOURCE_TYPE);
        ImageId id = ImageId.create();
        database.writing(transaction -> {
            MappingReader reader = new MappingReader(
                    settings.rootDeviceName(),
                    snapshot -> snapshots.requireCompleted(transaction.sql(), caller, snapshot));
            List<BlockDeviceMapping> mappings = reader.readWithRoot(request.blockDeviceMappings());
            requireOnePlace(transaction.sql(), request, mappings);
            BootFiles.Chosen start = bootFiles.choose(
                    transaction.sql(),
                    caller,
                    settings.virtualization(),
                    settings.architecture(),
                    settings.kernel(),
                    settings.ramdisk());
            images.insert(
                    transaction,
                    new Image(
                            id,
                            caller.account(),
                            caller.region(),
                            request.name(),
                            request.description(),
                            new ImageState.Available(),
                            clock.instant(),
                            settings.startedWith(start),
                            mappings,
                            ImageSource.NONE,
                            false));
            RunId _ = systems.submit(transaction, id);
            tags.attach(transaction, caller, ImageApi.RESOURCE_TYPE, id, given);
        });
        return RegisterImageResponse.builder().imageId(id.value()).build();
    }

    /** Snapshots of two places could be used nowhere together, and an Outpost that is named is to be where they are. */
    private static void requireOnePlace(Handle sql, RegisterImageRequest request, List<BlockDeviceMapping> mappings) {
        List<SnapshotId> of = mappings.stream()
                .filter(BlockDeviceMapping.Ebs.class::isInstance)
                .map(mapping -> ((BlockDeviceMapping.Ebs) mapping).snapshot())
                .filter(Objects::nonNull)
                .toList();
        Set<Home> homes = SnapshotHomes.requireOne(sql, of);
        List<String> named = request.blockDeviceMappings().stream()
                .map(mapping -> mapping.ebs() == null ? null : mapping.ebs().outpostArn())
                .filter(Objects::nonNull)
                .toList();
        for (String outpost : named) {
            if (!homes.contains(Home.onOutpost(outpost))) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER_COMBINATION,
                        "The snapshots of the image are not on the Outpost '" + outpost + "'");
            }
        }
    }
}
