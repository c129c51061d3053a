package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.NetworkAclAssociationId;
import dev.origami.id.NetworkAclId;
import dev.origami.id.Region;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may enter and leave subnets, packet by packet.
 *
 * @param isDefault whether it is the one of new subnets
 * @param entries those that were made, by direction and number
 * @param associations the subnets that it is for
 */
public record NetworkAcl(
        NetworkAclId id,
        VpcId vpc,
        AccountId account,
        Region region,
        boolean isDefault,
        List<Entry> entries,
        List<Association> associations) {
    /** The number of the entry that ends each list, told as {@code *} by consoles: it denies what no other one allowed. */
    public static final int LAST_NUMBER = 32_767;

    public NetworkAcl {
        entries = List.copyOf(entries);
        associations = List.copyOf(associations);
    }

    /**
     * Allows or denies some packets. The one of the lowest number that a packet fits decides.
     *
     * @param protocol a number of an Internet protocol, -1 for all
     * @param allows whether it allows; else it denies
     * @param cidr where the packets come from; with egress, where they go
     * @param ports of tcp and udp the ports; of icmp the type and the code, -1 for all; null with other protocols
     */
    public record Entry(
            boolean egress,
            int number,
            int protocol,
            boolean allows,
            Cidr cidr,
            @Nullable Ports ports) {
        public static final int ALL = -1;
        public static final int ICMP = 1;
        public static final int TCP = 6;
        public static final int UDP = 17;
    }

    /** A range of ports, or of icmp a type and a code. */
    public record Ports(int from, int to) {}

    /** What puts a subnet under it. */
    public record Association(NetworkAclAssociationId id, SubnetId subnet) {}
}
