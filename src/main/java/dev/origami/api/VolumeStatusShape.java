package dev.origami.api;

import dev.origami.block.ManifestId;
import dev.origami.snapshot.Damage;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeIo;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.VolumeStatusAction;
import software.amazon.awssdk.services.ec2.model.VolumeStatusAttachmentStatus;
import software.amazon.awssdk.services.ec2.model.VolumeStatusDetails;
import software.amazon.awssdk.services.ec2.model.VolumeStatusEvent;
import software.amazon.awssdk.services.ec2.model.VolumeStatusItem;

/**
 * How a volume stands (source section 2.3). One is impaired when a block of the stored disk that it lies on is lost, and
 * a guest that reads it would wait; where its I/O is enabled the guest is told of an error instead and goes on.
 *
 * @param disk what it lies on in the block store; null when on nothing
 * @param damage what is lost of that; null when nothing is
 */
record VolumeStatusShape(
        Volume volume,
        VolumeIo io,
        @Nullable ManifestId disk,
        @Nullable Damage damage) {
    private static final int EVENT_DIGITS = 17;
    private static final String EVENT_TYPE = "potential-data-inconsistency";
    private static final String ACTION = "enable-volume-io";
    private static final String ACTION_TEXT = "Enable volume I/O";
    private static final String INSUFFICIENT = "insufficient-data";
    /** What a volume may do in a second is shown and not enforced. */
    private static final String NOT_APPLICABLE = "not-applicable";

    boolean isImpaired() {
        return damage != null && !io.isEnabled();
    }

    private boolean isThere() {
        return switch (volume.state()) {
            case AVAILABLE, IN_USE -> true;
            case CREATING, DELETING, DELETED, ERROR -> false;
        };
    }

    String status() {
        return !isThere() ? INSUFFICIENT : isImpaired() ? "impaired" : "ok";
    }

    List<VolumeStatusDetails> details() {
        String enabled = !isThere() ? INSUFFICIENT : isImpaired() ? "failed" : "passed";
        return List.of(detail("io-enabled", enabled), detail("io-performance", NOT_APPLICABLE));
    }

    private static VolumeStatusDetails detail(String name, String status) {
        return VolumeStatusDetails.builder().name(name).status(status).build();
    }

    /** What happened to it: one event as long as something is lost. */
    List<VolumeStatusEvent> events() {
        Damage lost = damage;
        if (lost == null) {
            return List.of();
        }
        String said = isImpaired() ? "Awaiting Action: Enable IO" : io.autoEnable() ? "IO Auto-Enabled" : "IO Enabled";
        Attachment attachment = volume.attachment();
        return List.of(VolumeStatusEvent.builder()
                .eventId(eventId())
                .eventType(EVENT_TYPE)
                .description(said + ". " + lost.message())
                .notBefore(lost.foundAt())
                .instanceId(attachment == null ? null : attachment.instance().value())
                .build());
    }

    /** What its owner may do about that. */
    List<VolumeStatusAction> actions() {
        return isImpaired()
                ? List.of(VolumeStatusAction.builder()
                        .code(ACTION)
                        .description(ACTION_TEXT)
                        .eventId(eventId())
                        .eventType(EVENT_TYPE)
                        .build())
                : List.of();
    }

    @Nullable
    Instant notBefore() {
        return damage == null ? null : damage.foundAt();
    }

    @Nullable
    String zoneId() {
        return Zones.find(volume.region(), volume.zone()).map(Zone::id).orElse(null);
    }

    /** The same as long as the same disk is damaged. */
    private String eventId() {
        return disk == null ? "" : "evol-" + disk.hex().substring(0, EVENT_DIGITS);
    }

    VolumeStatusItem item() {
        Attachment attachment = volume.attachment();
        return VolumeStatusItem.builder()
                .volumeId(volume.id().value())
                .availabilityZone(volume.zone())
                .availabilityZoneId(zoneId())
                .volumeStatus(info -> info.status(status()).details(details()))
                .events(events())
                .actions(actions())
                .attachmentStatuses(
                        attachment == null
                                ? List.of()
                                : List.of(VolumeStatusAttachmentStatus.builder()
                                        .instanceId(attachment.instance().value())
                                        .ioPerformance(NOT_APPLICABLE)
                                        .build()))
                .build();
    }
}
