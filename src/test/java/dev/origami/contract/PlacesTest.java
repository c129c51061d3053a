package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.id.Region;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local zones, wavelength zones and Outposts, as EC2 has them (source section 8). */
class PlacesTest {
    private static final Caller WEST = new Caller(WholeService.ALICE.account(), new Region("us-west-2"), "ec2");
    private static final Caller EAST = new Caller(WholeService.ALICE.account(), new Region("us-east-1"), "ec2");
    private static final String LOCAL = "us-west-2-lax-1a";
    private static final String WAVELENGTH = "us-east-1-wl1-bos-wlz-1";

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    private static void optIn(Caller caller, String group) {
        var _ = service.ask(caller, "ModifyAvailabilityZoneGroup", "GroupName", group, "OptInStatus", "opted-in");
    }

    private static String subnet(Caller caller, String zone) {
        String vpc = service.ask(caller, "DescribeVpcs").text("vpcSet/item/vpcId");
        return service.ask(
                        caller,
                        "CreateSubnet",
                        "VpcId",
                        vpc,
                        "CidrBlock",
                        fixtures.fresh("cidr"),
                        "AvailabilityZone",
                        zone)
                .text("subnet/subnetId");
    }

    private static String image(Caller caller) {
        String image = service.ask(
                        caller,
                        "CopyImage",
                        "SourceRegion",
                        "eu-west-1",
                        "SourceImageId",
                        fixtures.fresh("image"),
                        "Name",
                        fixtures.fresh("name"))
                .text("imageId");
        service.settle();
        return image;
    }

    private static Answer launch(Caller caller, String... more) {
        String[] members = new String[6 + more.length];
        System.arraycopy(new String[] {"ImageId", image(caller), "MinCount", "1", "MaxCount", "1"}, 0, members, 0, 6);
        System.arraycopy(more, 0, members, 6, more.length);
        Answer answer = service.ask(caller, "RunInstances", append(members, "InstanceType", "t3.micro"));
        service.settle();
        return service.ask(caller, "DescribeInstances", "InstanceId.1", answer.text("instancesSet/item/instanceId"));
    }

    private static String[] append(String[] members, String... more) {
        String[] all = java.util.Arrays.copyOf(members, members.length + more.length);
        System.arraycopy(more, 0, all, members.length, more.length);
        return all;
    }

