package dev.origami.api;

import dev.origami.instance.ImageFacts;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceSettings;
import dev.origami.instance.MetadataOptions;
import dev.origami.instance.StateReason;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.SecurityGroup;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CpuOptions;
import software.amazon.awssdk.services.ec2.model.EbsInstanceBlockDevice;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.InstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterface;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.InstancePrivateIpAddress;
import software.amazon.awssdk.services.ec2.model.InstanceState;
import software.amazon.awssdk.services.ec2.model.Monitoring;
import software.amazon.awssdk.services.ec2.model.Placement;

/** Instances as answers have them. */
final class InstanceWire {
    private InstanceWire() {}

    static software.amazon.awssdk.services.ec2.model.Instance write(InstanceView view) {
        Instance instance = view.instance();
        ImageFacts image = instance.image();
        InstanceSettings settings = instance.settings();
        var wire = software.amazon.awssdk.services.ec2.model.Instance.builder()
                .instanceId(instance.id().value())
                .imageId(image.image().value())
                .instanceType(settings.type())
                .amiLaunchIndex(instance.launchIndex())
                .launchTime(instance.launchTime())
                .usageOperationUpdateTime(instance.launchTime())
                .keyName(instance.keyName())
                .clientToken(instance.clientToken() == null ? "" : instance.clientToken())
                .architecture(image.architecture())
                .virtualizationType(image.virtualization())
                .hypervisor("xen")
                .platformDetails(ImageFacts.PLATFORM_DETAILS)
                .usageOperation(ImageFacts.USAGE_OPERATION)
                .rootDeviceName(image.rootDeviceName())
                .rootDeviceType(image.rootDeviceType())
                .bootMode(image.bootMode())
                .currentInstanceBootMode(image.currentBootMode())
                .kernelId(image.kernel())
                .ramdiskId(image.ramdisk())
                .tpmSupport(image.tpmSupport())
                .enaSupport(settings.devices().enaSupport())
                .sriovNetSupport(settings.devices().sriovNetSupport())
                .ebsOptimized(settings.devices().ebsOptimized())
                .monitoring(Monitoring.builder()
                        .state(settings.monitoring() ? "enabled" : "disabled")
                        .build())
                .placement(Placement.builder()
                        .availabilityZone(instance.zone())
                        .groupName("")
                        .tenancy("default")
                        .build())
                .outpostArn(view.outpost().orElse(null))
                .cpuOptions(CpuOptions.builder()
                        .coreCount(instance.cpu().cores())
                        .threadsPerCore(instance.cpu().threads())
                        .build())
                .metadataOptions(write(settings.metadata()))
                .hibernationOptions(options -> options.configured(false))
                .enclaveOptions(options -> options.enabled(false))
                .maintenanceOptions(options -> options.autoRecovery(settings.autoRecovery() ? "default" : "disabled"))
                .capacityReservationSpecification(spec -> spec.capacityReservationPreference("open"))
                .state(state(instance.state()))
                .stateTransitionReason(instance.transition())
                .blockDeviceMappings(view.volumes().stream()
                        .map(InstanceWire::mapping)
                        .filter(Objects::nonNull)
                        .toList())
                .tags(TagSpecifications.write(view.tags()));
        StateReason reason = instance.stateReason();
        if (reason != null) {
            wire.stateReason(told -> told.code(reason.code()).message(reason.message()));
        }
        view.spot()
                .ifPresent(spot -> wire.instanceLifecycle("spot")
                        .spotInstanceRequestId(spot.id().value()));
        view.nic().ifPresent(nic -> network(wire, view, nic));
        return wire.build();
    }

    static InstanceState state(dev.origami.instance.InstanceState state) {
        return InstanceState.builder().code(state.code()).name(state.wire()).build();
    }

