package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.VpcId;
import dev.origami.network.Cidr;
import dev.origami.network.DhcpOptions;
import dev.origami.network.Networks;
import dev.origami.network.Vpc;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateDefaultVpcResponse;
import software.amazon.awssdk.services.ec2.model.CreateVpcRequest;
import software.amazon.awssdk.services.ec2.model.CreateVpcResponse;
import software.amazon.awssdk.services.ec2.model.DeleteVpcRequest;
import software.amazon.awssdk.services.ec2.model.DeleteVpcResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockState;

/** The networks of an account: its VPCs, the default one among them. */
final class VpcApi {
    static final String RESOURCE_TYPE = "vpc";
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final Tags tags;
    private final Paging paging;
    private final Filters<VpcView> vpcFilters;

    private record VpcView(Vpc vpc, List<Tag> tags) {}

    VpcApi(Database database, Tags tags, Paging paging, ApiLimits limits) {
        this.database = database;
        this.tags = tags;
        this.paging = paging;
        this.vpcFilters = vpcFilters(limits);
    }

    private static Filters<VpcView> vpcFilters(ApiLimits limits) {
        return new Filters<VpcView>(limits)
                .text("vpc-id", view -> view.vpc().id().value())
                .text("cidr", view -> view.vpc().cidr().toString())
                .alias("cidr", "cidr-block", "cidrBlock", "cidr-block-association.cidr-block")
                .text("cidr-block-association.association-id", view -> associationId(view.vpc()))
                .text("cidr-block-association.state", view -> "associated")
                .text("dhcp-options-id", view -> dhcpOptions(view.vpc()))
                .text("owner-id", view -> view.vpc().account().value())
                .text("state", view -> "available")
                .flag("is-default", view -> view.vpc().isDefault())
                .alias("is-default", "isDefault")
                .none(
                        "ipv6-cidr-block-association.association-id",
                        "ipv6-cidr-block-association.ipv6-cidr-block",
                        "ipv6-cidr-block-association.ipv6-pool",
                        "ipv6-cidr-block-association.state")
                .tags(VpcView::tags);
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateVpc", CreateVpcRequest::builder, this::createVpc)
                .requires("CidrBlock")
                .honours("TagSpecification.*")
                .harmless("InstanceTenancy", "default")
                .harmless("AmazonProvidedIpv6CidrBlock", "false"));
        table.add(Operation.ec2("CreateDefaultVpc", CreateDefaultVpcRequest::builder, this::createDefaultVpc));
        table.add(Operation.ec2("DeleteVpc", DeleteVpcRequest::builder, this::deleteVpc)
                .requires("VpcId"));
        table.add(Operation.ec2("DescribeVpcs", DescribeVpcsRequest::builder, this::describeVpcs)
                .honours("VpcId", "Filter.*", "MaxResults", "NextToken"));
    }

    private CreateVpcResponse createVpc(Caller caller, CreateVpcRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        Cidr range = Cidr.parse(request.cidrBlock());
        return database.write(transaction -> {
            Networks.settle(transaction, caller);
            Vpc vpc = Networks.create(transaction, caller, range);
            tags.attach(transaction, caller, RESOURCE_TYPE, vpc.id(), given);
            return CreateVpcResponse.builder()
                    .vpc(wire(view(transaction.sql(), caller, vpc)))
                    .build();
        });
    }

    private CreateDefaultVpcResponse createDefaultVpc(Caller caller, CreateDefaultVpcRequest request) {
        return database.write(transaction -> {
            Networks.settle(transaction, caller);
            Vpc vpc = Networks.createDefault(transaction, caller);
            return CreateDefaultVpcResponse.builder()
                    .vpc(wire(view(transaction.sql(), caller, vpc)))
                    .build();
        });
    }

    private DeleteVpcResponse deleteVpc(Caller caller, DeleteVpcRequest request) {
        VpcId id = VpcId.parse(request.vpcId());
        database.writing(transaction ->
                Networks.delete(transaction, caller, id).forEach(gone -> tags.forget(transaction, gone)));
        return DeleteVpcResponse.builder().build();
    }

    private DescribeVpcsResponse describeVpcs(Caller caller, DescribeVpcsRequest request) {
        DefaultNetwork.settle(database, caller);
        List<VpcId> ids = request.vpcIds().stream().map(VpcId::parse).toList();
        List<VpcView> found = database.read(sql -> {
            ids.forEach(id -> Networks.require(sql, caller, id));
            return Networks.all(sql, caller).stream()
                    .filter(vpc -> ids.isEmpty() || ids.contains(vpc.id()))
                    .map(vpc -> view(sql, caller, vpc))
                    .filter(vpcFilters.of(request.filters()))
                    .toList();
        });
        Page<VpcView> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                item -> (item.vpc().isDefault() ? "0 " : "1 ") + item.vpc().id());
        return DescribeVpcsResponse.builder()
                .vpcs(page.items().stream().map(VpcApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private VpcView view(Handle sql, Caller caller, Vpc vpc) {
        return new VpcView(vpc, tags.of(sql, caller, vpc.id()));
    }

    private static String associationId(Vpc vpc) {
        return vpc.id().value().replace("vpc-", "vpc-cidr-assoc-");
    }

    private static String dhcpOptions(Vpc vpc) {
        return DhcpOptions.of(vpc.account(), vpc.region()).id().value();
    }

    private static software.amazon.awssdk.services.ec2.model.Vpc wire(VpcView view) {
        Vpc vpc = view.vpc();
        return software.amazon.awssdk.services.ec2.model.Vpc.builder()
                .vpcId(vpc.id().value())
                .ownerId(vpc.account().value())
                .cidrBlock(vpc.cidr().toString())
                .cidrBlockAssociationSet(VpcCidrBlockAssociation.builder()
                        .associationId(associationId(vpc))
                        .cidrBlock(vpc.cidr().toString())
                        .cidrBlockState(
                                VpcCidrBlockState.builder().state("associated").build())
                        .build())
                .dhcpOptionsId(dhcpOptions(vpc))
                .instanceTenancy("default")
                .isDefault(vpc.isDefault())
                .state("available")
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }
}
