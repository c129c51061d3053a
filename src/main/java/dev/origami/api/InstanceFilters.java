package dev.origami.api;

import dev.origami.config.ApiLimits;
import dev.origami.instance.Instance;
import dev.origami.instance.StateReason;
import dev.origami.network.NetworkInterface;
import dev.origami.network.SecurityGroup;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The filters of DescribeInstances (source appendix B). */
final class InstanceFilters {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private InstanceFilters() {}

    static Filters<InstanceView> declare(ApiLimits limits) {
        Filters<InstanceView> filters = new Filters<InstanceView>(limits).tags(InstanceView::tags);
        filters.texts("outpost-arn", view -> view.outpost().stream().toList());
        ofInstance(filters);
        ofImage(filters);
        ofSettings(filters);
        ofVolumes(filters);
        ofNetwork(filters);
        return filters.none(
                "affinity",
                "capacity-reservation-id",
                "capacity-reservation-specification.capacity-reservation-target.capacity-reservation-id",
                "capacity-reservation-specification.capacity-reservation-target.capacity-reservation-resource-group-arn",
                "host-id",
                "iam-instance-profile.arn",
                "iam-instance-profile.id",
                "instance-lifecycle",
                "ipv6-address",
                "metadata-options.http-protocol-ipv4",
                "network-performance-options.bandwidth-weighting",
                "operator.managed",
                "operator.principal",
                "placement-group-name",
                "placement-partition-number",
                "platform",
                "private-dns-name-options.enable-resource-name-dns-a-record",
                "private-dns-name-options.enable-resource-name-dns-aaaa-record",
                "private-dns-name-options.hostname-type",
                "product-code",
                "product-code.type",
                "requester-id",
                "spot-instance-request-id",
                "usage-operation-update-time");
    }

    private static void ofInstance(Filters<InstanceView> filters) {
        instance(filters, "instance-id", instance -> instance.id().value());
        instance(filters, "reservation-id", instance -> instance.reservation().value());
        instance(filters, "owner-id", instance -> instance.owner().value());
        instance(filters, "availability-zone", Instance::zone);
        instance(
                filters,
                "availability-zone-id",
                instance -> Zones.find(instance.region(), instance.zone())
                        .map(Zone::id)
                        .orElse(null));
        instance(filters, "launch-index", instance -> Integer.toString(instance.launchIndex()));
        instance(filters, "launch-time", instance -> text(instance.launchTime()));
        instance(filters, "key-name", Instance::keyName);
        instance(filters, "client-token", Instance::clientToken);
        instance(filters, "instance-state-name", instance -> instance.state().wire());
        instance(
                filters,
                "instance-state-code",
                instance -> Integer.toString(instance.state().code()));
        instance(filters, "reason", instance -> {
            String reason = InstanceWire.transition(instance);
            return reason.isEmpty() ? null : reason;
        });
        instance(filters, "state-reason-code", instance -> reason(instance, StateReason::code));
        instance(filters, "state-reason-message", instance -> reason(instance, StateReason::message));
    }

    private static void ofImage(Filters<InstanceView> filters) {
        instance(filters, "image-id", instance -> instance.image().image().value());
        instance(filters, "architecture", instance -> instance.image().architecture());
        instance(filters, "virtualization-type", instance -> instance.image().virtualization());
        instance(filters, "hypervisor", instance -> "xen");
        instance(filters, "root-device-name", instance -> instance.image().rootDeviceName());
        instance(filters, "root-device-type", instance -> instance.image().rootDeviceType());
        instance(filters, "boot-mode", instance -> instance.image().bootMode());
        instance(
                filters,
                "current-instance-boot-mode",
                instance -> instance.image().currentBootMode());
        instance(filters, "kernel-id", instance -> instance.image().kernel());
        instance(filters, "ramdisk-id", instance -> instance.image().ramdisk());
        instance(filters, "tpm-support", instance -> instance.image().tpmSupport());
        instance(filters, "platform-details", instance -> InstanceWire.PLATFORM_DETAILS);
        instance(filters, "usage-operation", instance -> InstanceWire.USAGE_OPERATION);
    }

    private static void ofSettings(Filters<InstanceView> filters) {
        instance(filters, "instance-type", instance -> instance.settings().type());
        flag(filters, "ebs-optimized", instance -> instance.settings().devices().ebsOptimized());
        flag(filters, "ena-support", instance -> instance.settings().devices().enaSupport());
        flag(filters, "hibernation-options.configured", instance -> false);
        flag(filters, "enclave-options.enabled", instance -> false);
        instance(filters, "tenancy", instance -> "default");
        instance(filters, "maintenance-options.auto-recovery", instance -> "default");
        instance(filters, "capacity-reservation-specification.capacity-reservation-preference", instance -> "open");
        instance(filters, "monitoring-state", instance -> instance.settings().monitoring() ? "enabled" : "disabled");
        instance(
                filters,
                "metadata-options.http-tokens",
                instance -> instance.settings().metadata().tokensRequired() ? "required" : "optional");
        instance(
                filters,
                "metadata-options.http-endpoint",
                instance -> instance.settings().metadata().endpoint() ? "enabled" : "disabled");
        instance(
                filters,
                "metadata-options.http-put-response-hop-limit",
                instance -> Integer.toString(instance.settings().metadata().hopLimit()));
        instance(
                filters,
                "metadata-options.instance-metadata-tags",
                instance -> instance.settings().metadata().instanceTags() ? "enabled" : "disabled");
        instance(filters, "metadata-options.http-protocol-ipv6", instance -> "disabled");
        instance(filters, "metadata-options.state", instance -> "applied");
    }

