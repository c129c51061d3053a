package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.AllocationId;
import dev.origami.id.AssociationId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.Region;
import org.jspecify.annotations.Nullable;

/**
 * A public address that an account keeps until it is released: an Elastic IP address.
 *
 * @param border the network border group that it is of: the region, or a group of Local Zones
 * @param association with which interface; null when with none
 */
public record ElasticAddress(
        AllocationId id,
        AccountId account,
        Region region,
        String border,
        Ipv4 address,
        @Nullable Association association) {
    /** That an interface has the address. */
    public record Association(AssociationId id, NetworkInterfaceId nic) {}
}
