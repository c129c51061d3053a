package dev.origami.api;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SubnetId;
import dev.origami.network.Ipv4;
import dev.origami.operation.LaunchRequest.NetworkWish;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Reads where a RunInstances puts its instances: of the request itself, or of the one interface that it describes. */
final class LaunchNetworkReader {
    private LaunchNetworkReader() {}

    static NetworkWish network(RunInstancesRequest request) {
        String zone = request.placement() == null ? null : request.placement().availabilityZone();
        if (request.networkInterfaces().isEmpty()) {
            return new NetworkWish(
                    zone,
                    request.subnetId() == null ? null : SubnetId.parse(request.subnetId()),
                    request.securityGroupIds().stream()
                            .map(SecurityGroupId::parse)
                            .toList(),
                    request.securityGroups(),
                    address(request.privateIpAddress()),
                    null,
                    null,
                    "",
                    null,
                    null);
        }
        if (request.networkInterfaces().size() > 1) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "Instances with more than one network interface are not supported here.");
        }
        if (request.subnetId() != null
                || request.privateIpAddress() != null
                || !request.securityGroupIds().isEmpty()
                || !request.securityGroups().isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Network interfaces and an instance-level subnet ID, private IP address or security groups may not"
                            + " be specified on the same request");
        }
        InstanceNetworkInterfaceSpecification nic = request.networkInterfaces().getFirst();
        if (nic.networkInterfaceId() != null) {
            return present(zone, nic, nic.networkInterfaceId());
        }
        return new NetworkWish(
                zone,
                nic.subnetId() == null ? null : SubnetId.parse(nic.subnetId()),
                nic.groups().stream().map(SecurityGroupId::parse).toList(),
                List.of(),
                address(nic.privateIpAddress()),
                nic.associatePublicIpAddress(),
                nic.associateCarrierIpAddress(),
                nic.description() == null ? "" : nic.description(),
                null,
                nic.deleteOnTermination());
    }

    /** An interface that is there says everything itself. */
    private static NetworkWish present(@Nullable String zone, InstanceNetworkInterfaceSpecification nic, String id) {
        if (nic.subnetId() != null
                || !nic.groups().isEmpty()
                || nic.privateIpAddress() != null
                || nic.description() != null
                || Boolean.TRUE.equals(nic.associatePublicIpAddress())
                || Boolean.TRUE.equals(nic.associateCarrierIpAddress())) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "A network interface ID and a subnet, security groups, addresses or a description may not be"
                            + " specified on the same network interface");
        }
        return new NetworkWish(
                zone,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                "",
                NetworkInterfaceId.parse(id),
                nic.deleteOnTermination());
    }

    private static @Nullable Ipv4 address(@Nullable String text) {
        return text == null ? null : Ipv4.parse(text);
    }
}
