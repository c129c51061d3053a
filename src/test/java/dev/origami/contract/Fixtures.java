package dev.origami.contract;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.config.VolumeLimits;
import dev.origami.error.ApiException;
import dev.origami.protocol.WireReply;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What requests of tests speak of. A value like <code>{volume}</code> stands for a volume made for this one request;
 * {@link #plain} takes the names of such things out of answers, so that two answers can be compared.
 */
final class Fixtures {
    static final int BLOCK = 512 * 1024;
    static final String PUBLIC_KEY =
            "ssh-ed25519" + " AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f test";
    static final String OTHER_ACCOUNT = "222222222222";

    private static final Pattern STANDS_FOR = Pattern.compile("\\{([a-z0-9-]+)}");
    private static final Pattern ID =
            Pattern.compile("\\b([a-z]+(?:-[a-z]+)?)-(?:[0-9a-f]{17}|(?=[0-9a-f]{8}\\b)[0-9a-f]{8})\\b");

    private final WholeService service;
    private final Map<String, String> kept = new HashMap<>();
    private int made;
    private String latestInstance = "";
    private String latestGroup = "";

    Fixtures(WholeService service) {
        this.service = service;
    }

    WholeService service() {
        return service;
    }

    Answer ask(Caller caller, String operation, Map<String, String> members) {
        List<String> flat = new ArrayList<>();
        members.forEach((name, value) -> flat.addAll(List.of(name, value)));
        return service.ask(caller, operation, flat.toArray(String[]::new));
    }

    /** The same members, with what values stand for made now. */
    Map<String, String> made(Map<String, String> members) {
        Map<String, String> resolved = new LinkedHashMap<>();
        members.forEach((name, value) -> resolved.put(
                name, STANDS_FOR.matcher(value).replaceAll(match -> Matcher.quoteReplacement(fresh(match.group(1))))));
        return resolved;
    }

    /** The kind that a value stands for; null when it stands for itself. */
    static @Nullable String kind(String value) {
        Matcher matcher = STANDS_FOR.matcher(value);
        return matcher.matches() ? matcher.group(1) : null;
    }

    /** An answer or a refusal without ids and addresses that are new with each request. */
    static String plain(String text) {
        String plain =
                ID.matcher(text.replaceAll("fleet-[0-9a-f-]{36}", "fleet-x")).replaceAll("$1-x");
        plain = plain.replaceAll("fresh-\\d+", "fresh")
                .replaceAll("172\\.31\\.\\d+\\.\\d+", "address")
                .replaceAll("ip-172-31-\\d+-\\d+", "name")
                .replaceAll("\\b127\\.\\d+\\.\\d+\\.\\d+|ec2-127-\\d+-\\d+-\\d+", "public")
                .replaceAll("([0-9a-f]{2}:){5}[0-9a-f]{2}", "mac");
        return plain.contains("keyMaterial")
                ? plain.replaceAll("<keyFingerprint>.*?</keyFingerprint>", "")
                        .replaceAll("(?s)<keyMaterial>.*?</keyMaterial>", "")
                : plain;
    }

    String fresh(String kind) {
        return switch (kind) {
            case "name", "keyname-to-be" -> "fresh-" + ++made;
            case "block-snapshot" -> kept(kind, () -> uploaded("1"));
            case "larger-snapshot" -> uploaded("2");
            case "snapshot" -> copied();
            case "outpost-snapshot" -> {
                String snapshot = service.ask(
                                "CopySnapshot",
                                "SourceRegion",
                                "eu-west-1",
                                "SourceSnapshotId",
                                fresh("block-snapshot"),
                                "DestinationOutpostArn",
                                WholeService.OUTPOST)
                        .text("snapshotId");
                service.settle();
                yield snapshot;
            }
            case "outpost-volume" ->
                service.ask(
                                "CreateVolume",
                                "AvailabilityZone",
                                "eu-west-1a",
                                "Size",
                                "1",
                                "OutpostArn",
                                WholeService.OUTPOST)
                        .text("volumeId");
            case "outpost-instance" -> {
                String subnet = service.ask(
                                "CreateSubnet",
                                "VpcId",
                                fresh("vpc"),
                                "CidrBlock",
                                fresh("cidr"),
                                "OutpostArn",
                                WholeService.OUTPOST)
                        .text("subnet/subnetId");
                String instance = service.ask(
                                "RunInstances",
                                "ImageId",
                                fresh("kept-image"),
                                "MinCount",
                                "1",
                                "MaxCount",
                                "1",
                                "SubnetId",
                                subnet,
                                "InstanceType",
                                "t3.micro")
                        .text("instancesSet/item/instanceId");
                service.settle();
                yield instance;
            }
            case "recycled-snapshot" -> recycled(copied(), "DeleteSnapshot", "SnapshotId");
            case "recycled-volume" -> recycled(volume("1"), "DeleteVolume", "VolumeId");
            case "recycled-image" -> recycled(image(), "DeregisterImage", "ImageId");
            case "shared-snapshot" -> shared(copied(), "222222222222");
            case "locked-snapshot" -> locked(copied());
            case "image" -> image();
            case "paravirtual-image" -> paravirtual();
            case "tagged-image" -> tagged(image());
            case "shared-image" -> launchable(image(), "UserId", OTHER_ACCOUNT);
            // Bob shares one with Alice.
            case "foreign-image" -> imageOfBob();
            // Bob's, which everybody may launch and which is deprecated by now.
            case "deprecated-image" -> deprecated(imageOfBob());
            case "protected-image" -> {
                String image = image();
                var _ = service.ask("EnableImageDeregistrationProtection", "ImageId", image);
                yield image;
            }
            case "disabled-image" -> disabled(image());
            case "public-image" -> launchable(image(), "Group", "all");
            case "volume" -> volume("1");
            case "larger-volume" -> volume("2");
            case "snapshot-of-root" -> {
                String snapshot = service.ask("CreateSnapshot", "VolumeId", volumeAt("/dev/xvda"))
                        .text("snapshotId");
                service.settle();
                yield snapshot;
            }
            case "replace-task" -> {
                String task = service.ask("CreateReplaceRootVolumeTask", "InstanceId", launch())
                        .text("replaceRootVolumeTask/replaceRootVolumeTaskId");
                service.settle();
                yield task;
            }
            case "modified-volume" -> modified(volume("1"));
            case "kept-image" -> kept(kind, () -> image());
            case "instance" -> launch();
            case "uefi-instance" -> uefi();
            case "xen-instance" -> launch("InstanceType", "t2.micro");
            case "unlimited-instance" -> launch("CreditSpecification.CpuCredits", "unlimited");
            case "two-disk-instance" -> twoDisks();
            // With as many disks as it may have.
            case "full-instance" -> full();
            case "stopped" -> stopped(launch());
            // For those who only look at them, or change them back and forth.
            case "kept-instance" -> kept(kind, () -> launch());
            case "kept-two-disk-instance" -> kept(kind, () -> twoDisks());
            case "kept-stopped" -> {
                latestInstance = kept(kind, () -> stopped(launch()));
                yield latestInstance;
            }
            case "terminated" -> terminated(launch());
            case "protected" -> launch("DisableApiTermination", "true", "DisableApiStop", "true");
            case "used-group" -> {
                String group = group().getFirst();
                String _ = launch("SecurityGroupId.1", group);
                yield group;
            }
            case "far-volume" ->
                service.ask("CreateVolume", "AvailabilityZone", "eu-west-1b", "Size", "1")
                        .text("volumeId");
            case "pending-snapshot" -> start("{\"VolumeSize\":1}");
            // Whose image is named by a parameter that there is none of.
            case "parameter-template" ->
                service.ask(
                                "CreateLaunchTemplate",
                                "LaunchTemplateName",
                                fresh("name"),
                                "LaunchTemplateData.ImageId",
                                "resolve:ssm:/nothing")
                        .text("launchTemplate/launchTemplateId");
            case "template" -> template().getFirst();
            case "templatename" -> template().getLast();
            // One instance runs from it, and one template names it.
            case "used-image" -> {
                String image = image();
                String _ = launched(image);
                String _ = template(image).getFirst();
                yield image;
            }
            case "deregistered" -> {
                String image = image();
                var _ = service.ask("DeregisterImage", "ImageId", image);
                yield image;
            }
            case "latest-instance" -> latestInstance;
            case "latest-root" -> volumeAt("/dev/xvda");
            case "latest-data" -> volumeAt("/dev/sdb");
            case "attached" -> attached();
            case "key" -> imported("keyPairId");
            case "keyname" -> imported("keyName");
            case "group" -> group().getFirst();
            case "groupname" -> group().getLast();
            case "vpc-of-group" -> {
                String vpc = fresh("own-vpc");
                var _ = service.ask("CreateSecurityGroup", "GroupName", "x", "GroupDescription", "x", "VpcId", vpc);
                yield vpc;
            }
            // Of another network.
            case "far-group" ->
                service.ask(
                                "CreateSecurityGroup",
                                "GroupName",
                                fresh("name"),
                                "GroupDescription",
                                "of a test",
                                "VpcId",
                                fresh("network"))
                        .text("groupId");
            case "open-group" -> opened(group().getFirst());
            case "open-groupname" -> {
                List<String> group = group();
                String _ = opened(group.getFirst());
                yield group.getLast();
            }
            // Of the group that was opened last: what lets in, and what lets out.
            case "latest-rule" -> ruleOf(latestGroup, false);
            case "egress-rule" -> ruleOf(latestGroup, true);
            case "rule" -> ruleOf(opened(group().getFirst()), false);
            case "shut-group" -> shut(group().getFirst());
            case "vpc" ->
                service.ask("DescribeVpcs", "Filter.1.Name", "is-default", "Filter.1.Value.1", "true")
                        .text("vpcSet/item/vpcId");
            case "own-vpc" ->
                service.ask("CreateVpc", "CidrBlock", "10.9.0.0/16").text("vpc/vpcId");
            // Made once, for what is made in it.
            case "network" -> kept(kind, () -> fresh("own-vpc"));
            case "spot-request" -> {
                String request = service.ask(
                                "RunInstances",
                                "ImageId",
                                fresh("kept-image"),
                                "InstanceType",
                                "t3.micro",
                                "MinCount",
                                "1",
                                "MaxCount",
                                "1",
                                "InstanceMarketOptions.MarketType",
                                "spot")
                        .text("instancesSet/item/spotInstanceRequestId");
                service.settle();
                yield request;
            }
            case "cancelled-spot" -> {
                String instance = launch(
                        "InstanceMarketOptions.MarketType",
                        "spot",
                        "InstanceMarketOptions.SpotOptions.SpotInstanceType",
                        "persistent",
                        "InstanceMarketOptions.SpotOptions.InstanceInterruptionBehavior",
                        "stop");
                var _ = stopped(instance);
                Answer told = service.ask("DescribeInstances", "InstanceId.1", instance);
                var _ = service.ask(
                        "CancelSpotInstanceRequests",
                        "SpotInstanceRequestId.1",
                        told.text("reservationSet/item/instancesSet/item/spotInstanceRequestId"));
                yield instance;
            }
            case "free-nic" ->
                service.ask("CreateNetworkInterface", "SubnetId", fresh("subnet"))
                        .text("networkInterface/networkInterfaceId");
            case "latest-subnet" ->
                service.ask("CreateSubnet", "VpcId", fresh("network"), "CidrBlock", fresh("network-cidr"))
                        .text("subnet/subnetId");
            case "network-cidr" -> {
                int number = ++made;
                yield "10.9." + number / 16 + "." + number % 16 * 16 + "/28";
            }
            case "igw" -> service.ask("CreateInternetGateway").text("internetGateway/internetGatewayId");
            case "gate-network" -> kept(kind, () -> fresh("own-vpc"));
            case "attached-igw" -> attachedTo(fresh("gate-network"));
            case "own-table", "latest-table" -> table(fresh("network"));
            // Whose network has a gateway, the latest one.
            case "public-table" -> table(fresh("gate-network"));
            case "latest-igw" -> attachedTo(fresh("gate-network"));
            case "routed-table" -> {
                String table = table(fresh("gate-network"));
                var _ = service.ask(
                        "CreateRoute",
                        "RouteTableId",
                        table,
                        "DestinationCidrBlock",
                        "0.0.0.0/0",
                        "GatewayId",
                        attachedTo(fresh("gate-network")));
                yield table;
            }
            // With a subnet, and a route that leads nowhere.
            case "associated-table" -> {
                String vpc = fresh("own-vpc");
                String table = table(vpc);
                String gateway = attachedTo(vpc);
                String[] route = {"RouteTableId", table, "DestinationCidrBlock", "0.0.0.0/0", "GatewayId", gateway};
                var _ = service.ask("CreateRoute", route);
                var _ = service.ask("DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
                String subnet = service.ask("CreateSubnet", "VpcId", vpc, "CidrBlock", "10.9.0.0/28")
                        .text("subnet/subnetId");
                var _ = service.ask("AssociateRouteTable", "RouteTableId", table, "SubnetId", subnet);
                yield table;
            }
            case "association" -> associated().getFirst();
            case "associated-subnet" -> associated().getLast();
            case "main-table" ->
                service.ask("DescribeRouteTables", "Filter.1.Name", "association.main", "Filter.1.Value.1", "true")
                        .text("routeTableSet/item/routeTableId");
            case "gated-vpc" -> {
                String vpc = fresh("own-vpc");
                String _ = attachedTo(vpc);
                yield vpc;
            }
            case "tabled-vpc" -> {
                String vpc = fresh("own-vpc");
                String _ = table(vpc);
                yield vpc;
            }
            case "main-table-of-default" ->
                service.ask("DescribeRouteTables", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", fresh("vpc"))
                        .text("routeTableSet/item/routeTableId");
            case "own-acl" -> acl(fresh("network"));
            case "filled-acl" -> {
                String acl = acl(fresh("network"));
                for (String egress : List.of("true", "false")) {
                    var _ = service.ask(
                            "CreateNetworkAclEntry",
                            "NetworkAclId",
                            acl,
                            "RuleNumber",
                            "100",
                            "Egress",
                            egress,
                            "Protocol",
                            "6",
                            "RuleAction",
                            "allow",
                            "CidrBlock",
                            "10.0.0.0/8",
                            "PortRange.From",
                            "80",
                            "PortRange.To",
                            "90");
                }
                yield acl;
            }
            // That of a new subnet.
            case "acl-association" -> {
                String subnet = fresh("latest-subnet");
                Answer acls = service.ask(
                        "DescribeNetworkAcls", "Filter.1.Name", "association.subnet-id", "Filter.1.Value.1", subnet);
                int place = acls.texts("networkAclSet/item/associationSet/item/subnetId")
                        .indexOf(subnet);
                yield acls.texts("networkAclSet/item/associationSet/item/networkAclAssociationId")
                        .get(place);
            }
            // Of a subnet, with an entry for ping.
            case "used-acl" -> {
                String association = fresh("acl-association");
                String acl = fresh("filled-acl");
                var _ = service.ask(
                        "CreateNetworkAclEntry",
                        "NetworkAclId",
                        acl,
                        "RuleNumber",
                        "110",
                        "Egress",
                        "false",
                        "Protocol",
                        "icmp",
                        "RuleAction",
                        "allow",
                        "CidrBlock",
                        "10.0.0.0/8",
                        "Icmp.Type",
                        "8",
                        "Icmp.Code",
                        "0");
                var _ = service.ask("ReplaceNetworkAclAssociation", "AssociationId", association, "NetworkAclId", acl);
                yield acl;
            }
            case "acled-vpc" -> {
                String vpc = fresh("own-vpc");
                String _ = acl(vpc);
                yield vpc;
            }
            case "default-acl" ->
                service.ask("DescribeNetworkAcls", "Filter.1.Name", "vpc-id", "Filter.1.Value.1", fresh("vpc"))
                        .text("networkAclSet/item/networkAclId");
            case "main-association" ->
                service.ask("DescribeRouteTables", "Filter.1.Name", "association.main", "Filter.1.Value.1", "true")
                        .text("routeTableSet/item/associationSet/item/routeTableAssociationId");
            case "dhcp-options" -> service.ask("DescribeDhcpOptions").text("dhcpOptionsSet/item/dhcpOptionsId");
            // Of a zone that has no default subnet now.
            case "free-zone-name" -> emptied("eu-west-1c", "eu-west-1c");
            case "free-zone-id-name" -> emptied("eu-west-1c", "euw1-az3");
            case "subnet" -> service.ask("DescribeSubnets").text("subnetSet/item/subnetId");
            // Of the network, and of no other subnet.
            case "cidr" -> {
                int number = ++made;
                yield "172.31." + (128 + number / 16) + "." + number % 16 * 16 + "/28";
            }
            case "own-subnet" ->
                service.ask("CreateSubnet", "VpcId", fresh("vpc"), "CidrBlock", fresh("cidr"))
                        .text("subnet/subnetId");
            case "nic" -> {
                String instance = launch();
                yield service.ask(
                                "DescribeNetworkInterfaces",
                                "Filter.1.Name",
                                "attachment.instance-id",
                                "Filter.1.Value.1",
                                instance)
                        .text("networkInterfaceSet/item/networkInterfaceId");
            }
            case "address" -> address().getFirst();
            case "public-ip" -> address().getLast();
            case "address-association" -> associated(address().getFirst()).getLast();
            case "used-address" -> associated(address().getFirst()).getFirst();
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** The id of an Elastic IP address, and the address. What there was before is given back: an account has not many. */
    private List<String> address() {
        releaseAddresses();
        Answer allocated = service.ask("AllocateAddress");
        return List.of(allocated.text("allocationId"), allocated.text("publicIp"));
    }

    void releaseAddresses() {
        Answer all = service.ask("DescribeAddresses");
        for (String association : all.texts("addressesSet/item/associationId")) {
            var _ = service.ask("DisassociateAddress", "AssociationId", association);
        }
        for (String allocation : all.texts("addressesSet/item/allocationId")) {
            var _ = service.ask("ReleaseAddress", "AllocationId", allocation);
        }
    }

    /** The address, and its association with an instance. */
    private List<String> associated(String allocation) {
        String association = service.ask(
                        "AssociateAddress", "AllocationId", allocation, "InstanceId", fresh("kept-two-disk-instance"))
                .text("associationId");
        return List.of(allocation, association);
    }

    /** Made once; what is made may need others that are made once. */
    private String kept(String kind, Supplier<String> maker) {
        String before = kept.get(kind);
        if (before != null) {
            return before;
        }
        String now = maker.get();
        kept.put(kind, now);
        return now;
    }

    /** A completed snapshot of so many GiB with one block. */
    private String uploaded(String size) {
        String id = start("{\"VolumeSize\":" + size + "}");
        put(id, 0, block(1));
        complete(id, 1);
        return id;
    }

    String start(String json) {
        String answer = service.ebs(
                        "POST", "/snapshots", "", Map.of(), json.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .body()
                .asUtf8String();
        Matcher id = Pattern.compile("snap-[0-9a-f]{17}").matcher(answer);
        if (!id.find()) {
            throw new IllegalStateException(answer);
        }
        return id.group();
    }

    void put(String snapshot, int index, byte[] content) {
        WireReply _ =
                service.ebs("PUT", "/snapshots/" + snapshot + "/blocks/" + index, "", putHeaders(content), content);
    }

    static Map<String, String> putHeaders(byte[] content) {
        return Map.of(
                "x-amz-Data-Length",
                Integer.toString(content.length),
                "x-amz-Checksum",
                sha256(content),
                "x-amz-Checksum-Algorithm",
                "SHA256");
    }

    void complete(String snapshot, int blocks) {
        WireReply _ = service.ebs(
                "POST",
                "/snapshots/completion/" + snapshot,
                "",
                Map.of("x-amz-ChangedBlocksCount", Integer.toString(blocks)),
                new byte[0]);
        service.settle();
    }

    static byte[] block(int fill) {
        byte[] content = new byte[BLOCK];
        Arrays.fill(content, (byte) fill);
        return content;
    }

    static String sha256(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String copied() {
        return service.ask("CopySnapshot", "SourceRegion", "eu-west-1", "SourceSnapshotId", fresh("block-snapshot"))
                .text("snapshotId");
    }

    private String shared(String snapshot, String account) {
        var _ = service.ask(
                "ModifySnapshotAttribute", "SnapshotId", snapshot, "CreateVolumePermission.Add.1.UserId", account);
        return snapshot;
    }

    private String locked(String snapshot) {
        var _ = service.ask("LockSnapshot", "SnapshotId", snapshot, "LockMode", "governance", "LockDuration", "1");
        return snapshot;
    }

    private String image() {
        return image(WholeService.ALICE, fresh("block-snapshot"));
    }

    /** As registered where nothing else is said (source section 7.2), but for its architecture. */
    private String paravirtual() {
        return service.ask(
                        "RegisterImage",
                        "Name",
                        fresh("name"),
                        "Architecture",
                        "x86_64",
                        "RootDeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.Ebs.SnapshotId",
                        fresh("block-snapshot"))
                .text("imageId");
    }

    private String imageOfBob() {
        String image = image(WholeService.BOB, shared(copied(), OTHER_ACCOUNT));
        var _ = service.ask(
                WholeService.BOB,
                "ModifyImageAttribute",
                "ImageId",
                image,
                "LaunchPermission.Add.1.UserId",
                WholeService.ALICE.account().value());
        return image;
    }

    /** The time is rounded to the minute that has begun. */
    private String deprecated(String image) {
        var _ = service.ask(
                WholeService.BOB, "EnableImageDeprecation", "ImageId", image, "DeprecateAt", "2026-01-31T09:14:25Z");
        return image;
    }

    private String image(Caller owner, String snapshot) {
        return service.registered(owner, fresh("name"), "x86_64", snapshot);
    }

    private String tagged(String id) {
        var _ = service.ask("CreateTags", "ResourceId.1", id, "Tag.1.Key", "colour", "Tag.1.Value", "red");
        return id;
    }

    private String launchable(String image, String whom, String value) {
        var _ = service.ask("ModifyImageAttribute", "ImageId", image, "LaunchPermission.Add.1." + whom, value);
        return image;
    }

    private String disabled(String image) {
        var _ = service.ask("DisableImage", "ImageId", image);
        return image;
    }

    /** Put into the Recycle Bin, where a rule keeps what has a tag of the same name. */
    private String recycled(String id, String operation, String member) {
        String _ = kept("retention-rules", () -> {
            for (String kind : List.of("EBS_SNAPSHOT", "EC2_IMAGE", "EBS_VOLUME")) {
                WireReply _ = service.rbin("POST", "/rules", "", """
                        {"ResourceType":"%s","RetentionPeriod":{"RetentionPeriodValue":7,"RetentionPeriodUnit":"DAYS"},
                        "ResourceTags":[{"ResourceTagKey":"recycled","ResourceTagValue":""}]}""".formatted(kind));
            }
            return "made";
        });
        var _ = service.ask("CreateTags", "ResourceId.1", id, "Tag.1.Key", "recycled", "Tag.1.Value", "");
        var _ = service.ask(operation, member, id);
        return id;
    }

    private String volume(String size) {
        return service.ask("CreateVolume", "AvailabilityZone", "eu-west-1a", "Size", size)
                .text("volumeId");
    }

    private String modified(String volume) {
        var _ = service.ask("ModifyVolume", "VolumeId", volume, "Size", "2");
        service.settle();
        return volume;
    }

    private String launch(String... more) {
        List<String> members = new ArrayList<>(
                List.of("ImageId", fresh("kept-image"), "MinCount", "1", "MaxCount", "1", "SubnetId", fresh("subnet")));
        if (!List.of(more).contains("InstanceType")) {
            members.addAll(List.of("InstanceType", "t3.micro"));
        }
        members.addAll(List.of(more));
        latestInstance =
                service.ask("RunInstances", members.toArray(String[]::new)).text("instancesSet/item/instanceId");
        service.settle();
        return latestInstance;
    }

    private String uefi() {
        String image = service.registered(WholeService.ALICE, fresh("name"), "arm64", fresh("block-snapshot"));
        String[] launch = {"ImageId", image, "InstanceType", "t4g.micro", "MinCount", "1", "MaxCount", "1"};
        String instance = service.ask("RunInstances", launch).text("instancesSet/item/instanceId");
        service.settle();
        return instance;
    }

    private String launched(String image) {
        String instance = service.ask(
                        "RunInstances", "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1")
                .text("instancesSet/item/instanceId");
        service.settle();
        return instance;
    }

    private List<String> template() {
        return template(fresh("kept-image"));
    }

    /** The id and the name of a template with two versions, the first of which is its default. */
    private List<String> template(String image) {
        String name = fresh("name");
        String id = service.ask(
                        "CreateLaunchTemplate",
                        "LaunchTemplateName",
                        name,
                        "LaunchTemplateData.ImageId",
                        image,
                        "LaunchTemplateData.InstanceType",
                        "t3.micro")
                .text("launchTemplate/launchTemplateId");
        var _ = service.ask(
                "CreateLaunchTemplateVersion",
                "LaunchTemplateId",
                id,
                "SourceVersion",
                "1",
                "LaunchTemplateData.InstanceType",
                "t3.small");
        return List.of(id, name);
    }

    private String twoDisks() {
        return launch(
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdb",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "1",
                "BlockDeviceMapping.1.Ebs.DeleteOnTermination",
                "false",
                "TagSpecification.1.ResourceType",
                "volume",
                "TagSpecification.1.Tag.1.Key",
                "colour",
                "TagSpecification.1.Tag.1.Value",
                "red");
    }

    private String full() {
        List<String> disks = new ArrayList<>();
        for (int i = 1; i < VolumeLimits.defaults().attachmentsPerInstance(); i++) {
            String mapping = "BlockDeviceMapping." + i;
            disks.addAll(List.of(mapping + ".DeviceName", "/dev/sd" + (char) ('a' + i)));
            disks.addAll(List.of(mapping + ".Ebs.VolumeSize", "1"));
        }
        return launch(disks.toArray(String[]::new));
    }

    private String stopped(String instance) {
        var _ = service.ask("StopInstances", "InstanceId.1", instance);
        service.settle();
        return instance;
    }

    private String terminated(String instance) {
        var _ = service.ask("TerminateInstances", "InstanceId.1", instance);
        service.settle();
        return instance;
    }

    private String volumeAt(String device) {
        return service.ask(
                        "DescribeVolumes",
                        "Filter.1.Name",
                        "attachment.instance-id",
                        "Filter.1.Value.1",
                        latestInstance,
                        "Filter.2.Name",
                        "attachment.device",
                        "Filter.2.Value.1",
                        device)
                .text("volumeSet/item/volumeId");
    }

    private String attached() {
        String instance = launch();
        String volume = volume("1");
        var _ = service.ask("AttachVolume", "VolumeId", volume, "InstanceId", instance, "Device", "/dev/sdf");
        service.settle();
        return volume;
    }

    private String acl(String vpc) {
        return service.ask("CreateNetworkAcl", "VpcId", vpc).text("networkAcl/networkAclId");
    }

    private String table(String vpc) {
        return service.ask("CreateRouteTable", "VpcId", vpc).text("routeTable/routeTableId");
    }

    /** The gateway of a network, which has one from now on. */
    private String attachedTo(String vpc) {
        String present = service.ask(
                        "DescribeInternetGateways", "Filter.1.Name", "attachment.vpc-id", "Filter.1.Value.1", vpc)
                .text("internetGatewaySet/item/internetGatewayId");
        if (!present.isEmpty()) {
            return present;
        }
        String gateway = fresh("igw");
        var _ = service.ask("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        return gateway;
    }

    /** What gives a subnet a table of its own, and the subnet. */
    private List<String> associated() {
        String subnet = fresh("latest-subnet");
        return List.of(
                service.ask("AssociateRouteTable", "RouteTableId", fresh("own-table"), "SubnetId", subnet)
                        .text("associationId"),
                subnet);
    }

    private String emptied(String zone, String told) {
        for (String subnet : service.ask(
                        "DescribeSubnets",
                        "Filter.1.Name",
                        "availability-zone",
                        "Filter.1.Value.1",
                        zone,
                        "Filter.2.Name",
                        "default-for-az",
                        "Filter.2.Value.1",
                        "true")
                .texts("subnetSet/item/subnetId")) {
            var _ = service.ask("DeleteSubnet", "SubnetId", subnet);
        }
        return told;
    }

    /** Takes the default network away in which nothing was made. */
    void deleteDefaultNetwork(Caller caller) {
        String vpc = service.ask(caller, "DescribeVpcs").text("vpcSet/item/vpcId");
        for (String subnet : service.ask(caller, "DescribeSubnets").texts("subnetSet/item/subnetId")) {
            var _ = service.ask(caller, "DeleteSubnet", "SubnetId", subnet);
        }
        for (String gateway :
                service.ask(caller, "DescribeInternetGateways").texts("internetGatewaySet/item/internetGatewayId")) {
            var _ = service.ask(caller, "DetachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
            var _ = service.ask(caller, "DeleteInternetGateway", "InternetGatewayId", gateway);
        }
        var _ = service.ask(caller, "DeleteVpc", "VpcId", vpc);
    }

    private String imported(String told) {
        return service.ask("ImportKeyPair", "KeyName", fresh("name"), "PublicKeyMaterial", base64(PUBLIC_KEY))
                .text(told);
    }

    static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private List<String> group() {
        String name = fresh("name");
        return List.of(
                service.ask("CreateSecurityGroup", "GroupName", name, "GroupDescription", "of a test")
                        .text("groupId"),
                name);
    }

    private String opened(String group) {
        var _ = service.ask(
                "AuthorizeSecurityGroupIngress",
                "GroupId",
                group,
                "IpProtocol",
                "tcp",
                "FromPort",
                "22",
                "ToPort",
                "22",
                "CidrIp",
                "10.0.0.0/8");
        latestGroup = group;
        return group;
    }

    private String ruleOf(String group, boolean egress) {
        Answer rules =
                service.ask("DescribeSecurityGroupRules", "Filter.1.Name", "group-id", "Filter.1.Value.1", group);
        int index = rules.texts("securityGroupRuleSet/item/isEgress").indexOf(Boolean.toString(egress));
        return rules.texts("securityGroupRuleSet/item/securityGroupRuleId").get(index);
    }

    private String shut(String group) {
        var _ = service.ask(
                "RevokeSecurityGroupEgress",
                "GroupId",
                group,
                "IpPermissions.1.IpProtocol",
                "-1",
                "IpPermissions.1.IpRanges.1.CidrIp",
                "0.0.0.0/0");
        return group;
    }

    /** What comes of a request: its answer or its refusal. */
    String outcome(Caller caller, String operation, Map<String, String> members, Watch watch, boolean held) {
        Map<String, String> given = made(members);
        try {
            Answer answer =
                    held ? service.holdingLaunches(() -> ask(caller, operation, given)) : ask(caller, operation, given);
            service.settle();
            return plain(answer.xml() + watch.see(this, given, answer));
        } catch (ApiException refusal) {
            return plain(refusal.code() + ": " + refusal.text());
        }
    }

    /** What is to be looked at beside an answer. */
    @FunctionalInterface
    interface Watch {
        String see(Fixtures fixtures, Map<String, String> given, Answer answer);
    }
}
