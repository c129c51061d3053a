package dev.origami.contract;

import dev.origami.command.WholeService;
import dev.origami.contract.Fixtures.Watch;
import java.util.List;

/** Instances. */
final class ServerRows {
    private static final String SPOT = "InstanceMarketOptions.SpotOptions.";

    private static final String DEVICE = "BlockDeviceMapping.1.DeviceName";
    private static final String EBS = "BlockDeviceMapping.1.Ebs.";
    private static final String ROOT = "/dev/xvda";
    private static final String DATA = "/dev/sdb";

    private ServerRows() {}

    static List<Rows> all() {
        return List.of(
                runInstances(),
                launchNetwork(),
                launchDisks(),
                launchTemplate(),
                createFleet(),
                SpotRows.request(),
                SpotRows.describe(),
                SpotRows.cancel(),
                SpotRows.prices(),
                startInstances(),
                stopInstances(),
                rebootInstances(),
                terminateInstances(),
                getConsoleOutput(),
                getInstanceUefiData(),
                describeInstances(),
                describeInstanceStatus(),
                Rows.of("DescribeInstanceImageMetadata").row("InstanceId.1", "{kept-instance}", "{kept-stopped}"),
                describeInstanceAttribute(),
                modifyInstanceAttribute(),
                modifyInstanceMetadataOptions(),
                describeCredits(),
                modifyCredits(),
                monitoring("MonitorInstances"),
                monitoring("UnmonitorInstances"),
                Rows.of("ModifyInstanceMaintenanceOptions", "InstanceId", "{kept-instance}", "AutoRecovery", "disabled")
                        .seen(instance("InstanceId"))
                        .row("InstanceId", "{kept-instance}", "i-12345678")
                        .row("AutoRecovery", "disabled", "default"),
                Rows.of("ModifyInstancePlacement", "InstanceId", "{kept-stopped}", "Tenancy", "default")
                        .row("InstanceId", "{kept-stopped}", "{kept-instance}"),
                Rows.of("GetPasswordData", "InstanceId", "{kept-instance}")
                        .row("InstanceId", "{kept-instance}", "i-12345678"),
                Rows.of("ResetInstanceAttribute", "InstanceId", "{kept-instance}", "Attribute", "sourceDestCheck")
                        .row("InstanceId", "{kept-instance}", "i-12345678")
                        .row("Attribute", "sourceDestCheck", "kernel"),
                Rows.of("GetConsoleScreenshot", "InstanceId", "{kept-instance}")
                        .seen(looks())
                        .row("InstanceId", "{kept-instance}", "{kept-stopped}")
                        .row("WakeUp", "true", "false"),
                describeTypes(),
                describeOfferings());
    }

    /** An instance with its volumes, and what its attributes are beside that. */
    static Watch instance(String id) {
        return (fixtures, given, answer) -> {
            String instance = Rows.id(id, given, answer);
            StringBuilder all = new StringBuilder(
                    Rows.described(fixtures.service(), "DescribeInstances", "InstanceId.1", instance));
            for (String attribute : List.of(
                    "userData",
                    "disableApiTermination",
                    "disableApiStop",
                    "instanceInitiatedShutdownBehavior",
                    "ebsOptimized",
                    "enaSupport",
                    "sriovNetSupport")) {
                all.append(fixtures.service()
                        .ask("DescribeInstanceAttribute", "InstanceId", instance, "Attribute", attribute)
                        .xml());
            }
            all.append(fixtures.service()
                    .ask("DescribeInstanceCreditSpecifications", "InstanceId.1", instance)
                    .xml());
            return all.append(fixtures.service()
                            .ask(
                                    "DescribeVolumes",
                                    "Filter.1.Name",
                                    "attachment.instance-id",
                                    "Filter.1.Value.1",
                                    instance)
                            .xml())
                    .toString();
        };
    }

    private static Rows launching() {
        return Rows.of(
                        "RunInstances",
                        "ImageId",
                        "{kept-image}",
                        "InstanceType",
                        "t3.micro",
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1",
                        "SubnetId",
                        "{subnet}")
                .held()
                .seen(instance("instancesSet/item/instanceId"));
    }

