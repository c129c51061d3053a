package dev.origami.metadata;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.id.InstanceId;
import dev.origami.instance.Instance;
import dev.origami.instance.Instances;
import dev.origami.instance.SpotRequests;
import dev.origami.instance.identity.InstanceIdentity;
import dev.origami.network.Ipv4;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.Networks;
import dev.origami.network.SecurityGroup;
import dev.origami.network.SecurityGroups;
import dev.origami.network.Subnet;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import dev.origami.zone.Zone;
import dev.origami.zone.Zones;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What the metadata service tells of an instance (source section 11.2), read from its rows. */
final class InstanceFacts {
    private static final String META = "meta-data/";

    private final Database database;
    private final Instances instances;
    private final Volumes volumes;
    private final NetworkInterfaces interfaces;
    private final SecurityGroups groups;
    private final Tags tags;
    private final InstanceIdentity identity;

    InstanceFacts(
            Database database,
            Instances instances,
            Volumes volumes,
            NetworkInterfaces interfaces,
            SecurityGroups groups,
            Tags tags,
            InstanceIdentity identity) {
        this.database = database;
        this.instances = instances;
        this.volumes = volumes;
        this.interfaces = interfaces;
        this.groups = groups;
        this.tags = tags;
        this.identity = identity;
    }

    /** The instance, as long as there is one. */
    Optional<Instance> instance(InstanceId id) {
        return database.read(sql -> instances.find(sql, id));
    }

    /** What the guest gave itself at its launch; empty when nothing. */
    static Optional<byte[]> userData(Instance instance) {
        String userData = instance.settings().userData();
        return userData == null
                ? Optional.empty()
                : Optional.of(Base64.getDecoder().decode(userData));
    }

    MetadataTree tree(Instance instance) {
        return database.read(sql -> {
            MetadataTree tree = new MetadataTree();
            identity(tree, sql, instance);
            disks(tree, sql, instance);
            String publicKey = instance.publicKey();
            String keyName = instance.keyName();
            if (publicKey != null && keyName != null) {
                tree.publicKey(0, keyName, publicKey);
            }
            Optional<NetworkInterface> nic = interfaces.ofInstance(sql, instance.id());
            nic.ifPresent(found -> network(tree, sql, instance, found));
            if (instance.settings().metadata().instanceTags()) {
                for (Tag tag : tags.of(sql, owner(instance), instance.id())) {
                    tree.put(META + "tags/instance/" + tag.key(), tag.value());
                }
            }
            document(tree, IdentityDocument.of(instance, nic.orElse(null)));
            tree.put("dynamic/fws/instance-monitoring", instance.settings().monitoring() ? "enabled" : "disabled");
            return tree;
        });
    }

    /** Here one key signs in each of the forms; EC2 has an own one for each. */
    private void document(MetadataTree tree, String document) {
        String directory = "dynamic/instance-identity/";
        byte[] signed = document.getBytes(StandardCharsets.UTF_8);
        tree.put(directory + "document", document)
                .put(directory + "signature", () -> identity.signature(signed))
                .put(directory + "pkcs7", () -> identity.message(signed))
                .put(directory + "rsa2048", () -> identity.message(signed));
    }

