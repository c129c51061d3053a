package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.ResourceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SubnetId;
import dev.origami.network.InterfaceGroups;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterface.Attachment;
import dev.origami.network.NetworkInterface.Elastic;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.Networks;
import dev.origami.network.SecurityGroups;
import dev.origami.network.Subnet;
import dev.origami.network.Subnets;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfacesResponse;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceRequest;
import software.amazon.awssdk.services.ec2.model.DetachNetworkInterfaceResponse;
import software.amazon.awssdk.services.ec2.model.PrivateIpAddressSpecification;

/** Network interfaces: those of instances, and those that wait for one. */
final class NetworkInterfaceApi {
    private static final String RESOURCE_TYPE = "network-interface";
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final SecurityGroups groups;
    private final NetworkInterfaces interfaces;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final Filters<NetworkInterfaceView> filters;

    NetworkInterfaceApi(
            Database database,
            SecurityGroups groups,
            NetworkInterfaces interfaces,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            ApiLimits limits) {
        this.database = database;
        this.groups = groups;
        this.interfaces = interfaces;
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = filters(limits);
    }

    private static Filters<NetworkInterfaceView> filters(ApiLimits limits) {
        return new Filters<NetworkInterfaceView>(limits)
                .text("network-interface-id", view -> view.nic().id().value())
                .text("vpc-id", view -> view.nic().vpc().value())
                .text("subnet-id", view -> view.nic().subnet().value())
                .text("availability-zone", view -> view.nic().zone())
                .text("mac-address", view -> view.nic().mac())
                .text("description", view -> view.nic().description())
                .text("owner-id", view -> view.nic().account().value())
                .text("status", view -> view.nic().status())
                .text("interface-type", view -> "interface")
                .flag("requester-managed", view -> false)
                .flag("source-dest-check", view -> view.nic().sourceDestCheck())
                .texts(
                        "attachment.instance-id",
                        ofAttachment(attachment -> attachment.instance().value()))
                .texts(
                        "attachment.instance-owner-id",
                        view -> view.nic().attachment() == null
                                ? List.of()
                                : List.of(view.nic().account().value()))
                .texts("attachment.attachment-id", ofAttachment(Attachment::id))
                .texts("attachment.attach-time", ofAttachment(attachment -> WireTime.text(attachment.time())))
                .texts(
                        "attachment.delete-on-termination",
                        ofAttachment(attachment -> Boolean.toString(attachment.deleteOnTermination())))
                .texts("attachment.status", ofAttachment(_ -> "attached"))
                .texts("attachment.device-index", ofAttachment(_ -> "0"))
                .flag("addresses.primary", view -> true)
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
                .tags(NetworkInterfaceView::tags);
    }

    private static Function<NetworkInterfaceView, List<String>> ofElastic(Function<Elastic, ResourceId> id) {
        return view -> {
            Elastic elastic = view.nic().elastic();
            return elastic == null ? List.of() : List.of(id.apply(elastic).value());
        };
    }

