package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.VolumeLimits;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.BootFiles;
import dev.origami.image.Image;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import dev.origami.image.Images;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.machine.Machines;
import dev.origami.operation.CreateImage;
import dev.origami.operation.SnapshotSet;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tags;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeModifications;
import dev.origami.volume.Volumes;
import dev.origami.workflow.RunId;
import dev.origami.zone.Home;
import dev.origami.zone.OnOutposts;
import dev.origami.zone.Places;
import dev.origami.zone.SnapshotHomes;
import dev.origami.zone.Zones;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateImageRequest;
import software.amazon.awssdk.services.ec2.model.CreateImageResponse;

/** CreateImage (source section 6). */
public final class CreateImageApi {
    private final Database database;
    private final Images images;
    private final Instances instances;
    private final Snapshots snapshots;
    private final Volumes volumes;
    private final Lineages lineages;
    private final Tags tags;
    private final CreateImage createImage;
    private final InstantSource clock;
    private final VolumeLimits limits;
    private final HomeReader homes;
    private final UefiVariables variables;

    /** An image that was begun. */
    private record Begun(ImageId image, RunId run) {}

    public CreateImageApi(
            Database database,
            Images images,
            Instances instances,
            Snapshots snapshots,
            Volumes volumes,
            Lineages lineages,
            Tags tags,
            CreateImage createImage,
            InstantSource clock,
            VolumeLimits limits,
            Places places,
            Machines machines) {
        this.database = database;
        this.images = images;
        this.instances = instances;
        this.snapshots = snapshots;
        this.volumes = volumes;
        this.lineages = lineages;
        this.tags = tags;
        this.createImage = createImage;
        this.clock = clock;
        this.limits = limits;
        this.homes = new HomeReader(places);
        this.variables = new UefiVariables(database, machines);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateImage", CreateImageRequest::builder, this::createImage)
                .requires("InstanceId", "Name")
                .honours("Description", "NoReboot", "SnapshotLocation", "TagSpecification.*")
                .honours("BlockDeviceMapping.DeviceName", "BlockDeviceMapping.NoDevice")
                .honours("BlockDeviceMapping.VirtualName", "BlockDeviceMapping.Ebs.DeleteOnTermination")
                .honours("BlockDeviceMapping.Ebs.VolumeSize", "BlockDeviceMapping.Ebs.VolumeType")
                .honours("BlockDeviceMapping.Ebs.SnapshotId", "BlockDeviceMapping.Ebs.Iops")
                .honours("BlockDeviceMapping.Ebs.Throughput", "BlockDeviceMapping.Ebs.Encrypted"));
    }

    private CreateImageResponse createImage(Caller caller, CreateImageRequest request) {
        TagSpecifications given = TagSpecifications.of(
                tags, request.tagSpecifications(), Set.of(ImageApi.RESOURCE_TYPE, SnapshotApi.RESOURCE_TYPE));
        InstanceId id = InstanceId.parse(request.instanceId());
        @Nullable String uefiData = uefiData(caller, id);
        Begun begun = database.write(transaction -> begin(transaction, caller, request, id, given, uefiData));
        if (Boolean.TRUE.equals(request.noReboot())) {
            // What the guest writes after this answer is not to be in the image.
            boolean _ = Waiting.on(() -> createImage.awaitFrozen(begun.run(), limits.freezePatience()));
        }
        return CreateImageResponse.builder().imageId(begun.image().value()).build();
    }

    private Begun begin(
            Transaction transaction,
            Caller caller,
            CreateImageRequest request,
            InstanceId id,
            TagSpecifications given,
            @Nullable String uefiData) {
        Instance instance = instances.requireOwned(transaction.sql(), caller, id);
        boolean running = requireRunningOrStopped(instance);
        ImageId image = ImageId.create();
        List<Volume> attached =
                VolumeModifications.asFrozen(transaction.sql(), volumes.attachedTo(transaction.sql(), id));
        CreatedMapping mapping = CreatedMapping.of(
                instance,
                attached,
                request.blockDeviceMappings(),
                snapshot -> snapshots.requireCompleted(transaction.sql(), caller, snapshot));
        Home home = homes.located(
                Zones.require(instance.region(), instance.zone()),
                Home.onOutpost(OnOutposts.of(transaction.sql(), id)),
                "SnapshotLocation",
                request.snapshotLocationAsString());
        Image made = image(transaction, instance, request, image, mapping.entries(), uefiData);
        images.insert(transaction, made);
        tags.attach(transaction, caller, ImageApi.RESOURCE_TYPE, image, given.of(ImageApi.RESOURCE_TYPE));
        for (CreatedMapping.Taken taken : mapping.taken()) {
            lineages.requireUsable(transaction.sql(), caller, taken.volume().lineage());
            snapshots.insert(transaction, pending(taken, instance, image));
            SnapshotHomes.place(transaction, taken.snapshot(), home);
            tags.attach(
                    transaction,
                    caller,
                    SnapshotApi.RESOURCE_TYPE,
                    taken.snapshot(),
                    given.of(SnapshotApi.RESOURCE_TYPE));
        }
        Set<Home> _ = SnapshotHomes.requireOne(transaction.sql(), made.snapshots());
        SnapshotSet set = new SnapshotSet(
                id,
                mapping.taken().stream()
                        .map(taken -> new SnapshotSet.Part(taken.volume().id(), taken.snapshot()))
                        .toList());
        boolean reboot = running && !Boolean.TRUE.equals(request.noReboot());
        RunId run = createImage.submit(transaction, new CreateImage.Arguments(image, id, reboot, set));
        return new Begun(image, run);
    }

    /** The keys of secure boot, and what else the guest's firmware keeps now; null where there is no UEFI. */
    private @Nullable String uefiData(Caller caller, InstanceId id) {
        Instance instance = database.read(sql -> instances.requireOwned(sql, caller, id));
        return UefiVariables.areIn(instance) ? variables.of(instance).orElse(null) : null;
    }

    private Image image(
            Transaction transaction,
            Instance instance,
            CreateImageRequest request,
            ImageId id,
            List<BlockDeviceMapping> mappings,
            @Nullable String uefiData) {
        ImageId source = instance.image().image();
        Image launched = images.find(transaction.sql(), source).orElseThrow(() -> Images.notFound(List.of(source)));
        return new Image(
                id,
                instance.owner(),
                instance.region(),
                request.name(),
                request.description(),
                new ImageState.Pending(),
                clock.instant(),
                launched.settings()
                        .startedWith(new BootFiles.Chosen(
                                instance.image().kernel(), instance.image().ramdisk()))
                        .withUefiData(uefiData),
                mappings,
                new ImageSource(source, instance.region(), instance.id()),
                false);
    }

    private Snapshot pending(CreatedMapping.Taken taken, Instance instance, ImageId image) {
        return new Snapshot(
                taken.snapshot(),
                instance.owner(),
                instance.region(),
                taken.volume().id(),
                taken.volume().settings().sizeGiB(),
                new SnapshotState.Pending(0),
                clock.instant(),
                "Created by CreateImage(" + instance.id() + ") for " + image,
                null,
                null,
                taken.volume().lineage());
    }

    private static boolean requireRunningOrStopped(Instance instance) {
        InstanceState state = instance.state();
        return switch (state) {
            case RUNNING -> true;
            case STOPPED -> false;
            case PENDING, STOPPING ->
                throw new ApiException(
                        ErrorCode.INCORRECT_STATE,
                        "Instance is not in state 'running' or 'stopped': " + instance.id() + " is '" + state.wire()
                                + "'");
            case SHUTTING_DOWN, TERMINATED ->
                throw new ApiException(
                        ErrorCode.INCORRECT_INSTANCE_STATE,
                        "The instance '" + instance.id() + "' is '" + state.wire() + "'");
        };
    }
}