    private static void identity(MetadataTree tree, Handle sql, Instance instance) {
        tree.put(META + "ami-id", instance.image().image().value())
                .put(META + "ami-launch-index", Integer.toString(instance.launchIndex()))
                .put(META + "ami-manifest-path", "(unknown)")
                .put(META + "hibernation/configured", "false")
                .put(META + "instance-action", "none")
                .put(META + "instance-id", instance.id().value())
                .put(
                        META + "instance-life-cycle",
                        SpotRequests.of(sql, instance.id()).isPresent() ? "spot" : "on-demand")
                .put(META + "instance-type", instance.settings().type())
                .put(META + "profile", "default-" + instance.image().virtualization())
                .put(META + "reservation-id", instance.reservation().value())
                .put(META + "system", instance.type().hypervisor())
                .put(META + "services/domain", "amazonaws.com")
                .put(META + "services/partition", "aws")
                .put(META + "events/maintenance/history", "[]")
                .put(META + "events/maintenance/scheduled", "[]")
                .put(META + "placement/availability-zone", instance.zone())
                .put(META + "placement/region", instance.region().name());
        Zones.find(instance.region(), instance.zone())
                .map(Zone::id)
                .ifPresent(id -> tree.put(META + "placement/availability-zone-id", id));
        if (instance.image().kernel() != null) {
            tree.put(META + "kernel-id", instance.image().kernel());
        }
        if (instance.image().ramdisk() != null) {
            tree.put(META + "ramdisk-id", instance.image().ramdisk());
        }
    }

    private void disks(MetadataTree tree, Handle sql, Instance instance) {
        String mapping = META + "block-device-mapping/";
        String root = instance.image().rootDeviceName();
        tree.put(mapping + "ami", root).put(mapping + "root", root);
        int number = 1;
        for (Volume volume : volumes.attachedTo(sql, instance.id())) {
            Attachment attachment = volume.attachment();
            if (attachment != null && !attachment.device().equals(root)) {
                tree.put(mapping + "ebs" + number, attachment.device().replaceFirst("^/dev/", ""));
                number++;
            }
        }
        instance.ephemeralDisks()
                .forEach(disk ->
                        tree.put(mapping + disk.virtualName(), disk.device().replaceFirst("^/dev/", "")));
    }

    private void network(MetadataTree tree, Handle sql, Instance instance, NetworkInterface nic) {
        Subnet subnet = Networks.subnet(sql, nic);
        String vpcCidr =
                Networks.require(sql, owner(instance), nic.vpc()).cidr().toString();
        List<SecurityGroup> member = groups.all(sql, owner(instance)).stream()
                .filter(group -> nic.groups().contains(group.id()))
                .toList();
        String groupNames = member.stream().map(SecurityGroup::name).collect(Collectors.joining("\n"));
        String groupIds = member.stream().map(group -> group.id().value()).collect(Collectors.joining("\n"));
        String card = META + "network/interfaces/macs/" + nic.mac() + "/";
        String name = nic.privateDnsName();
        String address = nic.privateAddress().toString();
        tree.put(META + "hostname", name)
                .put(META + "local-hostname", name)
                .put(META + "local-ipv4", address)
                .put(META + "mac", nic.mac())
                .put(META + "security-groups", groupNames)
                .put(card + "device-number", "0")
                .put(card + "interface-id", nic.id().value())
                .put(card + "local-hostname", name)
                .put(card + "local-ipv4s", address)
                .put(card + "mac", nic.mac())
                .put(card + "network-card", "0")
                .put(card + "owner-id", nic.account().value())
                .put(card + "security-groups", groupNames)
                .put(card + "security-group-ids", groupIds)
                .put(card + "subnet-id", nic.subnet().value())
                .put(card + "subnet-ipv4-cidr-block", subnet.cidr().toString())
                .put(card + "vpc-id", nic.vpc().value())
                .put(card + "vpc-ipv4-cidr-block", vpcCidr)
                .put(card + "vpc-ipv4-cidr-blocks", vpcCidr);
        Ipv4 publicAddress = nic.publicAddress();
        if (publicAddress != null && !nic.isOfCarrier()) {
            tree.put(META + "public-ipv4", publicAddress.toString())
                    .put(META + "public-hostname", publicAddress.toString())
                    .put(card + "public-hostname", publicAddress.toString())
                    .put(card + "public-ipv4s", publicAddress.toString())
                    .put(card + "ipv4-associations/" + publicAddress, address);
        }
    }

    private static Caller owner(Instance instance) {
        return new Caller(instance.owner(), instance.region(), "ec2");
    }
}
