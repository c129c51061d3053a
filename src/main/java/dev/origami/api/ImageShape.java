package dev.origami.api;

import dev.origami.account.Provider;
import dev.origami.ebs.EbsSettings;
import dev.origami.id.ImageKind;
import dev.origami.image.BlockDeviceMapping;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.ImageSource;
import dev.origami.image.ImageState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.DeviceType;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.HypervisorType;
import software.amazon.awssdk.services.ec2.model.StateReason;

/** Images as answers have them (source sections 4.2, 4.6). */
public final class ImageShape {
    static final String PLATFORM = "Linux/UNIX";
    static final String USAGE = "RunInstances";

    private ImageShape() {}

    /** An image as its reader is told of it now; the owner is told more. */
    static software.amazon.awssdk.services.ec2.model.Image of(DescribedImage described, Instant now) {
        Image image = described.image();
        ImageSettings settings = image.settings();
        boolean isMachine = image.id().kind() == ImageKind.MACHINE;
        Instant deprecationTime = image.life().deprecationTime();
        var wire = software.amazon.awssdk.services.ec2.model.Image.builder()
                .imageId(image.id().value())
                .imageLocation(image.location())
                .imageOwnerAlias(Provider.aliasOf(image.owner()))
                .ownerId(image.owner().value())
                .name(image.name())
                .description(image.description())
                .state(image.state().wire())
                .creationDate(WireTime.text(image.creationDate()))
                .publicLaunchPermissions(image.isPublic())
                .architecture(settings.architecture())
                .imageType(image.id().kind().wire())
                .virtualizationType(settings.virtualization())
                .hypervisor(HypervisorType.XEN)
                .rootDeviceName(isMachine ? settings.rootDeviceName() : null)
                .rootDeviceType(isMachine ? DeviceType.EBS : DeviceType.INSTANCE_STORE)
                .kernelId(settings.kernel())
                .ramdiskId(settings.ramdisk())
                .enaSupport(settings.enaSupport())
                .sriovNetSupport(settings.sriovNetSupport())
                .bootMode(settings.bootMode())
                .tpmSupport(settings.tpmSupport())
                .imdsSupport(settings.imdsSupport())
                .deprecationTime(deprecationTime == null ? null : WireTime.text(deprecationTime))
                .imageAllowed(described.allowed())
                .platformDetails(PLATFORM)
                .usageOperation(USAGE)
                .blockDeviceMappings(
                        isMachine
                                ? image.mappings().stream().map(ImageShape::of).toList()
                                : List.of())
                .productCodes(List.of())
                .tags(TagSpecifications.write(described.tags()));
        if (described.own()) {
            Instant lastLaunched = described.lastLaunched();
            ImageSource source = image.source();
            wire.sourceImageId(source.image() == null ? null : source.image().value())
                    .sourceImageRegion(
                            source.region() == null ? null : source.region().name())
                    .sourceInstanceId(
                            source.instance() == null ? null : source.instance().value())
                    .deregistrationProtection(image.life().protection().text(now))
                    .lastLaunchedTime(lastLaunched == null ? null : WireTime.text(lastLaunched));
        }
        return wire.stateReason(reason(image, described.own())).build();
    }

    /** Why an image failed is told to its owner; that one is damaged, to all who might launch it. */
    static @Nullable StateReason reason(Image image, boolean own) {
        return switch (image.state()) {
            case ImageState.Failed failed when own -> reason(failed.code(), failed.message());
            case ImageState.Damaged damaged -> reason(ImageState.Damaged.CODE, damaged.message());
            case ImageState.Pending _,
                    ImageState.Available _,
                    ImageState.Failed _,
                    ImageState.Disabled _,
                    ImageState.Deregistered _ -> null;
        };
    }

    private static StateReason reason(String code, String message) {
        return StateReason.builder().code(code).message(message).build();
    }

    static software.amazon.awssdk.services.ec2.model.BlockDeviceMapping of(BlockDeviceMapping mapping) {
        var wire = software.amazon.awssdk.services.ec2.model.BlockDeviceMapping.builder()
                .deviceName(mapping.deviceName());
        switch (mapping) {
            case BlockDeviceMapping.Ebs ebs -> wire.ebs(ebs(ebs));
            case BlockDeviceMapping.Ephemeral ephemeral -> wire.virtualName(ephemeral.virtualName());
            case BlockDeviceMapping.NoDevice _ -> wire.noDevice("");
        }
        return wire.build();
    }

    private static EbsBlockDevice ebs(BlockDeviceMapping.Ebs ebs) {
        EbsSettings settings = ebs.settings();
        return EbsBlockDevice.builder()
                .snapshotId(ebs.snapshot() == null ? null : ebs.snapshot().value())
                .volumeSize(settings.sizeGiB())
                .volumeType(settings.type().wire())
                .iops(settings.iops())
                .throughput(settings.throughput())
                .deleteOnTermination(ebs.deleteOnTermination())
                .encrypted(ebs.encrypted())
                .build();
    }
}
