package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import dev.origami.id.Region;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots that are kept in a Local Zone (source sections 2.2, 6.3, 7.1, 8). */
class LocalSnapshotsTest {
    private static final Caller WEST = new Caller(WholeService.ALICE.account(), new Region("us-west-2"), "ec2");
    private static final Caller EAST = new Caller(WholeService.ALICE.account(), new Region("us-east-1"), "ec2");
    private static final String LAX = "us-west-2-lax-1a";
    private static final String LAX_B = "us-west-2-lax-1b";
    /** A Local Zone that has no block store of its own. */
    private static final String LAS = "us-west-2-las-1a";

    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;
    /** An image in us-west-2, and its snapshot, in the region. */
    private static String image;

    private static String regional;

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
        for (String group : new String[] {"us-west-2-lax-1", "us-west-2-las-1"}) {
            var _ = west("ModifyAvailabilityZoneGroup", "GroupName", group, "OptInStatus", "opted-in");
        }
        image = west(
                        "CopyImage",
                        "SourceRegion",
                        "eu-west-1",
                        "SourceImageId",
                        fixtures.fresh("image"),
                        "Name",
                        fixtures.fresh("name"))
                .text("imageId");
        service.settle();
        regional = ofImage(image);
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    private static Answer west(String action, String... members) {
        return service.ask(WEST, action, members);
    }

    private static String[] with(String[] members, String... more) {
        return Stream.of(members, more).flatMap(Stream::of).toArray(String[]::new);
    }