    private static Rows runInstances() {
        return launching()
                .row("ImageId", "{kept-image}", "ami-12345678")
                .row("KernelId", null, "aki-12345678")
                .row("RamdiskId", null, "ari-12345678")
                .row("InstanceType", "t3.micro", "t3.small")
                .row("MinCount", "1", "2")
                .row("MaxCount", "1", "2")
                .row("KeyName", "{keyname}", null)
                .row("UserData", Fixtures.base64("one"), Fixtures.base64("other"))
                .row("Monitoring.Enabled", "true", "false")
                .row("CreditSpecification.CpuCredits", "standard", "unlimited")
                .row("CpuOptions.CoreCount", "1", "2", "CpuOptions.ThreadsPerCore", "1")
                .row("CpuOptions.ThreadsPerCore", "1", "2", "CpuOptions.CoreCount", "1")
                .row("MaintenanceOptions.AutoRecovery", "default", "disabled")
                .row("MetadataOptions.HttpTokens", "required", "optional")
                .row("MetadataOptions.HttpPutResponseHopLimit", "1", "3")
                .row("MetadataOptions.HttpEndpoint", "enabled", "disabled")
                .row("MetadataOptions.InstanceMetadataTags", "enabled", "disabled")
                .row("DisableApiStop", "true", "false")
                .row("DisableApiTermination", "true", "false")
                .row("InstanceInitiatedShutdownBehavior", "stop", "terminate")
                .row("EbsOptimized", "true", "false")
                .row("InstanceMarketOptions.MarketType", "spot", "capacity-block")
                .row(SPOT + "MaxPrice", "1", "0.001", "InstanceMarketOptions.MarketType", "spot")
                .row(SPOT + "SpotInstanceType", "one-time", "persistent", "InstanceMarketOptions.MarketType", "spot")
                .row(
                        SPOT + "InstanceInterruptionBehavior",
                        "terminate",
                        "stop",
                        "InstanceMarketOptions.MarketType",
                        "spot")
                .clientToken("instancesSet/item/instanceId")
                .tags("instance");
    }

    private static Rows launchNetwork() {
        String nic = "NetworkInterface.1.";
        return launching()
                .row("SubnetId", "{subnet}", "subnet-12345678")
                .row("Placement.AvailabilityZone", "eu-west-1a", "eu-west-1b", "SubnetId", null)
                .row("SecurityGroupId.1", "{group}", null)
                .row("SecurityGroup.1", "{groupname}", "default", "SubnetId", null)
                .row("PrivateIpAddress", "172.31.0.200", "10.0.0.1")
                .row(nic + "SubnetId", "{subnet}", "subnet-12345678", "SubnetId", null)
                .row(
                        nic + "SecurityGroupId.1",
                        "{group}",
                        "sg-12345678",
                        "SubnetId",
                        null,
                        nic + "SubnetId",
                        "{subnet}")
                .row(nic + "AssociatePublicIpAddress", "true", "false", "SubnetId", null, nic + "SubnetId", "{subnet}")
                .row(nic + "AssociateCarrierIpAddress", "true", "false", "SubnetId", null, nic + "SubnetId", "{subnet}")
                .row(
                        nic + "PrivateIpAddress",
                        "172.31.0.201",
                        "10.0.0.1",
                        "SubnetId",
                        null,
                        nic + "SubnetId",
                        "{subnet}")
                .row(nic + "NetworkInterfaceId", "{free-nic}", "eni-12345678", "SubnetId", null)
                .row(nic + "DeleteOnTermination", "true", "false", "SubnetId", null, nic + "SubnetId", "{subnet}")
                .row(nic + "Description", "one", "other", "SubnetId", null, nic + "SubnetId", "{subnet}");
    }

