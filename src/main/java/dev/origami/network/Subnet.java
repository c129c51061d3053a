package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.zone.Zones;
import org.jspecify.annotations.Nullable;

/**
 * The part of a network that lies in one zone, or on an Outpost of it.
 *
 * @param outpost the ARN of the Outpost; null where it is on none
 * @param isDefault whether launches into its zone that name no subnet are in it
 * @param mapsPublic whether servers in it have a public address where nothing is said of one
 */
public record Subnet(
        SubnetId id,
        VpcId vpc,
        AccountId account,
        Region region,
        String zone,
        @Nullable String outpost,
        Cidr cidr,
        boolean isDefault,
        boolean mapsPublic) {
    /** EC2 keeps the first four addresses of a subnet and the last one for itself. */
    static final int RESERVED_FIRST = 4;

    static final int RESERVED_LAST = 1;

    /** How many addresses instances can have. */
    public int usableAddresses() {
        return (int) cidr.size() - RESERVED_FIRST - RESERVED_LAST;
    }

    /** Whether instances can have the address. */
    public boolean isUsable(Ipv4 address) {
        long offset = address.number() - cidr.first().number();
        return offset >= RESERVED_FIRST && offset < cidr.size() - RESERVED_LAST;
    }

    /** Whether its addresses are a carrier's: it is in a Wavelength Zone. */
    public boolean isOfCarrier() {
        return Zones.isOfCarrier(region, zone);
    }

    public Ipv4 gateway() {
        return cidr.first().plus(1);
    }
}
