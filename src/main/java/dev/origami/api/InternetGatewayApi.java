package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.InternetGatewayId;
import dev.origami.id.VpcId;
import dev.origami.network.InternetGateway;
import dev.origami.network.InternetGateways;
import dev.origami.network.Networks;
import dev.origami.operation.SubnetFirewall;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.AttachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.CreateInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DeleteInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInternetGatewaysResponse;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayRequest;
import software.amazon.awssdk.services.ec2.model.DetachInternetGatewayResponse;
import software.amazon.awssdk.services.ec2.model.InternetGatewayAttachment;

/** Internet gateways: made, attached to networks, detached, deleted. */
final class InternetGatewayApi {
    static final String RESOURCE_TYPE = "internet-gateway";
    private static final PageRange PAGES = PageRange.of(5, 1000);
    private static final String ATTACHED = "available";

    private final Database database;
    private final SubnetFirewall firewall;
    private final Tags tags;
    private final Paging paging;
    private final Filters<View> filters;

    private record View(InternetGateway gateway, List<Tag> tags) {
        /** None or one. */
        List<String> attachedTo() {
            VpcId vpc = gateway.vpc();
            return vpc == null ? List.of() : List.of(vpc.value());
        }
    }

    InternetGatewayApi(Database database, SubnetFirewall firewall, Tags tags, Paging paging, ApiLimits limits) {
        this.database = database;
        this.firewall = firewall;
        this.tags = tags;
        this.paging = paging;
        this.filters = new Filters<View>(limits)
                .text("internet-gateway-id", view -> view.gateway().id().value())
                .text("owner-id", view -> view.gateway().account().value())
                .texts("attachment.vpc-id", View::attachedTo)
                .texts("attachment.state", view -> view.attachedTo().isEmpty() ? List.of() : List.of(ATTACHED))
                .tags(View::tags);
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateInternetGateway", CreateInternetGatewayRequest::builder, this::create)
                .honours("TagSpecification.*"));
        table.add(Operation.ec2("DescribeInternetGateways", DescribeInternetGatewaysRequest::builder, this::describe)
                .honours("InternetGatewayId", "Filter.*", "MaxResults", "NextToken"));
        table.add(Operation.ec2("AttachInternetGateway", AttachInternetGatewayRequest::builder, this::attach)
                .requires("InternetGatewayId", "VpcId"));
        table.add(Operation.ec2("DetachInternetGateway", DetachInternetGatewayRequest::builder, this::detach)
                .requires("InternetGatewayId", "VpcId"));
        table.add(Operation.ec2("DeleteInternetGateway", DeleteInternetGatewayRequest::builder, this::delete)
                .requires("InternetGatewayId"));
    }

    private CreateInternetGatewayResponse create(Caller caller, CreateInternetGatewayRequest request) {
        List<Tag> given = TagSpecifications.of(tags, request.tagSpecifications(), Set.of(RESOURCE_TYPE))
                .of(RESOURCE_TYPE);
        return database.write(transaction -> {
            Networks.settle(transaction, caller);
            InternetGateway gateway = InternetGateways.create(transaction, caller);
            tags.attach(transaction, caller, RESOURCE_TYPE, gateway.id(), given);
            return CreateInternetGatewayResponse.builder()
                    .internetGateway(wire(view(transaction.sql(), caller, gateway)))
                    .build();
        });
    }

    private DescribeInternetGatewaysResponse describe(Caller caller, DescribeInternetGatewaysRequest request) {
        DefaultNetwork.settle(database, caller);
        List<InternetGatewayId> ids = request.internetGatewayIds().stream()
                .map(InternetGatewayId::parse)
                .toList();
        List<View> found = database.read(sql -> {
            ids.forEach(id -> InternetGateways.require(sql, caller, id));
            return InternetGateways.all(sql, caller).stream()
                    .filter(gateway -> ids.isEmpty() || ids.contains(gateway.id()))
                    .map(gateway -> view(sql, caller, gateway))
                    .filter(filters.of(request.filters()))
                    .toList();
        });
        Page<View> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.gateway().id().value());
        return DescribeInternetGatewaysResponse.builder()
                .internetGateways(
                        page.items().stream().map(InternetGatewayApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private AttachInternetGatewayResponse attach(Caller caller, AttachInternetGatewayRequest request) {
        InternetGatewayId id = InternetGatewayId.parse(request.internetGatewayId());
        VpcId vpc = VpcId.parse(request.vpcId());
        database.writing(transaction -> InternetGateways.attach(transaction, caller, id, vpc));
        firewall.apply(vpc);
        return AttachInternetGatewayResponse.builder().build();
    }

    private DetachInternetGatewayResponse detach(Caller caller, DetachInternetGatewayRequest request) {
        InternetGatewayId id = InternetGatewayId.parse(request.internetGatewayId());
        VpcId vpc = VpcId.parse(request.vpcId());
        database.writing(transaction -> InternetGateways.detach(transaction, caller, id, vpc));
        firewall.apply(vpc);
        return DetachInternetGatewayResponse.builder().build();
    }

    private DeleteInternetGatewayResponse delete(Caller caller, DeleteInternetGatewayRequest request) {
        InternetGatewayId id = InternetGatewayId.parse(request.internetGatewayId());
        database.writing(transaction -> {
            InternetGateways.delete(transaction, caller, id);
            tags.forget(transaction, id);
        });
        return DeleteInternetGatewayResponse.builder().build();
    }

    private View view(Handle sql, Caller caller, InternetGateway gateway) {
        return new View(gateway, tags.of(sql, caller, gateway.id()));
    }

    private static software.amazon.awssdk.services.ec2.model.InternetGateway wire(View view) {
        return software.amazon.awssdk.services.ec2.model.InternetGateway.builder()
                .internetGatewayId(view.gateway().id().value())
                .ownerId(view.gateway().account().value())
                .attachments(view.attachedTo().stream()
                        .map(vpc -> InternetGatewayAttachment.builder()
                                .vpcId(vpc)
                                .state(ATTACHED)
                                .build())
                        .toList())
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }
}