    static InstanceMetadataOptionsResponse write(MetadataOptions options) {
        return InstanceMetadataOptionsResponse.builder()
                .state("applied")
                .httpEndpoint(options.endpoint() ? "enabled" : "disabled")
                .httpTokens(options.tokensRequired() ? "required" : "optional")
                .httpPutResponseHopLimit(options.hopLimit())
                .httpProtocolIpv6("disabled")
                .instanceMetadataTags(options.instanceTags() ? "enabled" : "disabled")
                .build();
    }

    static @Nullable InstanceBlockDeviceMapping mapping(Volume volume) {
        Attachment attachment = volume.attachment();
        if (attachment == null) {
            return null;
        }
        return InstanceBlockDeviceMapping.builder()
                .deviceName(attachment.device())
                .ebs(EbsInstanceBlockDevice.builder()
                        .volumeId(volume.id().value())
                        .status(attachment.state().wire())
                        .attachTime(attachment.attachTime())
                        .deleteOnTermination(attachment.deleteOnTermination())
                        .build())
                .build();
    }

    static List<GroupIdentifier> groups(List<SecurityGroup> groups) {
        return groups.stream()
                .map(group -> GroupIdentifier.builder()
                        .groupId(group.id().value())
                        .groupName(group.name())
                        .build())
                .toList();
    }

    /** The name by which an instance's public address is told; there is no DNS that would know it. */
    static String publicDnsName(NetworkInterface nic) {
        Ipv4 address = nic.publicAddress();
        return address == null || nic.isOfCarrier() ? "" : address.toString();
    }

    private static void network(
            software.amazon.awssdk.services.ec2.model.Instance.Builder wire, InstanceView view, NetworkInterface nic) {
        Ipv4 publicAddress = nic.publicAddress();
        InstanceNetworkInterfaceAssociation association = publicAddress == null
                ? null
                : nic.isOfCarrier()
                        ? InstanceNetworkInterfaceAssociation.builder()
                                .ipOwnerId("amazon")
                                .carrierIp(publicAddress.toString())
                                .build()
                        : InstanceNetworkInterfaceAssociation.builder()
                                .ipOwnerId(nic.addressOwner())
                                .publicDnsName(publicDnsName(nic))
                                .publicIp(publicAddress.toString())
                                .build();
        List<GroupIdentifier> groups = new ArrayList<>(groups(view.groups()));
        wire.vpcId(nic.vpc().value())
                .subnetId(nic.subnet().value())
                .privateIpAddress(nic.privateAddress().toString())
                .privateDnsName(nic.privateDnsName())
                .publicIpAddress(publicAddress == null ? null : publicAddress.toString())
                .publicDnsName(publicDnsName(nic))
                .sourceDestCheck(nic.sourceDestCheck())
                .securityGroups(groups)
                .networkInterfaces(InstanceNetworkInterface.builder()
                        .networkInterfaceId(nic.id().value())
                        .ownerId(nic.account().value())
                        .vpcId(nic.vpc().value())
                        .subnetId(nic.subnet().value())
                        .description(nic.description())
                        .interfaceType("interface")
                        .macAddress(nic.mac())
                        .privateIpAddress(nic.privateAddress().toString())
                        .privateDnsName(nic.privateDnsName())
                        .privateIpAddresses(InstancePrivateIpAddress.builder()
                                .primary(true)
                                .privateIpAddress(nic.privateAddress().toString())
                                .privateDnsName(nic.privateDnsName())
                                .association(association)
                                .build())
                        .association(association)
                        .sourceDestCheck(nic.sourceDestCheck())
                        .status("in-use")
                        .groups(groups)
                        .attachment(InstanceNetworkInterfaceAttachment.builder()
                                .attachmentId(nic.attached().id())
                                .attachTime(nic.attached().time())
                                .deleteOnTermination(nic.attached().deleteOnTermination())
                                .deviceIndex(0)
                                .networkCardIndex(0)
                                .status("attached")
                                .build())
                        .build());
    }
}
