package dev.origami.contract;

import org.jspecify.annotations.Nullable;

/** The members of the operations of Spot Instances. */
final class SpotRows {
    private static final String LAUNCH = "LaunchSpecification.";
    private static final String DEVICE = LAUNCH + "BlockDeviceMapping.1.DeviceName";
    private static final String MAPPING = LAUNCH + "BlockDeviceMapping.1.";
    private static final String EBS = MAPPING + "Ebs.";
    private static final String NIC = LAUNCH + "NetworkInterface.1.";

    private SpotRows() {}

    static Rows request() {
        Rows rows = Rows.of(
                        "RequestSpotInstances", LAUNCH + "ImageId", "{kept-image}", LAUNCH + "InstanceType", "t3.micro")
                .held()
                .seen(ServerRows.instance("spotInstanceRequestSet/item/instanceId"))
                .row(LAUNCH + "ImageId", "{kept-image}", "ami-12345678")
                .row(LAUNCH + "InstanceType", "t3.micro", "t3.small")
                .row("SpotPrice", "1", "0.001")
                .row("InstanceCount", "1", "2")
                .row("Type", "one-time", "persistent")
                .row("InstanceInterruptionBehavior", "terminate", "stop")
                .row(LAUNCH + "KeyName", "{keyname}", null)
                .row(LAUNCH + "UserData", Fixtures.base64("one"), Fixtures.base64("other"))
                .row(LAUNCH + "Monitoring.Enabled", "true", "false")
                .row(LAUNCH + "EbsOptimized", "true", "false")
                .row(LAUNCH + "SubnetId", "{subnet}", "subnet-12345678")
                .row(LAUNCH + "Placement.AvailabilityZone", "eu-west-1a", "eu-west-1b")
                .row(LAUNCH + "SecurityGroupId.1", "{group}", "sg-12345678")
                .row(LAUNCH + "SecurityGroup.1", "{groupname}", "default");
        return disks(network(rows))
                .clientToken("spotInstanceRequestSet/item/spotInstanceRequestId")
                .tags("spot-instances-request");
    }

    private static Rows network(Rows rows) {
        @Nullable String[] there = {NIC + "SubnetId", "{subnet}"};
        return rows.row(NIC + "SubnetId", "{subnet}", "subnet-12345678")
                .row(NIC + "SecurityGroupId.1", "{group}", "sg-12345678", there)
                .row(NIC + "AssociatePublicIpAddress", "true", "false", there)
                .row(NIC + "Description", "one", "other", there)
                .row(NIC + "NetworkInterfaceId", "{free-nic}", "eni-12345678")
                .row(NIC + "PrivateIpAddress", "172.31.0.203", "10.0.0.1", there)
                .row(NIC + "DeleteOnTermination", "true", "false", there);
    }

    private static Rows disks(Rows rows) {
        @Nullable String[] small = {DEVICE, "/dev/sdb", EBS + "VolumeSize", "2"};
        @Nullable String[] encrypted = {DEVICE, "/dev/sdb", EBS + "VolumeSize", "2", EBS + "Encrypted", "true"};
        return rows.row(DEVICE, "/dev/sdb", "/dev/sdc", EBS + "VolumeSize", "2")
                .row(MAPPING + "NoDevice", "", null, DEVICE, "/dev/xvda", EBS + "DeleteOnTermination", "true")
                .row(MAPPING + "VirtualName", "ephemeral0", "nonsense", DEVICE, "/dev/sdb")
                .row(EBS + "SnapshotId", "{block-snapshot}", "snap-12345678", DEVICE, "/dev/sdb")
                .row(EBS + "VolumeSize", "2", "3", DEVICE, "/dev/sdb")
                .row(EBS + "VolumeType", "gp2", "gp3", small)
                .row(EBS + "Iops", "100", "200", DEVICE, "/dev/sdb", EBS + "VolumeSize", "4", EBS + "VolumeType", "io1")
                .row(
                        EBS + "Throughput",
                        "125",
                        "200",
                        DEVICE,
                        "/dev/sdb",
                        EBS + "VolumeSize",
                        "4",
                        EBS + "VolumeType",
                        "gp3")
                .row(EBS + "DeleteOnTermination", "true", "false", small)
                .row(EBS + "Encrypted", "true", "false", small)
                .row(EBS + "KmsKeyId", "alias/aws/ebs", "alias/other", encrypted);
    }

    static Rows describe() {
        return Rows.of("DescribeSpotInstanceRequests").row("SpotInstanceRequestId.1", "{spot-request}", "sir-12345678");
    }

    static Rows cancel() {
        return Rows.of("CancelSpotInstanceRequests", "SpotInstanceRequestId.1", "{spot-request}")
                .row("SpotInstanceRequestId.1", "{spot-request}", "sir-12345678");
    }

    static Rows prices() {
        return Rows.of("DescribeSpotPriceHistory", "InstanceType.1", "t3.micro")
                .row("InstanceType.1", "t3.micro", "t3.small")
                .row("ProductDescription.1", "Linux/UNIX (Amazon VPC)", "Windows")
                .row("AvailabilityZone", "eu-west-1a", "eu-west-1b")
                .row("AvailabilityZoneId", "euw1-az1", "euw1-az2")
                .row("StartTime", "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z", "EndTime", "2026-01-02T00:00:00Z")
                .row("EndTime", "2026-01-02T00:00:00Z", "2025-01-02T00:00:00Z");
    }
}
