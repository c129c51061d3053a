package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;

/** The part of a network that lies in one zone. */
public record Subnet(SubnetId id, VpcId vpc, AccountId account, Region region, String zone, Cidr cidr) {
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

    public Ipv4 gateway() {
        return cidr.first().plus(1);
    }
}
