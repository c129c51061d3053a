package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.ResourceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterface.Elastic;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroups;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.GroupIdentifier;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachment;
import software.amazon.awssdk.services.ec2.model.NetworkInterfacePrivateIpAddress;

/** The network interfaces of instances. */
final class NetworkInterfaceApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final SecurityGroups groups;
    private final NetworkInterfaces interfaces;
    private final Tags tags;
    private final Paging paging;
    private final Filters<NicView> filters;

    private record NicView(NetworkInterface nic, Map<SecurityGroupId, String> groupNames, List<Tag> tags) {}

    NetworkInterfaceApi(
            Database database,
            SecurityGroups groups,
            NetworkInterfaces interfaces,
            Tags tags,
            Paging paging,
            ApiLimits limits) {
        this.database = database;
        this.groups = groups;
        this.interfaces = interfaces;
        this.tags = tags;
        this.paging = paging;
        this.filters = filters(limits);
    }

    private static Filters<NicView> filters(ApiLimits limits) {
        return new Filters<NicView>(limits)
                .text("network-interface-id", view -> view.nic().id().value())
                .text("vpc-id", view -> view.nic().vpc().value())
                .text("subnet-id", view -> view.nic().subnet().value())
                .text("availability-zone", view -> view.nic().zone())
                .text("mac-address", view -> view.nic().mac())
                .text("description", view -> view.nic().description())
                .text("owner-id", view -> view.nic().account().value())
                .text("status", view -> "in-use")
                .text("attachment.instance-id", view -> view.nic().instance().value())
                .text("attachment.attachment-id", view -> view.nic().attachmentId())
                .text("attachment.status", view -> "attached")
                .text("attachment.device-index", view -> "0")
                .text("private-ip-address", view -> view.nic().privateAddress().toString())
                .alias("private-ip-address", "addresses.private-ip-address")
                .text("private-dns-name", view -> view.nic().privateDnsName())
                .texts(
                        "association.public-ip",
                        view -> view.nic().publicAddress() == null
                                ? List.of()
                                : List.of(String.valueOf(view.nic().publicAddress())))
                .texts(
                        "association.ip-owner-id",
                        view -> view.nic().publicAddress() == null
                                ? List.of()
                                : List.of(view.nic().addressOwner()))
                .texts("association.allocation-id", ofElastic(Elastic::allocation))
                .texts("association.association-id", ofElastic(Elastic::association))
                .texts(
                        "group-id",
                        view -> view.nic().groups().stream()
                                .map(SecurityGroupId::value)
                                .toList())
                .texts("group-name", view -> List.copyOf(view.groupNames().values()))
                .tags(NicView::tags);
    }

    private static Function<NicView, List<String>> ofElastic(Function<Elastic, ResourceId> id) {
        return view -> {
            Elastic elastic = view.nic().elastic();
            return elastic == null ? List.of() : List.of(id.apply(elastic).value());
        };
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "DescribeNetworkInterfaces",
                        DescribeNetworkInterfacesRequest::builder,
                        this::describeNetworkInterfaces)
                .honours("NetworkInterfaceId", "Filter.*", "MaxResults", "NextToken"));
    }

    private DescribeNetworkInterfacesResponse describeNetworkInterfaces(
            Caller caller, DescribeNetworkInterfacesRequest request) {
        List<NicView> all = database.read(sql -> {
            request.networkInterfaceIds().forEach(id -> interfaces.require(sql, caller, NetworkInterfaceId.parse(id)));
            return nics(sql, caller);
        });
        List<NicView> found = all.stream()
                .filter(view -> request.networkInterfaceIds().isEmpty()
                        || request.networkInterfaceIds()
                                .contains(view.nic().id().value()))
                .filter(filters.of(request.filters()))
                .toList();
        Page<NicView> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.nic().id().value());
        return DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(
                        page.items().stream().map(NetworkInterfaceApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private List<NicView> nics(Handle sql, Caller caller) {
        Map<SecurityGroupId, String> names = new HashMap<>();
        for (SecurityGroup group : groups.all(sql, caller)) {
            names.put(group.id(), group.name());
        }
        return interfaces.all(sql, caller).stream()
                .map(nic -> {
                    Map<SecurityGroupId, String> own = new HashMap<>(names);
                    own.keySet().retainAll(nic.groups());
                    return new NicView(nic, own, tags.of(sql, caller, nic.id()));
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

    private static software.amazon.awssdk.services.ec2.model.NetworkInterface wire(NicView view) {
        NetworkInterface nic = view.nic();
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
                .status("in-use")
                .attachment(NetworkInterfaceAttachment.builder()
                        .attachmentId(nic.attachmentId())
                        .attachTime(nic.attachTime())
                        .deleteOnTermination(true)
                        .deviceIndex(0)
                        .instanceId(nic.instance().value())
                        .instanceOwnerId(nic.account().value())
                        .status("attached")
                        .build())
                .groups(nic.groups().stream()
                        .map(id -> GroupIdentifier.builder()
                                .groupId(id.value())
                                .groupName(view.groupNames().get(id))
                                .build())
                        .toList())
                .tagSet(TagSpecifications.write(view.tags()))
                .build();
    }
}