    private static void ofVolumes(Filters<InstanceView> filters) {
        attachment(filters, "device-name", Attachment::device);
        attachment(filters, "status", attachment -> attachment.state().wire());
        attachment(filters, "attach-time", attachment -> text(attachment.attachTime()));
        attachment(filters, "delete-on-termination", attachment -> Boolean.toString(attachment.deleteOnTermination()));
        filters.texts(
                "block-device-mapping.volume-id",
                view -> view.volumes().stream()
                        .map(volume -> volume.id().value())
                        .toList());
    }

    private static void ofNetwork(Filters<InstanceView> filters) {
        nic(filters, "vpc-id", nic -> nic.vpc().value());
        filters.alias("vpc-id", "network-interface.vpc-id");
        nic(filters, "subnet-id", nic -> nic.subnet().value());
        filters.alias("subnet-id", "network-interface.subnet-id");
        nic(filters, "private-ip-address", nic -> nic.privateAddress().toString());
        filters.alias(
                "private-ip-address",
                "network-interface.private-ip-address",
                "network-interface.addresses.private-ip-address");
        nic(filters, "private-dns-name", NetworkInterface::privateDnsName);
        filters.alias("private-dns-name", "network-interface.private-dns-name");
        nic(filters, "ip-address", nic -> nic.publicAddress() == null ? null : String.valueOf(nic.publicAddress()));
        filters.alias(
                "ip-address",
                "network-interface.association.public-ip",
                "network-interface.addresses.association.public-ip");
        nic(filters, "dns-name", InstanceWire::publicDnsName);
        nic(filters, "source-dest-check", nic -> Boolean.toString(nic.sourceDestCheck()));
        filters.alias("source-dest-check", "network-interface.source-dest-check");
        nic(filters, "network-interface.addresses.primary", nic -> "true");
        nic(filters, "network-interface.association.ip-owner-id", nic -> nic.publicAddress() == null ? null : "amazon");
        filters.alias(
                "network-interface.association.ip-owner-id", "network-interface.addresses.association.ip-owner-id");
        nic(filters, "network-interface.attachment.attach-time", nic -> text(nic.attachTime()));
        nic(filters, "network-interface.attachment.attachment-id", NetworkInterface::attachmentId);
        nic(filters, "network-interface.attachment.delete-on-termination", nic -> "true");
        nic(filters, "network-interface.attachment.device-index", nic -> "0");
        nic(
                filters,
                "network-interface.attachment.instance-id",
                nic -> nic.instance().value());
        nic(
                filters,
                "network-interface.attachment.instance-owner-id",
                nic -> nic.account().value());
        nic(filters, "network-interface.attachment.status", nic -> "attached");
        nic(filters, "network-interface.availability-zone", NetworkInterface::zone);
        nic(filters, "network-interface.owner-id", nic -> nic.account().value());
        nic(filters, "network-interface.network-interface-id", nic -> nic.id().value());
        nic(filters, "network-interface.mac-address", NetworkInterface::mac);
        nic(filters, "network-interface.description", NetworkInterface::description);
        nic(filters, "network-interface.status", nic -> "in-use");
        filters.texts(
                "instance.group-id",
                view -> view.groups().stream().map(group -> group.id().value()).toList());
        filters.alias("instance.group-id", "group-id", "network-interface.group-id");
        filters.texts(
                "instance.group-name",
                view -> view.groups().stream().map(SecurityGroup::name).toList());
        filters.alias("instance.group-name", "group-name", "network-interface.group-name");
    }

    private static void instance(
            Filters<InstanceView> filters, String name, Function<Instance, @Nullable String> value) {
        var _ = filters.text(name, view -> value.apply(view.instance()));
    }

    private static void flag(Filters<InstanceView> filters, String name, Function<Instance, Boolean> value) {
        instance(filters, name, instance -> Boolean.toString(value.apply(instance)));
    }

    private static void attachment(Filters<InstanceView> filters, String name, Function<Attachment, String> value) {
        var _ = filters.texts(
                "block-device-mapping." + name,
                view -> view.volumes().stream()
                        .map(Volume::attachment)
                        .filter(Objects::nonNull)
                        .map(value)
                        .toList());
    }

    private static void nic(
            Filters<InstanceView> filters, String name, Function<NetworkInterface, @Nullable String> value) {
        var _ = filters.texts(
                name,
                view -> view.nic()
                        .flatMap(nic -> java.util.Optional.ofNullable(value.apply(nic)))
                        .map(List::of)
                        .orElse(List.of()));
    }

    private static @Nullable String reason(Instance instance, Function<StateReason, String> part) {
        StateReason reason = instance.stateReason();
        return reason == null ? null : part.apply(reason);
    }

    private static String text(Instant time) {
        return TIME.format(time);
    }
}
