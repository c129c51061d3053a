package dev.origami.api;

import dev.origami.config.ApiLimits;
import java.util.List;
import java.util.function.Predicate;
import software.amazon.awssdk.services.ec2.model.Address;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeAddressesResponse;

/**
 * DescribeAddresses: the Elastic IP addresses of an account. None can be allocated here, so there are none; clients ask
 * for them beside the instances that they list. The public addresses that instances are given are no Elastic ones.
 */
final class AddressApi {
    private final Filters<Address> filters;

    AddressApi(ApiLimits limits) {
        this.filters = new Filters<Address>(limits)
                .none(
                        "allocation-id",
                        "association-id",
                        "domain",
                        "instance-id",
                        "network-border-group",
                        "network-interface-id",
                        "network-interface-owner-id",
                        "private-ip-address",
                        "public-ip")
                .tags(_ -> List.of());
    }

    void addTo(OperationTable table) {
        table.add(
                Operation.ec2("DescribeAddresses", DescribeAddressesRequest::builder, (_, request) -> describe(request))
                        .honours("Filter.*"));
    }

    private DescribeAddressesResponse describe(DescribeAddressesRequest request) {
        Predicate<Address> filter = filters.of(request.filters());
        List<Address> none = List.of();
        return DescribeAddressesResponse.builder()
                .addresses(none.stream().filter(filter).toList())
                .build();
    }
}