    private static void refused(String code, String words, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code().wire()).isEqualTo(code))
                .hasMessageContaining(words);
    }

    private static String ofImage(String id) {
        return west("DescribeImages", "ImageId.1", id).text("imagesSet/item/blockDeviceMapping/item/ebs/snapshotId");
    }

    private static String volume(String zone) {
        return west("CreateVolume", "AvailabilityZone", zone, "SnapshotId", regional)
                .text("volumeId");
    }

    /** A completed snapshot of a volume in the zone. */
    private static String snapshot(String zone, String... more) {
        String id = west("CreateSnapshot", with(more, "VolumeId", volume(zone))).text("snapshotId");
        service.settle();
        return id;
    }

    private static String local() {
        return snapshot(LAX, "Location", "local");
    }

    private static String copy(String snapshot, String... more) {
        String id = west("CopySnapshot", with(more, "SourceRegion", "us-west-2", "SourceSnapshotId", snapshot))
                .text("snapshotId");
        service.settle();
        return id;
    }

    /** The zone that a completed snapshot is kept in; empty: in none. */
    private static String zoneOf(String snapshot) {
        Answer described = west("DescribeSnapshots", "SnapshotId.1", snapshot);
        assertThat(described.text("snapshotSet/item/status")).isEqualTo("completed");
        return described.text("snapshotSet/item/availabilityZone");
    }

    private static String subnet(String zone) {
        return west(
                        "CreateSubnet",
                        "VpcId",
                        west("DescribeVpcs").text("vpcSet/item/vpcId"),
                        "CidrBlock",
                        fixtures.fresh("cidr"),
                        "AvailabilityZone",
                        zone)
                .text("subnet/subnetId");
    }

    private static String launch(String of, String zone) {
        String id = west(
                        "RunInstances",
                        "ImageId",
                        of,
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1",
                        "InstanceType",
                        "t3.micro",
                        "SubnetId",
                        subnet(zone))
                .text("instancesSet/item/instanceId");
        service.settle();
        return id;
    }

    private static long bytesOf(String store) throws Exception {
        long bytes = 0;
        try (Stream<Path> files = Files.walk(directory.resolve(store))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void aSnapshotIsInTheRegionUnlessItIsToBeLocal() throws Exception {
        assertThat(zoneOf(snapshot(LAX))).isEmpty();
        assertThat(zoneOf(snapshot(LAX, "Location", "regional"))).isEmpty();
        String volume = volume(LAX);
        long before = bytesOf("blocks/packs");
        Answer made = west("CreateSnapshot", "VolumeId", volume, "Location", "local");
        assertThat(made.text("availabilityZone")).isEqualTo(LAX);
        service.settle();
        assertThat(zoneOf(made.text("snapshotId"))).isEqualTo(LAX);
        assertThat(bytesOf("angeles/blocks/packs")).isPositive();
        assertThat(bytesOf("blocks/packs")).isEqualTo(before);
    }

    @Test
    void itIsUsedThereOnly() {
        String local = local();
        String there = west("CreateVolume", "AvailabilityZone", LAX, "SnapshotId", local)
                .text("volumeId");
        assertThat(west("DescribeVolumes", "VolumeId.1", there).text("volumeSet/item/status"))
                .isEqualTo("available");
        for (String elsewhere : new String[] {"us-west-2c", LAX_B}) {
            refused(
                    "InvalidParameterCombination",
                    LAX,
                    () -> west("CreateVolume", "AvailabilityZone", elsewhere, "SnapshotId", local));
        }
        String ofLocal = service.registered(WEST, fixtures.fresh("name"), "x86_64", local);
        refused("InvalidParameterCombination", local, () -> launch(ofLocal, "us-west-2c"));
        String running = launch(ofLocal, LAX);
        assertThat(west("DescribeInstances", "InstanceId.1", running)
                        .text("reservationSet/item/instancesSet/item/instanceState/name"))
                .isEqualTo("running");
        String far = launch(image, "us-west-2a");
        refused(
                "InvalidParameterCombination",
                local,
                () -> west("CreateReplaceRootVolumeTask", "InstanceId", far, "ImageId", ofLocal));
        var _ = west("CreateReplaceRootVolumeTask", "InstanceId", running, "ImageId", ofLocal);
        service.settle();
    }

    @Test
    void copiesGoToTheRegionAndToItsLocalZonesAndNowhereElse() {
        String local = local();
        assertThat(zoneOf(copy(local))).isEmpty();
        assertThat(zoneOf(copy(local, "DestinationAvailabilityZone", LAX_B))).isEqualTo(LAX_B);
        assertThat(zoneOf(copy(regional, "DestinationAvailabilityZone", LAX))).isEqualTo(LAX);
        refused(
                "UnsupportedOperation",
                LAX,
                () -> service.ask(EAST, "CopySnapshot", "SourceRegion", "us-west-2", "SourceSnapshotId", local));
        refused(
                "UnsupportedOperation",
                "eu-west-1",
                () -> west(
                        "CopySnapshot",
                        "SourceRegion",
                        "eu-west-1",
                        "SourceSnapshotId",
                        fixtures.fresh("snapshot"),
                        "DestinationAvailabilityZone",
                        LAX));
        for (String zone : new String[] {"us-west-2a", LAS}) {
            refused("UnsupportedOperation", zone, () -> copy(regional, "DestinationAvailabilityZone", zone));
        }
        for (String zone : new String[] {"us-west-2-den-1a", "us-east-1a"}) {
            refused("InvalidZone.NotFound", zone, () -> copy(regional, "DestinationAvailabilityZone", zone));
        }
        refused(
                "InvalidParameterCombination",
                "destinationOutpostArn",
                () -> copy(
                        regional, "DestinationAvailabilityZone", LAX, "DestinationOutpostArn", WholeService.OUTPOST));
    }

    @Test
    void anImageIsCopiedThereByTheNameOrTheIdOfTheZone() {
        String[] source = {"SourceRegion", "us-west-2", "SourceImageId", image};
        for (String[] there :
                new String[][] {{"DestinationAvailabilityZone", LAX}, {"DestinationAvailabilityZoneId", "usw2-lax1-az1"}
                }) {
            String copied = west("CopyImage", with(with(source, there), "Name", fixtures.fresh("name")))
                    .text("imageId");
            service.settle();
            assertThat(zoneOf(ofImage(copied))).isEqualTo(LAX);
            refused("InvalidParameterCombination", LAX, () -> launch(copied, "us-west-2a"));
        }
    }

    @Test
    void imagesAndSetsOfSnapshotsAreLocalWhereTheInstanceIs() {
        String instance = launch(image, LAX);
        String made = west(
                        "CreateImage",
                        "InstanceId",
                        instance,
                        "Name",
                        fixtures.fresh("name"),
                        "SnapshotLocation",
                        "local")
                .text("imageId");
        service.settle();
        assertThat(zoneOf(ofImage(made))).isEqualTo(LAX);
        String usual = west("CreateImage", "InstanceId", instance, "Name", fixtures.fresh("name"))
                .text("imageId");
        service.settle();
        assertThat(zoneOf(ofImage(usual))).isEmpty();
        Answer set = west("CreateSnapshots", "InstanceSpecification.InstanceId", instance, "Location", "local");
        assertThat(set.text("snapshotSet/item/availabilityZone")).isEqualTo(LAX);
        service.settle();
        assertThat(zoneOf(set.text("snapshotSet/item/snapshotId"))).isEqualTo(LAX);
        refused(
                "InvalidParameterCombination",
                LAX_B,
                () -> west(
                        "CreateImage",
                        "InstanceId",
                        instance,
                        "Name",
                        fixtures.fresh("name"),
                        "SnapshotLocation",
                        "local",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/sdf",
                        "BlockDeviceMapping.1.Ebs.SnapshotId",
                        copy(regional, "DestinationAvailabilityZone", LAX_B)));
    }

    @Test
    void elsewhereNothingIsSaidOfALocation() {
        String near = volume("us-west-2c");
        for (String location : new String[] {"local", "regional"}) {
            refused(
                    "InvalidParameterCombination",
                    "us-west-2c",
                    () -> west("CreateSnapshot", "VolumeId", near, "Location", location));
        }
        refused(
                "InvalidParameterValue",
                "nearby",
                () -> west("CreateSnapshot", "VolumeId", near, "Location", "nearby"));
        refused("UnsupportedOperation", LAS, () -> snapshot(LAS, "Location", "local"));
        assertThat(zoneOf(snapshot(LAS, "Location", "regional"))).isEmpty();
        refused(
                "InvalidParameterCombination",
                "SnapshotLocation",
                () -> service.ask(
                        "CreateImage",
                        "InstanceId",
                        fixtures.fresh("outpost-instance"),
                        "Name",
                        fixtures.fresh("name"),
                        "SnapshotLocation",
                        "regional"));
    }

    @Test
    void anImageHasSnapshotsOfOnePlaceBesideThoseOfTheRegion() {
        String[] both = {
            "Architecture",
            "x86_64",
            "VirtualizationType",
            "hvm",
            "RootDeviceName",
            "/dev/xvda",
            "BlockDeviceMapping.1.DeviceName",
            "/dev/xvda",
            "BlockDeviceMapping.1.Ebs.SnapshotId",
            local(),
            "BlockDeviceMapping.2.DeviceName",
            "/dev/sdf",
            "BlockDeviceMapping.2.Ebs.SnapshotId"
        };
        refused(
                "InvalidParameterCombination",
                LAX_B,
                () -> west(
                        "RegisterImage",
                        with(
                                both,
                                copy(regional, "DestinationAvailabilityZone", LAX_B),
                                "Name",
                                fixtures.fresh("name"))));
        assertThat(west("RegisterImage", with(both, regional, "Name", fixtures.fresh("name")))
                        .text("imageId"))
                .startsWith("ami-");
    }

    @Test
    void itIsSharedAsOthersAreButNotReadBlockByBlockNorKeptInTheBin() {
        String local = local();
        var _ = west(
                "ModifySnapshotAttribute",
                "SnapshotId",
                local,
                "CreateVolumePermission.Add.1.UserId",
                WholeService.BOB.account().value());
        Caller bob = new Caller(WholeService.BOB.account(), WEST.region(), "ec2");
        assertThat(service.ask(bob, "DescribeSnapshots", "SnapshotId.1", local).text("snapshotSet/item/snapshotId"))
                .isEqualTo(local);
        refused(
                "ValidationException",
                LAX,
                () -> service.ebs(WEST, "GET", "/snapshots/" + local + "/blocks", "", Map.of(), new byte[0]));
        var _ = service.rbin(
                WEST,
                "POST",
                "/rules",
                "",
                "{\"ResourceType\":\"EBS_SNAPSHOT\",\"RetentionPeriod\":{\"RetentionPeriodValue\":7,"
                        + "\"RetentionPeriodUnit\":\"DAYS\"}}");
        var _ = west("DeleteSnapshot", "SnapshotId", local);
        assertThat(west("ListSnapshotsInRecycleBin").text("snapshotSet/item/snapshotId"))
                .isEmpty();
    }
}
