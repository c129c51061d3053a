package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.id.VpcId;
import dev.origami.network.Networks;
import dev.origami.network.Networks.DefaultNetwork;
import dev.origami.network.Vpc;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.List;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcsResponse;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockAssociation;
import software.amazon.awssdk.services.ec2.model.VpcCidrBlockState;

/** The default network of an account: its VPC. */
public final class VpcApi {
    private static final PageRange PAGES = PageRange.of(5, 1000);

    private final Database database;
    private final Tags tags;
    private final Paging paging;
    private final Filters<VpcView> vpcFilters;

    private record VpcView(Vpc vpc, List<Tag> tags) {}

    public VpcApi(Database database, Tags tags, Paging paging, ApiLimits limits) {
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
                .text("cidr-block-association.state", view -> "associated")
                .text("dhcp-options-id", view -> "default")
                .text("owner-id", view -> view.vpc().account().value())
                .text("state", view -> "available")
                .flag("is-default", view -> true)
                .alias("is-default", "isDefault")
                .tags(VpcView::tags);
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeVpcs", DescribeVpcsRequest::builder, this::describeVpcs)
                .honours("VpcId", "Filter.*", "MaxResults", "NextToken"));
        table.add(
                Operation.ec2("DescribeVpcAttribute", DescribeVpcAttributeRequest::builder, this::describeVpcAttribute)
                        .requires("VpcId", "Attribute"));
    }

    private DefaultNetwork network(Caller caller) {
        return database.read(sql -> Networks.find(sql, caller))
                .orElseGet(() -> database.write(transaction -> Networks.ensure(transaction, caller)));
    }

    private DescribeVpcsResponse describeVpcs(Caller caller, DescribeVpcsRequest request) {
        DefaultNetwork network = network(caller);
        request.vpcIds().forEach(id -> network.require(VpcId.parse(id)));
        Vpc vpc = network.vpc();
        VpcView view = new VpcView(vpc, database.read(sql -> tags.of(sql, caller, vpc.id())));
        List<VpcView> found = vpcFilters.of(request.filters()).test(view) ? List.of(view) : List.of();
        Page<VpcView> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                item -> item.vpc().id().value());
        return DescribeVpcsResponse.builder()
                .vpcs(page.items().stream().map(VpcApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private DescribeVpcAttributeResponse describeVpcAttribute(Caller caller, DescribeVpcAttributeRequest request) {
        Vpc vpc = network(caller).require(VpcId.parse(request.vpcId()));
        var reply = DescribeVpcAttributeResponse.builder().vpcId(vpc.id().value());
        String attribute = request.attributeAsString();
        return switch (attribute) {
            case "enableDnsSupport" -> reply.enableDnsSupport(flag(true)).build();
            case "enableDnsHostnames" -> reply.enableDnsHostnames(flag(true)).build();
            case "enableNetworkAddressUsageMetrics" ->
                reply.enableNetworkAddressUsageMetrics(flag(false)).build();
            default -> throw ApiException.invalidValue("attribute", attribute, "There is no such attribute.");
        };
    }

    private static AttributeBooleanValue flag(boolean value) {
        return AttributeBooleanValue.builder().value(value).build();
    }

    private static software.amazon.awssdk.services.ec2.model.Vpc wire(VpcView view) {
        Vpc vpc = view.vpc();
        return software.amazon.awssdk.services.ec2.model.Vpc.builder()
                .vpcId(vpc.id().value())
                .ownerId(vpc.account().value())
                .cidrBlock(vpc.cidr().toString())
                .cidrBlockAssociationSet(VpcCidrBlockAssociation.builder()
                        .associationId(vpc.id().value().replace("vpc-", "vpc-cidr-assoc-"))
                        .cidrBlock(vpc.cidr().toString())
                        .cidrBlockState(
                                VpcCidrBlockState.builder().state("associated").build())
                        .build())
                .dhcpOptionsId("default")
                .instanceTenancy("default")
                .isDefault(true)
                .state("available")
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }
}
