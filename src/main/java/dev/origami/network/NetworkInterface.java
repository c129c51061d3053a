package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.AllocationId;
import dev.origami.id.AssociationId;
import dev.origami.id.InstanceId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.Region;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SubnetId;
import dev.origami.id.VpcId;
import dev.origami.zone.Zones;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network interface: made with an instance, or by itself and waiting for one.
 *
 * @param attachment the instance that has it; null while none does
 * @param mac lower case, with colons
 * @param publicAddress one of 127.0.0.0/8 on this host, a carrier's in a Wavelength Zone; null while the instance is stopped, or when it asked for none
 * @param elastic whether and how that address is an Elastic IP address; null when it is not
 * @param wantsPublic whether a start gives it a public address
 */
public record NetworkInterface(
        NetworkInterfaceId id,
        AccountId account,
        Region region,
        VpcId vpc,
        SubnetId subnet,
        String zone,
        @Nullable Attachment attachment,
        String mac,
        Ipv4 privateAddress,
        @Nullable Ipv4 publicAddress,
        @Nullable Elastic elastic,
        boolean wantsPublic,
        boolean sourceDestCheck,
        String description,
        List<SecurityGroupId> groups) {
    public NetworkInterface {
        groups = List.copyOf(groups);
    }

    /**
     * That an instance has an interface.
     *
     * @param id {@code eni-attach-…}
     * @param deleteOnTermination whether it goes with the instance
     */
    public record Attachment(String id, InstanceId instance, Instant time, boolean deleteOnTermination) {}

    /** The instance that has it; null while none does. */
    public @Nullable InstanceId instance() {
        return attachment == null ? null : attachment.instance();
    }

    /**
     * How the instance has it that was asked for this interface.
     *
     * @throws IllegalStateException when none has it
     */
    public Attachment attached() {
        if (attachment == null) {
            throw new IllegalStateException(id + " is attached to no instance");
        }
        return attachment;
    }

    /** {@code in-use} or {@code available}. */
    public String status() {
        return attachment == null ? "available" : "in-use";
    }

    /** The account's own hold on a public address. */
    public record Elastic(AllocationId allocation, AssociationId association) {}

    /** Whose its public address is: the account's where it is an Elastic IP address, else EC2's. */
    public String addressOwner() {
        return elastic == null ? "amazon" : account.value();
    }

    /** Whether its public address is one of a carrier: it is in a Wavelength Zone. */
    public boolean isOfCarrier() {
        return Zones.isOfCarrier(region, zone);
    }

    /** The name inside of the network, as EC2 makes it of the address. */
    public String privateDnsName() {
        String name = "ip-" + privateAddress.toString().replace('.', '-');
        return region.name().equals("us-east-1")
                ? name + ".ec2.internal"
                : name + "." + region.name() + ".compute.internal";
    }
}
