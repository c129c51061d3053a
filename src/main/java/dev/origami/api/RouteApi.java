package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.id.RouteTableAssociationId;
import dev.origami.id.RouteTableId;
import dev.origami.id.SubnetId;
import dev.origami.network.Cidr;
import dev.origami.network.RouteTables;
import dev.origami.operation.SubnetFirewall;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.AssociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.CreateRouteRequest;
import software.amazon.awssdk.services.ec2.model.CreateRouteResponse;
import software.amazon.awssdk.services.ec2.model.DeleteRouteRequest;
import software.amazon.awssdk.services.ec2.model.DeleteRouteResponse;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableRequest;
import software.amazon.awssdk.services.ec2.model.DisassociateRouteTableResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteResponse;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceRouteTableAssociationResponse;

/** Where route tables lead, and whose they are. */
final class RouteApi {
    private final Database database;
    private final SubnetFirewall firewall;

    RouteApi(Database database, SubnetFirewall firewall) {
        this.database = database;
        this.firewall = firewall;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateRoute", CreateRouteRequest::builder, this::createRoute)
                .requires("RouteTableId", "DestinationCidrBlock", "GatewayId"));
        table.add(Operation.ec2("ReplaceRoute", ReplaceRouteRequest::builder, this::replaceRoute)
                .requires("RouteTableId", "DestinationCidrBlock", "GatewayId"));
        table.add(Operation.ec2("DeleteRoute", DeleteRouteRequest::builder, this::deleteRoute)
                .requires("RouteTableId", "DestinationCidrBlock"));
        table.add(Operation.ec2("AssociateRouteTable", AssociateRouteTableRequest::builder, this::associate)
                .requires("RouteTableId", "SubnetId"));
        table.add(Operation.ec2("DisassociateRouteTable", DisassociateRouteTableRequest::builder, this::disassociate)
                .requires("AssociationId"));
        table.add(Operation.ec2(
                        "ReplaceRouteTableAssociation",
                        ReplaceRouteTableAssociationRequest::builder,
                        this::replaceAssociation)
                .requires("AssociationId", "RouteTableId"));
    }

    private CreateRouteResponse createRoute(Caller caller, CreateRouteRequest request) {
        RouteTableId id = RouteTableId.parse(request.routeTableId());
        Cidr destination = Cidr.parse(request.destinationCidrBlock());
        firewall.apply(database.write(
                transaction -> RouteTables.createRoute(transaction, caller, id, destination, request.gatewayId())));
        return CreateRouteResponse.builder().returnValue(true).build();
    }

    private ReplaceRouteResponse replaceRoute(Caller caller, ReplaceRouteRequest request) {
        RouteTableId id = RouteTableId.parse(request.routeTableId());
        Cidr destination = Cidr.parse(request.destinationCidrBlock());
        firewall.apply(database.write(
                transaction -> RouteTables.replaceRoute(transaction, caller, id, destination, request.gatewayId())));
        return ReplaceRouteResponse.builder().build();
    }

    private DeleteRouteResponse deleteRoute(Caller caller, DeleteRouteRequest request) {
        RouteTableId id = RouteTableId.parse(request.routeTableId());
        Cidr destination = Cidr.parse(request.destinationCidrBlock());
        firewall.apply(database.write(transaction -> RouteTables.deleteRoute(transaction, caller, id, destination)));
        return DeleteRouteResponse.builder().build();
    }

    private AssociateRouteTableResponse associate(Caller caller, AssociateRouteTableRequest request) {
        RouteTableId id = RouteTableId.parse(request.routeTableId());
        SubnetId subnet = SubnetId.parse(request.subnetId());
        RouteTables.Associated made =
                database.write(transaction -> RouteTables.associate(transaction, caller, id, subnet));
        firewall.apply(made.vpc());
        return AssociateRouteTableResponse.builder()
                .associationId(made.id().value())
                .associationState(RouteTableApi.state())
                .build();
    }

    private DisassociateRouteTableResponse disassociate(Caller caller, DisassociateRouteTableRequest request) {
        RouteTableAssociationId id = RouteTableAssociationId.parse(request.associationId());
        firewall.apply(database.write(transaction -> RouteTables.disassociate(transaction, caller, id)));
        return DisassociateRouteTableResponse.builder().build();
    }

    private ReplaceRouteTableAssociationResponse replaceAssociation(
            Caller caller, ReplaceRouteTableAssociationRequest request) {
        RouteTableAssociationId id = RouteTableAssociationId.parse(request.associationId());
        RouteTableId table = RouteTableId.parse(request.routeTableId());
        RouteTables.Associated made =
                database.write(transaction -> RouteTables.replaceAssociation(transaction, caller, id, table));
        firewall.apply(made.vpc());
        return ReplaceRouteTableAssociationResponse.builder()
                .newAssociationId(made.id().value())
                .associationState(RouteTableApi.state())
                .build();
    }
}