    private static Function<NetworkInterfaceView, List<String>> ofAttachment(Function<Attachment, String> what) {
        return view -> Stream.ofNullable(view.nic().attachment()).map(what).toList();
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "DescribeNetworkInterfaces",
                        DescribeNetworkInterfacesRequest::builder,
                        this::describeNetworkInterfaces)
                .honours("NetworkInterfaceId", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2("CreateNetworkInterface", CreateNetworkInterfaceRequest::builder, this::create)
                .requires("SubnetId")
                .honours(
                        "Description",
                        "PrivateIpAddress",
                        "PrivateIpAddresses.PrivateIpAddress",
                        "PrivateIpAddresses.Primary",
                        "SecurityGroupId",
                        "TagSpecification.*",
                        "ClientToken")
                .harmless("InterfaceType", "interface")
                .harmless("SecondaryPrivateIpAddressCount", "0")
                .harmless("Ipv4PrefixCount", "0")
                .harmless("Ipv6AddressCount", "0")
                .harmless("Ipv6PrefixCount", "0"));
        table.add(Operation.ec2("DeleteNetworkInterface", DeleteNetworkInterfaceRequest::builder, this::delete)
                .requires("NetworkInterfaceId"));
        table.add(Operation.ec2("DetachNetworkInterface", DetachNetworkInterfaceRequest::builder, this::detach)
                .requires("AttachmentId")
                .harmless("Force", "true", "false"));
    }

    private DescribeNetworkInterfacesResponse describeNetworkInterfaces(
            Caller caller, DescribeNetworkInterfacesRequest request) {
        List<NetworkInterfaceView> all = database.read(sql -> {
            request.networkInterfaceIds().forEach(id -> interfaces.require(sql, caller, NetworkInterfaceId.parse(id)));
            return NetworkInterfaceView.of(sql, caller, groups, tags, interfaces.all(sql, caller));
        });
        List<NetworkInterfaceView> found = all.stream()
                .filter(view -> request.networkInterfaceIds().isEmpty()
                        || request.networkInterfaceIds()
                                .contains(view.nic().id().value()))
                .filter(filters.of(request.filters()))
                .toList();
        Page<NetworkInterfaceView> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.nic().id().value());
        return DescribeNetworkInterfacesResponse.builder()
                .networkInterfaces(
                        page.items().stream().map(NetworkInterfaceView::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private CreateNetworkInterfaceResponse create(Caller caller, CreateNetworkInterfaceRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        SubnetId subnetId = SubnetId.parse(request.subnetId());
        List<SecurityGroupId> groupIds =
                request.groups().stream().map(SecurityGroupId::parse).toList();
        Ipv4 address = address(request);
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            Handle sql = transaction.sql();
            Networks.settle(transaction, caller);
            Subnet subnet = Subnets.require(sql, caller, subnetId);
            NetworkInterface nic = interfaces.create(
                    transaction,
                    caller,
                    new NetworkInterfaces.Wish(
                            subnet,
                            InterfaceGroups.ofNew(groups, sql, caller, subnet, groupIds, List.of()),
                            address,
                            false,
                            request.description() == null ? "" : request.description()));
            tags.attach(transaction, caller, RESOURCE_TYPE, nic.id(), given);
            return nic.id().value();
        });
        return database.read(sql -> {
            NetworkInterface nic = interfaces.require(sql, caller, NetworkInterfaceId.parse(id));
            return CreateNetworkInterfaceResponse.builder()
                    .networkInterface(NetworkInterfaceView.of(sql, caller, groups, tags, List.of(nic))
                            .getFirst()
                            .wire())
                    .clientToken(request.clientToken())
                    .build();
        });
    }

    /** The one address that it is to have, in either form; null for any. */
    private static @Nullable Ipv4 address(CreateNetworkInterfaceRequest request) {
        List<PrivateIpAddressSpecification> several = request.privateIpAddresses();
        if (several.size() > 1 || several.stream().anyMatch(one -> Boolean.FALSE.equals(one.primary()))) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "Secondary private addresses of network interfaces are not supported here.");
        }
        if (several.isEmpty()) {
            return request.privateIpAddress() == null ? null : Ipv4.parse(request.privateIpAddress());
        }
        if (request.privateIpAddress() != null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter privateIpAddress cannot be used with the parameter privateIpAddresses");
        }
        String address = several.getFirst().privateIpAddress();
        if (address == null) {
            throw ApiException.missing("PrivateIpAddresses.PrivateIpAddress");
        }
        return Ipv4.parse(address);
    }

    private DeleteNetworkInterfaceResponse delete(Caller caller, DeleteNetworkInterfaceRequest request) {
        NetworkInterfaceId id = NetworkInterfaceId.parse(request.networkInterfaceId());
        database.writing(transaction -> {
            interfaces.delete(transaction, interfaces.require(transaction.sql(), caller, id));
            tags.forget(transaction, id);
        });
        return DeleteNetworkInterfaceResponse.builder().build();
    }

    /** Every interface here is its instance's first, and that one stays, as on EC2. */
    private DetachNetworkInterfaceResponse detach(Caller caller, DetachNetworkInterfaceRequest request) {
        String id = request.attachmentId();
        boolean known = database.read(sql -> interfaces.all(sql, caller)).stream()
                .map(NetworkInterface::attachment)
                .anyMatch(attachment -> attachment != null && attachment.id().equals(id));
        if (!known) {
            throw new ApiException(
                    ErrorCode.INVALID_ATTACHMENT_ID_NOT_FOUND, "The attachment ID '" + id + "' does not exist");
        }
        throw new ApiException(
                ErrorCode.OPERATION_NOT_PERMITTED,
                "The network interface at device index 0 cannot be detached: '" + id + "'.");
    }
}
