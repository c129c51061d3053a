package dev.origami.api;

import dev.origami.encryption.Lineage;
import dev.origami.id.VolumeId;
import dev.origami.tag.Tag;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.ec2.model.CreateVolumeResponse;
import software.amazon.awssdk.services.ec2.model.SSEType;
import software.amazon.awssdk.services.ec2.model.VolumeAttachment;

/** Volumes as answers have them (source section 2.3). */
public final class VolumeShape {
    private VolumeShape() {}

    static software.amazon.awssdk.services.ec2.model.Volume of(Volume volume, List<Tag> tags) {
        return software.amazon.awssdk.services.ec2.model.Volume.builder()
                .volumeId(volume.id().value())
                .availabilityZone(volume.zone())
                .size(volume.settings().sizeGiB())
                .volumeType(volume.settings().type().wire())
                .iops(volume.settings().shownIops())
                .throughput(volume.settings().throughput())
                .snapshotId(snapshotId(volume))
                .sourceVolumeId(volume.source() == null ? null : volume.source().value())
                .state(volume.state().wire())
                .createTime(volume.createTime())
                .encrypted(volume.lineage() != null)
                .kmsKeyId(Lineage.keyOf(volume.lineage()))
                .sseType(volume.lineage() == null ? null : SSEType.SSE_KMS)
                .multiAttachEnabled(false)
                .attachments(attachments(volume))
                .tags(TagSpecifications.write(tags))
                .build();
    }

    /** The same, as the answer of the request that makes it: it has the members of a volume. */
    static CreateVolumeResponse created(Volume volume, List<Tag> tags) {
        software.amazon.awssdk.services.ec2.model.Volume shown = of(volume, tags);
        CreateVolumeResponse.Builder answer = CreateVolumeResponse.builder();
        for (SdkField<?> field : answer.sdkFields()) {
            shown.sdkFields().stream()
                    .filter(same -> same.memberName().equals(field.memberName()))
                    .forEach(same -> field.set(answer, same.getValueOrDefault(shown)));
        }
        return answer.build();
    }

    static VolumeAttachment of(VolumeId id, Attachment attachment) {
        return VolumeAttachment.builder()
                .volumeId(id.value())
                .instanceId(attachment.instance().value())
                .device(attachment.device())
                .state(attachment.state().wire())
                .deleteOnTermination(attachment.deleteOnTermination())
                .attachTime(attachment.attachTime())
                .build();
    }

    static @Nullable String zoneId(Volume volume) {
        return Zones.find(volume.region(), volume.zone()).map(Zone::id).orElse(null);
    }

    private static List<VolumeAttachment> attachments(Volume volume) {
        Attachment attachment = volume.attachment();
        return attachment == null ? List.of() : List.of(of(volume.id(), attachment));
    }

    /** Empty, not absent, where there is none: as EC2 has it. */
    static String snapshotId(Volume volume) {
        return volume.snapshot() == null ? "" : volume.snapshot().value();
    }
}
