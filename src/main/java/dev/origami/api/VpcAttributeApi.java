package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.VpcId;
import dev.origami.network.Networks;
import dev.origami.network.Vpc;
import dev.origami.network.Vpc.Attributes;
import dev.origami.operation.SubnetFirewall;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeVpcAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyVpcAttributeResponse;

/** What of a VPC is asked for and changed one by one. */
final class VpcAttributeApi {
    private static final String DNS_SUPPORT = "enableDnsSupport";
    private static final String DNS_HOSTNAMES = "enableDnsHostnames";
    private static final String USAGE_METRICS = "enableNetworkAddressUsageMetrics";

    private final Database database;
    private final SubnetFirewall firewall;

    VpcAttributeApi(Database database, SubnetFirewall firewall) {
        this.database = database;
        this.firewall = firewall;
    }

    void addTo(OperationTable table) {
        table.add(
                Operation.ec2("DescribeVpcAttribute", DescribeVpcAttributeRequest::builder, this::describeVpcAttribute)
                        .requires("VpcId", "Attribute"));
        table.add(Operation.ec2("ModifyVpcAttribute", ModifyVpcAttributeRequest::builder, this::modifyVpcAttribute)
                .requires("VpcId")
                .honours(
                        "EnableDnsSupport.Value",
                        "EnableDnsHostnames.Value",
                        "EnableNetworkAddressUsageMetrics.Value"));
    }

    private DescribeVpcAttributeResponse describeVpcAttribute(Caller caller, DescribeVpcAttributeRequest request) {
        DefaultNetwork.settle(database, caller);
        VpcId id = VpcId.parse(request.vpcId());
        Vpc vpc = database.read(sql -> Networks.require(sql, caller, id));
        var reply = DescribeVpcAttributeResponse.builder().vpcId(vpc.id().value());
        Attributes attributes = vpc.attributes();
        String attribute = request.attributeAsString();
        return switch (attribute) {
            case DNS_SUPPORT ->
                reply.enableDnsSupport(flag(attributes.dnsSupport())).build();
            case DNS_HOSTNAMES ->
                reply.enableDnsHostnames(flag(attributes.dnsHostnames())).build();
            case USAGE_METRICS ->
                reply.enableNetworkAddressUsageMetrics(flag(attributes.usageMetrics()))
                        .build();
            default -> throw ApiException.invalidValue("attribute", attribute, "There is no such attribute.");
        };
    }

    private ModifyVpcAttributeResponse modifyVpcAttribute(Caller caller, ModifyVpcAttributeRequest request) {
        VpcId id = VpcId.parse(request.vpcId());
        Map<String, Boolean> given = new LinkedHashMap<>();
        put(given, DNS_SUPPORT, request.enableDnsSupport());
        put(given, DNS_HOSTNAMES, request.enableDnsHostnames());
        put(given, USAGE_METRICS, request.enableNetworkAddressUsageMetrics());
        if (given.isEmpty()) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_COMBINATION, "No attributes specified.");
        }
        if (given.size() > 1) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Fields for multiple attribute types specified: " + String.join(", ", given.keySet()));
        }
        database.writing(transaction -> {
            Networks.settle(transaction, caller);
            Vpc vpc = Networks.require(transaction.sql(), caller, id);
            Attributes before = vpc.attributes();
            Networks.setAttributes(
                    transaction,
                    vpc,
                    new Attributes(
                            given.getOrDefault(DNS_SUPPORT, before.dnsSupport()),
                            given.getOrDefault(DNS_HOSTNAMES, before.dnsHostnames()),
                            given.getOrDefault(USAGE_METRICS, before.usageMetrics())));
        });
        firewall.apply(id);
        return ModifyVpcAttributeResponse.builder().build();
    }

    private static void put(Map<String, Boolean> given, String attribute, @Nullable AttributeBooleanValue value) {
        if (value != null) {
            given.put(attribute, Boolean.TRUE.equals(value.value()));
        }
    }

    private static AttributeBooleanValue flag(boolean value) {
        return AttributeBooleanValue.builder().value(value).build();
    }
}