    private static Rows launchDisks() {
        return launching()
                .row(EBS + "DeleteOnTermination", "true", "false", DEVICE, ROOT)
                .row(EBS + "Iops", "100", "200", DEVICE, DATA, EBS + "VolumeSize", "4", EBS + "VolumeType", "io1")
                .row(EBS + "SnapshotId", "{snapshot}", null, DEVICE, DATA, EBS + "VolumeSize", "2")
                .row(EBS + "VolumeSize", "2", "3", DEVICE, DATA)
                .row(EBS + "VolumeType", "gp2", "gp3", DEVICE, DATA, EBS + "VolumeSize", "2")
                .row(EBS + "Throughput", "125", "200", DEVICE, DATA, EBS + "VolumeSize", "4", EBS + "VolumeType", "gp3")
                .row(EBS + "Encrypted", "true", "false", DEVICE, DATA, EBS + "VolumeSize", "2")
                .row(
                        EBS + "KmsKeyId",
                        "alias/aws/ebs",
                        "arn:nonsense",
                        DEVICE,
                        DATA,
                        EBS + "VolumeSize",
                        "2",
                        EBS + "Encrypted",
                        "true")
                .row(EBS + "OutpostArn", WholeService.OUTPOST, null, DEVICE, DATA, EBS + "VolumeSize", "2")
                .row("BlockDeviceMapping.1.NoDevice", "", null, DEVICE, ROOT, EBS + "DeleteOnTermination", "true")
                .row(DEVICE, DATA, "/dev/sdc", EBS + "VolumeSize", "2")
                .row("BlockDeviceMapping.1.VirtualName", "ephemeral0", "nonsense", DEVICE, DATA);
    }

    private static Rows launchTemplate() {
        String id = "LaunchTemplate.LaunchTemplateId";
        return Rows.of("RunInstances", id, "{template}", "MinCount", "1", "MaxCount", "1")
                .held()
                .row(id, "{template}", "lt-12345678")
                .row("LaunchTemplate.LaunchTemplateName", "{templatename}", "nobodys", id, null)
                .row("LaunchTemplate.Version", "1", "2");
    }

    private static Rows createFleet() {
        String template = "LaunchTemplateConfigs.1.LaunchTemplateSpecification.";
        String override = "LaunchTemplateConfigs.1.Overrides.";
        String capacity = "TargetCapacitySpecification.";
        String strategy = "OnDemandOptions.AllocationStrategy";
        return Rows.of(
                        "CreateFleet",
                        "Type",
                        "instant",
                        template + "LaunchTemplateId",
                        "{template}",
                        capacity + "TotalTargetCapacity",
                        "1")
                .held()
                .seen((fixtures, given, answer) -> answer.has("fleetInstanceSet/item/instanceIds/item")
                        ? instance("fleetInstanceSet/item/instanceIds/item").see(fixtures, given, answer)
                        : "nothing")
                .row("Type", "instant", "request")
                .row(template + "LaunchTemplateId", "{template}", "lt-12345678")
                .row(template + "LaunchTemplateName", "{templatename}", "nobodys", template + "LaunchTemplateId", null)
                .row(template + "Version", "1", "2")
                .row(override + "1.InstanceType", "t3.micro", "t3.medium")
                .row(override + "1.ImageId", "{kept-image}", "ami-12345678")
                .row(override + "1.SubnetId", "{subnet}", "subnet-12345678")
                .row(override + "1.AvailabilityZone", "eu-west-1a", "eu-west-1b")
                .row(override + "1.WeightedCapacity", "1", "0.5")
                .row(
                        override + "1.Priority",
                        "1",
                        "9",
                        override + "1.InstanceType",
                        "t3.micro",
                        override + "2.InstanceType",
                        "t3.small",
                        override + "2.Priority",
                        "5",
                        strategy,
                        "prioritized")
                .row(
                        strategy,
                        "prioritized",
                        "lowest-price",
                        override + "1.InstanceType",
                        "t3.micro",
                        override + "1.Priority",
                        "9",
                        override + "2.InstanceType",
                        "t3.small",
                        override + "2.Priority",
                        "5")
                .row(capacity + "TotalTargetCapacity", "1", "2")
                .row(capacity + "OnDemandTargetCapacity", "1", "2")
                .row(capacity + "SpotTargetCapacity", "1", "0")
                .row(capacity + "DefaultTargetCapacityType", "spot", "on-demand")
                .row(override + "1.MaxPrice", "1", "0.001", capacity + "DefaultTargetCapacityType", "spot")
                .row(
                        "SpotOptions.AllocationStrategy",
                        "lowest-price",
                        "diversified",
                        capacity + "DefaultTargetCapacityType",
                        "spot",
                        override + "1.InstanceType",
                        "t3.small",
                        override + "2.InstanceType",
                        "t3.micro")
                .clientToken("fleetId")
                .tags("instance");
    }

