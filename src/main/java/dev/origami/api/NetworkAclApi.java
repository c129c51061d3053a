package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.NetworkAclAssociationId;
import dev.origami.id.NetworkAclId;
import dev.origami.id.VpcId;
import dev.origami.network.NetworkAcl;
import dev.origami.network.NetworkAcls;
import dev.origami.network.Networks;
import dev.origami.operation.SubnetFirewall;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclResponse;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkAclsResponse;
import software.amazon.awssdk.services.ec2.model.NetworkAclAssociation;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclAssociationResponse;

/** Network ACLs and the subnets that are under them, without their entries' changes: those are {@link NetworkAclEntryApi}'s. */
final class NetworkAclApi {
    static final String RESOURCE_TYPE = "network-acl";
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final SubnetFirewall firewall;
    private final Tags tags;
    private final Paging paging;
    private final ClientTokens clientTokens;
    private final Filters<View> filters;

    private record View(NetworkAcl acl, List<NetworkAclEntry> entries, List<Tag> tags) {}

    NetworkAclApi(
            Database database,
            SubnetFirewall firewall,
            Tags tags,
            Paging paging,
            ClientTokens clientTokens,
            ApiLimits limits) {
        this.database = database;
        this.firewall = firewall;
        this.tags = tags;
        this.paging = paging;
        this.clientTokens = clientTokens;
        this.filters = filters(limits);
    }

    private static Filters<View> filters(ApiLimits limits) {
        return new Filters<View>(limits)
                .text("network-acl-id", view -> view.acl().id().value())
                .text("vpc-id", view -> view.acl().vpc().value())
                .text("owner-id", view -> view.acl().account().value())
                .flag("default", view -> view.acl().isDefault())
                .texts(
                        "association.association-id",
                        view -> view.acl().associations().stream()
                                .map(one -> one.id().value())
                                .toList())
                .texts(
                        "association.network-acl-id",
                        view -> view.acl().associations().stream()
                                .map(_ -> view.acl().id().value())
                                .toList())
                .texts(
                        "association.subnet-id",
                        view -> view.acl().associations().stream()
                                .map(one -> one.subnet().value())
                                .toList())
                .texts("entry.cidr", entries(NetworkAclEntry::cidrBlock))
                .texts("entry.egress", entries(NetworkAclEntry::egress))
                .texts("entry.protocol", entries(NetworkAclEntry::protocol))
                .texts("entry.rule-action", entries(NetworkAclEntry::ruleActionAsString))
                .texts("entry.rule-number", entries(NetworkAclEntry::ruleNumber))
                .texts(
                        "entry.port-range.from",
                        entries(entry -> entry.portRange() == null
                                ? null
                                : entry.portRange().from()))
                .texts(
                        "entry.port-range.to",
                        entries(entry -> entry.portRange() == null
                                ? null
                                : entry.portRange().to()))
                .texts(
                        "entry.icmp.type",
                        entries(entry -> entry.icmpTypeCode() == null
                                ? null
                                : entry.icmpTypeCode().type()))
                .texts(
                        "entry.icmp.code",
                        entries(entry -> entry.icmpTypeCode() == null
                                ? null
                                : entry.icmpTypeCode().code()))
                .none("entry.ipv6-cidr")
                .tags(View::tags);
    }

    private static Function<View, List<String>> entries(Function<NetworkAclEntry, @Nullable Object> value) {
        return view -> view.entries().stream()
                .flatMap(entry -> Stream.ofNullable(value.apply(entry)))
                .map(Object::toString)
                .toList();
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateNetworkAcl", CreateNetworkAclRequest::builder, this::create)
                .requires("VpcId")
                .honours("TagSpecification.*", "ClientToken"));
        table.add(Operation.ec2("DeleteNetworkAcl", DeleteNetworkAclRequest::builder, this::delete)
                .requires("NetworkAclId"));
        table.add(Operation.ec2("DescribeNetworkAcls", DescribeNetworkAclsRequest::builder, this::describe)
                .honours("NetworkAclId", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2(
                        "ReplaceNetworkAclAssociation",
                        ReplaceNetworkAclAssociationRequest::builder,
                        this::replaceAssociation)
                .requires("AssociationId", "NetworkAclId"));
    }

    private CreateNetworkAclResponse create(Caller caller, CreateNetworkAclRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        VpcId vpc = VpcId.parse(request.vpcId());
        String id = clientTokens.once(database, caller, request.clientToken(), transaction -> {
            Networks.settle(transaction, caller);
            NetworkAcl acl = NetworkAcls.create(transaction, Networks.require(transaction.sql(), caller, vpc));
            tags.attach(transaction, caller, RESOURCE_TYPE, acl.id(), given);
            return acl.id().value();
        });
        View made = database.read(sql -> view(sql, caller, NetworkAcls.require(sql, caller, NetworkAclId.parse(id))));
        return CreateNetworkAclResponse.builder()
                .networkAcl(wire(made))
                .clientToken(request.clientToken())
                .build();
    }

    private DeleteNetworkAclResponse delete(Caller caller, DeleteNetworkAclRequest request) {
        NetworkAclId id = NetworkAclId.parse(request.networkAclId());
        database.writing(transaction -> {
            NetworkAcls.delete(transaction, caller, id);
            tags.forget(transaction, id);
        });
        return DeleteNetworkAclResponse.builder().build();
    }

    private DescribeNetworkAclsResponse describe(Caller caller, DescribeNetworkAclsRequest request) {
        DefaultNetwork.settle(database, caller);
        List<NetworkAclId> ids =
                request.networkAclIds().stream().map(NetworkAclId::parse).toList();
        List<View> found = database.read(sql -> {
            ids.forEach(id -> NetworkAcls.require(sql, caller, id));
            return NetworkAcls.all(sql, caller).stream()
                    .filter(acl -> ids.isEmpty() || ids.contains(acl.id()))
                    .map(acl -> view(sql, caller, acl))
                    .filter(filters.of(request.filters()))
                    .toList();
        });
        Page<View> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.acl().id().value());
        return DescribeNetworkAclsResponse.builder()
                .networkAcls(page.items().stream().map(NetworkAclApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private ReplaceNetworkAclAssociationResponse replaceAssociation(
            Caller caller, ReplaceNetworkAclAssociationRequest request) {
        NetworkAclAssociationId id = NetworkAclAssociationId.parse(request.associationId());
        NetworkAclId acl = NetworkAclId.parse(request.networkAclId());
        NetworkAcls.Replaced replaced =
                database.write(transaction -> NetworkAcls.replaceAssociation(transaction, caller, id, acl));
        firewall.apply(replaced.vpc());
        return ReplaceNetworkAclAssociationResponse.builder()
                .newAssociationId(replaced.id().value())
                .build();
    }

    private View view(Handle sql, Caller caller, NetworkAcl acl) {
        return new View(acl, NetworkAclEntryApi.wire(acl), tags.of(sql, caller, acl.id()));
    }

    private static software.amazon.awssdk.services.ec2.model.NetworkAcl wire(View view) {
        NetworkAcl acl = view.acl();
        return software.amazon.awssdk.services.ec2.model.NetworkAcl.builder()
                .networkAclId(acl.id().value())
                .vpcId(acl.vpc().value())
                .ownerId(acl.account().value())
                .isDefault(acl.isDefault())
                .entries(view.entries())
                .associations(acl.associations().stream()
                        .map(association -> NetworkAclAssociation.builder()
                                .networkAclAssociationId(association.id().value())
                                .networkAclId(acl.id().value())
                                .subnetId(association.subnet().value())
                                .build())
                        .toList())
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }
}