    private static void refused(
            String code, String words, org.assertj.core.api.ThrowableAssert.ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code().wire()).isEqualTo(code))
                .hasMessageContaining(words);
    }

    @Test
    void aZoneIsThereForWhoOptedIntoItsGroup() {
        Caller bob = new Caller(WholeService.BOB.account(), WEST.region(), "ec2");
        refused(
                "InvalidZone.NotFound",
                LOCAL,
                () -> service.ask(bob, "DescribeAvailabilityZones", "ZoneName.1", LOCAL));
        assertThat(service.ask(bob, "DescribeAvailabilityZones", "ZoneName.1", LOCAL, "AllAvailabilityZones", "true")
                        .text("availabilityZoneInfo/item/optInStatus"))
                .isEqualTo("not-opted-in");
        refused(
                "InvalidZone.NotFound",
                LOCAL,
                () -> service.ask(bob, "CreateVolume", "AvailabilityZone", LOCAL, "Size", "1"));
        refused("InvalidParameterValue", "us-west-2a, us-west-2b", () -> subnet(bob, LOCAL));

        optIn(bob, "us-west-2-lax-1");

        Answer zone = service.ask(bob, "DescribeAvailabilityZones", "ZoneName.1", LOCAL);
        String info = "availabilityZoneInfo/item/";
        assertThat(zone.text(info + "optInStatus")).isEqualTo("opted-in");
        assertThat(zone.text(info + "zoneType")).isEqualTo("local-zone");
        assertThat(zone.text(info + "zoneId")).isEqualTo("usw2-lax1-az1");
        assertThat(zone.text(info + "groupName")).isEqualTo("us-west-2-lax-1");
        assertThat(zone.text(info + "networkBorderGroup")).isEqualTo("us-west-2-lax-1");
        assertThat(zone.text(info + "parentZoneName")).isEqualTo("us-west-2c");
        assertThat(zone.text(info + "parentZoneId")).isEqualTo("usw2-az3");
        assertThat(subnet(bob, LOCAL)).startsWith("subnet-");
        assertThat(service.ask(bob, "CreateVolume", "AvailabilityZone", LOCAL, "Size", "1")
                        .text("availabilityZone"))
                .isEqualTo(LOCAL);
    }

    @Test
    void optingOutIsRefusedByName() {
        optIn(EAST, "us-east-1-mia-2");
        refused(
                "UnsupportedOperation",
                "us-east-1-mia-2",
                () -> service.ask(
                        EAST,
                        "ModifyAvailabilityZoneGroup",
                        "GroupName",
                        "us-east-1-mia-2",
                        "OptInStatus",
                        "not-opted-in"));
        refused(
                "InvalidParameterValue",
                "us-east-1-zg-1",
                () -> service.ask(
                        EAST,
                        "ModifyAvailabilityZoneGroup",
                        "GroupName",
                        "us-east-1-zg-1",
                        "OptInStatus",
                        "not-opted-in"));
    }

    @Test
    void aLaunchInALocalZoneIsThereWithItsVolumes() {
        optIn(WEST, "us-west-2-lax-1");
        refused("MissingInput", LOCAL, () -> launch(WEST, "Placement.AvailabilityZone", LOCAL));
        String subnet = subnet(WEST, LOCAL);
        Answer instance = launch(
                WEST, "NetworkInterface.1.SubnetId", subnet, "NetworkInterface.1.AssociatePublicIpAddress", "true");
        String found = "reservationSet/item/instancesSet/item/";
        assertThat(instance.text(found + "placement/availabilityZone")).isEqualTo(LOCAL);
        assertThat(instance.text(found + "ipAddress")).startsWith("127.");
        String id = instance.text(found + "instanceId");
        assertThat(service.ask(
                                WEST,
                                "DescribeVolumes",
                                "Filter.1.Name",
                                "attachment.instance-id",
                                "Filter.1.Value.1",
                                id)
                        .text("volumeSet/item/availabilityZone"))
                .isEqualTo(LOCAL);
        String near = service.ask(WEST, "CreateVolume", "AvailabilityZone", "us-west-2c", "Size", "1")
                .text("volumeId");
        refused(
                "InvalidVolume.ZoneMismatch",
                near,
                () -> service.ask(WEST, "AttachVolume", "VolumeId", near, "InstanceId", id, "Device", "/dev/sdf"));
        refused(
                "VolumeTypeNotAvailableInZone",
                "st1",
                () -> service.ask(WEST, "CreateVolume", "AvailabilityZone", LOCAL, "Size", "125", "VolumeType", "st1"));
        refused(
                "InvalidParameterValue",
                "us-west-2c",
                () -> launch(WEST, "SubnetId", subnet, "Placement.AvailabilityZone", "us-west-2c"));
    }

    @Test
    void aSubnetGivesPublicAddressesOnceItWasToldTo() {
        String subnet = subnet(WEST, "us-west-2a");
        String address = "reservationSet/item/instancesSet/item/ipAddress";
        assertThat(launch(WEST, "SubnetId", subnet).text(address)).isEmpty();
        var _ = service.ask(WEST, "ModifySubnetAttribute", "SubnetId", subnet, "MapPublicIpOnLaunch.Value", "true");
        assertThat(launch(WEST, "SubnetId", subnet).text(address)).startsWith("127.");
        refused("DependencyViolation", subnet, () -> service.ask(WEST, "DeleteSubnet", "SubnetId", subnet));
    }

    @Test
    void aWavelengthLaunchHasACarrierAddress() {
        optIn(EAST, WAVELENGTH);
        String subnet = subnet(EAST, WAVELENGTH);
        String nic = "NetworkInterface.1.";
        refused(
                "InvalidParameterCombination",
                "AssociateCarrierIpAddress",
                () -> launch(EAST, nic + "SubnetId", subnet, nic + "AssociatePublicIpAddress", "true"));
        Answer instance = launch(EAST, nic + "SubnetId", subnet, nic + "AssociateCarrierIpAddress", "true");
        String found = "reservationSet/item/instancesSet/item/";
        String address = instance.text(found + "networkInterfaceSet/item/association/carrierIp");
        assertThat(address).startsWith("127.");
        assertThat(instance.text(found + "ipAddress")).isEqualTo(address);
        assertThat(instance.text(found + "networkInterfaceSet/item/association/publicIp"))
                .isEmpty();
        assertThat(service.ask(
                                EAST,
                                "DescribeNetworkInterfaces",
                                "Filter.1.Name",
                                "attachment.instance-id",
                                "Filter.1.Value.1",
                                instance.text(found + "instanceId"))
                        .text("networkInterfaceSet/item/association/carrierIp"))
                .isEqualTo(address);
        refused(
                "InvalidParameterCombination",
                "Wavelength",
                () -> launch(
                        EAST, nic + "SubnetId", subnet(EAST, "us-east-1a"), nic + "AssociateCarrierIpAddress", "true"));
        refused(
                "InvalidParameterValue",
                "Wavelength",
                () -> service.ask(
                        EAST, "ModifySubnetAttribute", "SubnetId", subnet, "MapPublicIpOnLaunch.Value", "true"));
    }

    @Test
    void whatIsOnAnOutpostStaysThere() {
        String local = fixtures.fresh("outpost-snapshot");
        Answer described = service.ask("DescribeSnapshots", "SnapshotId.1", local);
        assertThat(described.text("snapshotSet/item/outpostArn")).isEqualTo(WholeService.OUTPOST);
        assertThat(described.text("snapshotSet/item/status")).isEqualTo("completed");
        refused(
                "UnsupportedOperation",
                local,
                () -> service.ask("CopySnapshot", "SourceRegion", "eu-west-1", "SourceSnapshotId", local));
        refused(
                "UnsupportedOperation",
                local,
                () -> service.ask(
                        "ModifySnapshotAttribute",
                        "SnapshotId",
                        local,
                        "CreateVolumePermission.Add.1.UserId",
                        "222222222222"));
        refused(
                "InvalidParameterCombination",
                local,
                () -> service.ask("CreateVolume", "AvailabilityZone", "eu-west-1a", "SnapshotId", local));
        refused(
                "InvalidParameterCombination",
                local,
                () -> service.ask(
                        "CreateVolume",
                        "AvailabilityZone",
                        "eu-west-1b",
                        "SnapshotId",
                        local,
                        "OutpostArn",
                        WholeService.OTHER_OUTPOST));
        String there = service.ask(
                        "CreateVolume",
                        "AvailabilityZone",
                        "eu-west-1a",
                        "SnapshotId",
                        local,
                        "OutpostArn",
                        WholeService.OUTPOST)
                .text("volumeId");
        assertThat(service.ask("DescribeVolumes", "VolumeId.1", there).text("volumeSet/item/outpostArn"))
                .isEqualTo(WholeService.OUTPOST);
        refused(
                "InvalidParameterCombination",
                "not on the Outpost",
                () -> service.ask(
                        "CreateSnapshot", "VolumeId", fixtures.fresh("volume"), "OutpostArn", WholeService.OUTPOST));
    }

    /** Each kind of disk that is made there, whatever is said; and nothing that is made beside it. */
    @Test
    void whatIsMadeOnAnOutpostIsEncryptedUnasked() {
        String[] there = {"AvailabilityZone", "eu-west-1a", "Size", "1", "OutpostArn", WholeService.OUTPOST};
        Answer volume = service.ask("CreateVolume", append(there, "Encrypted", "false"));
        String key = service.ask("GetEbsDefaultKmsKeyId").text("kmsKeyId");
        assertThat(volume.text("encrypted")).isEqualTo("true");
        assertThat(volume.text("kmsKeyId")).isEqualTo(key);
        assertThat(service.ask("CreateVolume", "AvailabilityZone", "eu-west-1a", "Size", "1")
                        .text("encrypted"))
                .isEqualTo("false");

        Answer copy = service.ask("DescribeSnapshots", "SnapshotId.1", fixtures.fresh("outpost-snapshot"));
        assertThat(copy.text("snapshotSet/item/kmsKeyId")).isEqualTo(key);

        String root = service.ask("DescribeInstances", "InstanceId.1", fixtures.fresh("outpost-instance"))
                .text("reservationSet/item/instancesSet/item/blockDeviceMapping/item/ebs/volumeId");
        service.settle();
        assertThat(service.ask("DescribeVolumes", "VolumeId.1", root).text("volumeSet/item/kmsKeyId"))
                .isEqualTo(key);
        Answer copied = service.ask("CopyVolumes", "SourceVolumeId", root);
        assertThat(copied.text("volumeSet/item/kmsKeyId")).isEqualTo(key);
        assertThat(copied.text("volumeSet/item/outpostArn")).isEqualTo(WholeService.OUTPOST);

        String regional = service.ask("CreateSnapshot", "VolumeId", root).text("snapshotId");
        service.settle();
        Answer described = service.ask("DescribeSnapshots", "SnapshotId.1", regional);
        assertThat(described.text("snapshotSet/item/kmsKeyId")).isEqualTo(key);
        assertThat(described.text("snapshotSet/item/outpostArn")).isEmpty();
        refused(
                "OperationNotPermitted",
                "EBS default key",
                () -> service.ask(
                        "ModifySnapshotAttribute",
                        "SnapshotId",
                        regional,
                        "CreateVolumePermission.Add.1.UserId",
                        "222222222222"));
    }

    @Test
    void anImageOnAnOutpostIsLaunchedThereOnly() {
        String image = service.ask(
                        "CopyImage",
                        "SourceRegion",
                        "eu-west-1",
                        "SourceImageId",
                        fixtures.fresh("image"),
                        "Name",
                        fixtures.fresh("name"),
                        "DestinationOutpostArn",
                        WholeService.OUTPOST)
                .text("imageId");
        service.settle();
        Answer described = service.ask("DescribeImages", "ImageId.1", image);
        assertThat(described.text("imagesSet/item/imageState")).isEqualTo("available");
        assertThat(described.text("imagesSet/item/blockDeviceMapping/item/ebs/encrypted"))
                .isEqualTo("true");
        String[] launch = {"ImageId", image, "MinCount", "1", "MaxCount", "1", "InstanceType", "t3.micro"};
        refused("InvalidParameterCombination", WholeService.OUTPOST, () -> service.ask("RunInstances", launch));
        refused(
                "UnsupportedOperation",
                "shared",
                () -> service.ask(
                        "ModifyImageAttribute", "ImageId", image, "LaunchPermission.Add.1.UserId", "222222222222"));
        String instance = fixtures.fresh("outpost-instance");
        String subnet = service.ask("DescribeInstances", "InstanceId.1", instance)
                .text("reservationSet/item/instancesSet/item/subnetId");
        String there =
                service.ask("RunInstances", append(launch, "SubnetId", subnet)).text("instancesSet/item/instanceId");
        service.settle();
        anOutpostNamedForAVolumeIsTheOneOfTheSubnet(append(launch, "SubnetId", subnet));
        String made = service.ask("CreateImage", "InstanceId", there, "Name", fixtures.fresh("name"))
                .text("imageId");
        service.settle();
        String snapshot = service.ask("DescribeImages", "ImageId.1", made)
                .text("imagesSet/item/blockDeviceMapping/item/ebs/snapshotId");
        assertThat(service.ask("DescribeSnapshots", "SnapshotId.1", snapshot).text("snapshotSet/item/outpostArn"))
                .isEqualTo(WholeService.OUTPOST);
    }

    private static void anOutpostNamedForAVolumeIsTheOneOfTheSubnet(String... there) {
        String[] naming = append(
                there,
                "BlockDeviceMapping.1.DeviceName",
                "/dev/sdf",
                "BlockDeviceMapping.1.Ebs.VolumeSize",
                "1",
                "BlockDeviceMapping.1.Ebs.OutpostArn");
        assertThat(service.ask("RunInstances", append(naming, WholeService.OUTPOST))
                        .text("instancesSet/item/outpostArn"))
                .isEqualTo(WholeService.OUTPOST);
        refused(
                "InvalidParameterCombination",
                WholeService.OTHER_OUTPOST,
                () -> service.ask("RunInstances", append(naming, WholeService.OTHER_OUTPOST)));
        refused("InvalidParameterValue", "arn:none", () -> service.ask("RunInstances", append(naming, "arn:none")));
        service.settle();
    }

    /** Packs, caches and the files of volumes are there for what is on the Outpost, and nowhere else for that alone. */
    @Test
    void theBlocksOfAnOutpostLieInItsDirectory() throws Exception {
        Path packs = directory.resolve("blocks/packs");
        String there = fixtures.fresh("outpost-instance");
        service.settle();
        long before = bytesOf(packs);
        String hall = directory.resolve("hall/volumes").toString();
        String volume = service.ask("DescribeInstances", "InstanceId.1", there)
                .text("reservationSet/item/instancesSet/item/blockDeviceMapping/item/ebs/volumeId");
        assertThat(Path.of(hall, volume)).isDirectory();
        assertThat(directory.resolve("volumes").resolve(volume)).doesNotExist();
        String snapshot = service.ask("CreateSnapshot", "VolumeId", volume, "OutpostArn", WholeService.OUTPOST)
                .text("snapshotId");
        service.settle();
        assertThat(service.ask("DescribeSnapshots", "SnapshotId.1", snapshot).text("snapshotSet/item/status"))
                .isEqualTo("completed");
        assertThat(bytesOf(packs)).isEqualTo(before);
        assertThat(bytesOf(directory.resolve("hall/blocks/packs"))).isPositive();
        var _ = service.ask("TerminateInstances", "InstanceId.1", there);
        service.settle();
        assertThat(Path.of(hall, volume)).doesNotExist();
    }

    private static long bytesOf(Path packs) throws java.io.IOException {
        long bytes = 0;
        try (var files = java.nio.file.Files.list(packs)) {
            for (Path file : files.toList()) {
                bytes += java.nio.file.Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void whatIsOnAnOutpostSaysSo() {
        String subnet = service.ask(
                        "CreateSubnet",
                        "VpcId",
                        fixtures.fresh("vpc"),
                        "CidrBlock",
                        fixtures.fresh("cidr"),
                        "OutpostArn",
                        WholeService.OUTPOST)
                .text("subnet/subnetId");
        Answer instance = launch(WholeService.ALICE, "SubnetId", subnet);
        String found = "reservationSet/item/instancesSet/item/";
        String id = instance.text(found + "instanceId");
        assertThat(instance.text(found + "outpostArn")).isEqualTo(WholeService.OUTPOST);
        assertThat(instance.text(found + "placement/availabilityZone")).isEqualTo("eu-west-1a");
        assertThat(service.ask("DescribeVolumes", "Filter.1.Name", "attachment.instance-id", "Filter.1.Value.1", id)
                        .text("volumeSet/item/outpostArn"))
                .isEqualTo(WholeService.OUTPOST);
        String regional = fixtures.fresh("volume");
        refused(
                "InvalidVolume.ZoneMismatch",
                regional,
                () -> service.ask("AttachVolume", "VolumeId", regional, "InstanceId", id, "Device", "/dev/sdf"));
        refused(
                "InvalidParameterCombination",
                "eu-west-1b",
                () -> service.ask(
                        "CreateVolume",
                        "AvailabilityZone",
                        "eu-west-1b",
                        "Size",
                        "1",
                        "OutpostArn",
                        WholeService.OUTPOST));
        refused(
                "InvalidParameterValue",
                WholeService.OUTPOST,
                () -> service.ask(
                        WholeService.BOB,
                        "CreateVolume",
                        "AvailabilityZone",
                        "eu-west-1a",
                        "Size",
                        "1",
                        "OutpostArn",
                        WholeService.OUTPOST));
    }
}