    private static Rows startInstances() {
        return Rows.of("StartInstances", "InstanceId.1", "{stopped}").row("InstanceId.1", "{stopped}", "{instance}");
    }

    /** Whether the guest was asked, and did not just lose its power. */
    private static Watch button() {
        return (fixtures, given, _) ->
                Boolean.toString(fixtures.service().machines().asked().contains("button " + given.get("InstanceId.1")));
    }

    private static Rows stopInstances() {
        return Rows.of("StopInstances", "InstanceId.1", "{instance}")
                .seen(button())
                .row("InstanceId.1", "{instance}", "{stopped}")
                .row("Force", "true", "false")
                .row("SkipOsShutdown", "true", "false")
                .row("Hibernate", "false", "true");
    }

    private static Rows rebootInstances() {
        return Rows.of("RebootInstances", "InstanceId.1", "{instance}")
                .seen(button())
                .row("InstanceId.1", "{instance}", "i-12345678");
    }

    private static Rows terminateInstances() {
        return Rows.of("TerminateInstances", "InstanceId.1", "{two-disk-instance}")
                .seen(button())
                .row("InstanceId.1", "{two-disk-instance}", "{stopped}")
                .row("Force", "true", "false")
                .row("SkipOsShutdown", "true", "false");
    }

    private static Rows getConsoleOutput() {
        return Rows.of("GetConsoleOutput", "InstanceId", "{xen-instance}")
                .row("InstanceId", "{xen-instance}", "i-12345678")
                .row("Latest", "true", "false");
    }

    private static Rows getInstanceUefiData() {
        return Rows.of("GetInstanceUefiData", "InstanceId", "{uefi-instance}")
                .row("InstanceId", "{uefi-instance}", "i-12345678");
    }

    private static Rows describeInstances() {
        return Rows.of("DescribeInstances").row("InstanceId.1", "{kept-instance}", "{kept-stopped}");
    }

    private static Rows describeInstanceStatus() {
        return Rows.of("DescribeInstanceStatus")
                .row("InstanceId.1", "{kept-instance}", "{kept-stopped}")
                .row("IncludeAllInstances", "true", "false", "InstanceId.1", "{kept-stopped}");
    }

    private static Rows describeInstanceAttribute() {
        return Rows.of("DescribeInstanceAttribute", "InstanceId", "{kept-instance}", "Attribute", "instanceType")
                .row("InstanceId", "{kept-instance}", "{xen-instance}")
                .row("Attribute", "instanceType", "disableApiStop");
    }

