package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.id.SecurityGroupId;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterface.Attachment;
import dev.origami.network.NetworkInterface.Elastic;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroups;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

/** All that answers tell of a network interface. */
record NetworkInterfaceView(NetworkInterface nic, Map<SecurityGroupId, String> groupNames, List<Tag> tags) {
    /** The views of interfaces, from one moment. */
    static List<NetworkInterfaceView> of(
            Handle sql, Caller caller, SecurityGroups groups, Tags tags, List<NetworkInterface> nics) {
        Map<SecurityGroupId, String> names = new HashMap<>();
        for (SecurityGroup group : groups.all(sql, caller)) {
            names.put(group.id(), group.name());
        }
        Map<String, List<Tag>> tagsById =
                tags.of(sql, caller, nics.stream().map(NetworkInterface::id).toList());
        return nics.stream()
                .map(nic -> {
                    Map<SecurityGroupId, String> own = new HashMap<>(names);
                    own.keySet().retainAll(nic.groups());
                    return new NetworkInterfaceView(
                            nic, own, tagsById.getOrDefault(nic.id().value(), List.of()));
                })
                .toList();
    }

    private static NetworkInterfaceAssociation association(NetworkInterface nic, Ipv4 publicAddress) {
        NetworkInterfaceAssociation.Builder wire =
                NetworkInterfaceAssociation.builder().ipOwnerId(nic.addressOwner());
        Elastic elastic = nic.elastic();
        if (elastic != null) {
            wire.allocationId(elastic.allocation().value())
                    .associationId(elastic.association().value());
        }
        return nic.isOfCarrier()
                ? wire.carrierIp(publicAddress.toString()).build()
                : wire.publicIp(publicAddress.toString())
                        .publicDnsName(InstanceWire.publicDnsName(nic))
                        .build();
    }

    software.amazon.awssdk.services.ec2.model.NetworkInterface wire() {
        Ipv4 publicAddress = nic.publicAddress();
        NetworkInterfaceAssociation association = publicAddress == null ? null : association(nic, publicAddress);
        return software.amazon.awssdk.services.ec2.model.NetworkInterface.builder()
                .networkInterfaceId(nic.id().value())
                .ownerId(nic.account().value())
                .vpcId(nic.vpc().value())
                .subnetId(nic.subnet().value())
                .availabilityZone(nic.zone())
                .description(nic.description())
                .interfaceType("interface")
                .macAddress(nic.mac())
                .privateIpAddress(nic.privateAddress().toString())
                .privateDnsName(nic.privateDnsName())
                .privateIpAddresses(NetworkInterfacePrivateIpAddress.builder()
                        .primary(true)
                        .privateIpAddress(nic.privateAddress().toString())
                        .association(association)
                        .build())
                .association(association)
                .requesterManaged(false)
                .sourceDestCheck(nic.sourceDestCheck())
                .status(nic.status())
                .attachment(attachment())
                .groups(groups())
                .tagSet(TagSpecifications.write(tags))
                .build();
    }

    /** How an instance has it; null while none does. */
    @Nullable
    NetworkInterfaceAttachment attachment() {
        Attachment attachment = nic.attachment();
        return attachment == null
                ? null
                : NetworkInterfaceAttachment.builder()
                        .attachmentId(attachment.id())
                        .attachTime(attachment.time())
                        .deleteOnTermination(attachment.deleteOnTermination())
                        .deviceIndex(0)
                        .networkCardIndex(0)
                        .instanceId(attachment.instance().value())
                        .instanceOwnerId(nic.account().value())
                        .status("attached")
                        .build();
    }

    List<GroupIdentifier> groups() {
        return nic.groups().stream()
                .map(id -> GroupIdentifier.builder()
                        .groupId(id.value())
                        .groupName(groupNames.get(id))
                        .build())
                .toList();
    }
}
