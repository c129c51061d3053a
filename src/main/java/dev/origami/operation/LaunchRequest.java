package dev.origami.operation;

import dev.origami.ebs.VolumeType;
import dev.origami.encryption.EncryptionWish;
import dev.origami.id.ImageId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SnapshotId;
import dev.origami.id.SubnetId;
import dev.origami.instance.CpuOptions;
import dev.origami.instance.InstanceSettings.Protection;
import dev.origami.instance.ShutdownBehavior;
import dev.origami.instance.SpotWish;
import dev.origami.network.Ipv4;
import dev.origami.tag.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a RunInstances asks for. Null stands for what was not said.
 *
 * @param kernel in place of the image's; the id of a kernel, in the form of one
 * @param ramDisk likewise
 * @param least instances without which it fails
 * @param most instances that it would like
 * @param mappings what differs from the image's block device mapping
 * @param userData in base64
 * @param spot that they are to be Spot Instances; null: On-Demand
 */
public record LaunchRequest(
        ImageId image,
        @Nullable String kernel,
        @Nullable String ramDisk,
        String type,
        int least,
        int most,
        List<MappingWish> mappings,
        @Nullable String keyName,
        NetworkWish network,
        @Nullable String userData,
        @Nullable ShutdownBehavior shutdown,
        Protection protection,
        boolean monitoring,
        boolean ebsOptimized,
        @Nullable String cpuCredits,
        @Nullable CpuOptions cpu,
        boolean autoRecovery,
        MetadataWish metadata,
        TagWish tags,
        @Nullable SpotWish spot,
        @Nullable String clientToken) {
    public LaunchRequest {
        mappings = List.copyOf(mappings);
    }

    /** The same launch, of Spot Instances on these terms. */
    public LaunchRequest of(SpotWish terms) {
        return new LaunchRequest(
                image,
                kernel,
                ramDisk,
                type,
                least,
                most,
                mappings,
                keyName,
                network,
                userData,
                shutdown,
                protection,
                monitoring,
                ebsOptimized,
                cpuCredits,
                cpu,
                autoRecovery,
                metadata,
                tags,
                terms,
                clientToken);
    }

    /**
     * One entry of the block device mapping of a launch (source section 3.2).
     *
     * @param noDevice whether the image's entry is dropped
     * @param virtualName {@code ephemeral0} and on
     * @param ebs null when nothing is said of a volume
     */
    public record MappingWish(
            String device,
            boolean noDevice,
            @Nullable String virtualName,
            @Nullable EbsWish ebs) {}

    /**
     * What is said of a volume; what is not, is as in the image's entry.
     *
     * @param outpost the ARN of where it is to be; null when nothing is said
     */
    public record EbsWish(
            @Nullable SnapshotId snapshot,
            @Nullable Integer sizeGiB,
            @Nullable VolumeType type,
            @Nullable Integer iops,
            @Nullable Integer throughput,
            @Nullable Boolean deleteOnTermination,
            EncryptionWish encryption,
            @Nullable String outpost) {}

    /**
     * Where instances are to be.
     *
     * @param publicAddress null: as the subnet does
     * @param carrierAddress whether it is to have an address of the carrier, in a Wavelength Zone
     * @param nic the interface that the instance is to have, which is all that is said then; null for a new one
     * @param deleteOnTermination null: a new one goes with its instance, another stays
     */
    public record NetworkWish(
            @Nullable String zone,
            @Nullable SubnetId subnet,
            List<SecurityGroupId> groups,
            List<String> groupNames,
            @Nullable Ipv4 privateAddress,
            @Nullable Boolean publicAddress,
            @Nullable Boolean carrierAddress,
            String description,
            @Nullable NetworkInterfaceId nic,
            @Nullable Boolean deleteOnTermination) {
        public NetworkWish {
            groups = List.copyOf(groups);
            groupNames = List.copyOf(groupNames);
        }
    }

    /** What is said of the metadata service. */
    public record MetadataWish(
            @Nullable Boolean endpoint,
            @Nullable Boolean tokensRequired,
            @Nullable Integer hopLimit,
            @Nullable Boolean instanceTags) {}

    /** The tags of what is made; they have passed the rules of tags. */
    public record TagWish(List<Tag> instance, List<Tag> volume, List<Tag> networkInterface, List<Tag> spotRequest) {
        public TagWish {
            instance = List.copyOf(instance);
            volume = List.copyOf(volume);
            networkInterface = List.copyOf(networkInterface);
            spotRequest = List.copyOf(spotRequest);
        }
    }
}