    private static Rows modifyInstanceAttribute() {
        return Rows.of("ModifyInstanceAttribute", "InstanceId", "{kept-stopped}")
                .seen(instance("InstanceId"))
                .row("InstanceId", "{kept-stopped}", "i-12345678", "DisableApiStop.Value", "true")
                .row("Attribute", "disableApiStop", "disableApiTermination", "Value", "true")
                .row("Value", "true", "false", "Attribute", "disableApiStop")
                .row(DEVICE, ROOT, "/dev/sdq", EBS + "DeleteOnTermination", "false")
                .row(
                        EBS + "VolumeId",
                        "{latest-root}",
                        "vol-12345678",
                        DEVICE,
                        ROOT,
                        EBS + "DeleteOnTermination",
                        "false")
                .row(EBS + "DeleteOnTermination", "true", "false", DEVICE, ROOT)
                .row("SourceDestCheck.Value", "true", "false")
                .row("DisableApiStop.Value", "true", "false")
                .row("DisableApiTermination.Value", "true", "false")
                .row("Kernel.Value", null, "aki-12345678")
                .row("Ramdisk.Value", null, "ari-12345678")
                .row("InstanceType.Value", "t3.small", "t3.medium")
                .row("UserData.Value", Fixtures.base64("one"), Fixtures.base64("other"))
                .row("InstanceInitiatedShutdownBehavior.Value", "stop", "terminate")
                .row("GroupId.1", "{group}", "sg-12345678")
                .row("EbsOptimized.Value", "true", "false")
                .row("SriovNetSupport.Value", "simple", "complex")
                .row("EnaSupport.Value", "true", "false");
    }

    private static Rows modifyInstanceMetadataOptions() {
        return Rows.of("ModifyInstanceMetadataOptions", "InstanceId", "{kept-instance}")
                .seen(instance("InstanceId"))
                .row("InstanceId", "{kept-instance}", "i-12345678")
                .row("HttpTokens", "required", "optional")
                .row("HttpEndpoint", "enabled", "disabled")
                .row("HttpPutResponseHopLimit", "2", "3")
                .row("InstanceMetadataTags", "enabled", "disabled");
    }

    private static Rows describeCredits() {
        return Rows.of("DescribeInstanceCreditSpecifications")
                .row("InstanceId.1", "{xen-instance}", "{unlimited-instance}");
    }

    private static Rows modifyCredits() {
        String one = "InstanceCreditSpecification.1.";
        return Rows.of(
                        "ModifyInstanceCreditSpecification",
                        one + "InstanceId",
                        "{unlimited-instance}",
                        one + "CpuCredits",
                        "standard")
                .seen(instance(one + "InstanceId"))
                .row(one + "InstanceId", "{unlimited-instance}", "{kept-instance}")
                .row(one + "CpuCredits", "standard", "unlimited")
                .row(new Rows.Row(
                        "ModifyInstanceCreditSpecification",
                        "ClientToken",
                        fixtures -> creditsTwice(fixtures, true),
                        fixtures -> creditsTwice(fixtures, false)));
    }

    /** Standard, then by another unlimited, then once more the first: with its token that is not done again. */
    private static String creditsTwice(Fixtures fixtures, boolean withToken) {
        String id = fixtures.fresh("unlimited-instance");
        String token = withToken ? fixtures.fresh("name") : "";
        credits(fixtures, id, "standard", token);
        credits(fixtures, id, "unlimited", "");
        credits(fixtures, id, "standard", token);
        return fixtures.service()
                .ask("DescribeInstanceCreditSpecifications", "InstanceId.1", id)
                .text("instanceCreditSpecificationSet/item/cpuCredits");
    }

    private static void credits(Fixtures fixtures, String id, String credits, String token) {
        String one = "InstanceCreditSpecification.1.";
        var _ = fixtures.service()
                .ask(
                        "ModifyInstanceCreditSpecification",
                        one + "InstanceId",
                        id,
                        one + "CpuCredits",
                        credits,
                        "ClientToken",
                        token);
    }

    private static Rows monitoring(String operation) {
        return Rows.of(operation, "InstanceId.1", "{kept-instance}")
                .seen(instance("InstanceId.1"))
                .row("InstanceId.1", "{kept-instance}", "i-12345678");
    }

    /** Whether the screen was lit first. */
    private static Watch looks() {
        return (fixtures, given, _) ->
                Boolean.toString(fixtures.service().machines().asked().getLast().startsWith("wake"));
    }

    private static Rows describeTypes() {
        return Rows.of("DescribeInstanceTypes").row("InstanceType.1", "t3.micro", "t3.small");
    }

    private static Rows describeOfferings() {
        return Rows.of("DescribeInstanceTypeOfferings").row("LocationType", "region", "availability-zone");
    }
}
