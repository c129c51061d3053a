package dev.origami.contract;

import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import dev.origami.contract.Fixtures.Watch;
import dev.origami.contract.Rows.Row;
import dev.origami.error.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Launch templates, and what refers to images. */
final class TemplateRows {
    private static final String ID = "LaunchTemplateId";
    private static final String NAME = "LaunchTemplateName";
    private static final String DATA = "LaunchTemplateData.";
    private static final String DEVICE = "BlockDeviceMapping.1.DeviceName";
    private static final String EBS = "BlockDeviceMapping.1.Ebs.";
    private static final String NIC = "NetworkInterface.1.";
    private static final String MARKET = "InstanceMarketOptions.";

    private TemplateRows() {}

    static List<Rows> all() {
        return List.of(
                createTemplate(),
                createVersion(),
                named("DescribeLaunchTemplates", ID + ".1", NAME + ".1"),
                named("DescribeLaunchTemplateVersions", ID, NAME)
                        .row("LaunchTemplateVersion.1", "1", "2")
                        .row("ResolveAlias", "true", "false", ID, "{parameter-template}")
                        .row("MinVersion", "1", "2")
                        .row("MaxVersion", "1", "2"),
                named("ModifyLaunchTemplate", ID, NAME, "SetDefaultVersion", "2")
                        .row("SetDefaultVersion", "2", "1")
                        .row(modifiedTwice()),
                named("DeleteLaunchTemplate", ID, NAME),
                named("DeleteLaunchTemplateVersions", ID, NAME, "LaunchTemplateVersion.1", "2")
                        .row("LaunchTemplateVersion.1", "2", "1"),
                Rows.of("GetLaunchTemplateData", "InstanceId", "{kept-instance}")
                        .row("InstanceId", "{kept-instance}", "i-12345678"),
                describeReferences());
    }

    /** What takes a template by its id or by its name. */
    private static Rows named(String operation, String id, String name, String... more) {
        String[] base =
                Stream.concat(Stream.of(id, "{template}"), Stream.of(more)).toArray(String[]::new);
        return Rows.of(operation, base)
                .row(id, "{template}", "lt-12345678")
                .row(name, "{templatename}", "nobodys", id, null);
    }

    /** What is made is shown by what a launch from it gives. */
    private static Rows createTemplate() {
        Rows rows = Rows.of("CreateLaunchTemplate", NAME, "{name}", DATA + "InstanceType", "t3.micro")
                .seen(launched())
                .row(NAME, "{name}-a", "{name}-b")
                .row("VersionDescription", "one", "other")
                .clientToken("launchTemplate/launchTemplateId")
                .tags("launch-template");
        return data(rows);
    }

    private static Watch launched() {
        return (fixtures, given, answer) -> {
            String id = answer.text("launchTemplate/launchTemplateId");
            List<String> launch =
                    new ArrayList<>(List.of("LaunchTemplate.LaunchTemplateId", id, "MinCount", "1", "MaxCount", "1"));
            if (!given.containsKey(DATA + "ImageId")) {
                launch.addAll(List.of("ImageId", fixtures.fresh("kept-image")));
            }
            Answer instance = fixtures.service()
                    .holdingLaunches(() -> fixtures.service().ask("RunInstances", launch.toArray(String[]::new)));
            return Rows.described(fixtures.service(), "DescribeLaunchTemplateVersions", ID, id)
                    + instance.xml()
                    + ServerRows.instance("instancesSet/item/instanceId").see(fixtures, Map.of(), instance);
        };
    }

    private static Rows createVersion() {
        Rows rows = named("CreateLaunchTemplateVersion", ID, NAME, DATA + "InstanceType", "t3.micro")
                .row("SourceVersion", "1", "2", DATA + "InstanceType", null, DATA + "KeyName", "mine")
                .row("VersionDescription", "one", "other")
                .clientToken("launchTemplateVersion/versionNumber");
        return data(rows);
    }

    private static Rows data(Rows rows) {
        row(rows, "ImageId", "ami-12345678", "nonsense");
        row(rows, "InstanceType", "t3.micro", "t3.small");
        row(rows, "KeyName", "{keyname}", null);
        row(rows, "UserData", Fixtures.base64("one"), Fixtures.base64("other"));
        row(rows, "Monitoring.Enabled", "true", "false");
        row(rows, "CreditSpecification.CpuCredits", "standard", "unlimited");
        row(rows, "CpuOptions.CoreCount", "1", "2", "CpuOptions.ThreadsPerCore", "1");
        row(rows, "CpuOptions.ThreadsPerCore", "1", "2", "CpuOptions.CoreCount", "1");
        row(rows, "MaintenanceOptions.AutoRecovery", "default", "disabled");
        row(rows, "MetadataOptions.HttpTokens", "required", "optional");
        row(rows, "MetadataOptions.HttpPutResponseHopLimit", "1", "3");
        row(rows, "MetadataOptions.HttpEndpoint", "enabled", "disabled");
        row(rows, "MetadataOptions.InstanceMetadataTags", "enabled", "disabled");
        row(rows, "DisableApiStop", "true", "false");
        row(rows, "DisableApiTermination", "true", "false");
        row(rows, "InstanceInitiatedShutdownBehavior", "stop", "terminate");
        row(rows, "EbsOptimized", "true", "false");
        String[] tag = {
            "TagSpecification.1.ResourceType",
            "instance",
            "TagSpecification.1.Tag.1.Key",
            "colour",
            "TagSpecification.1.Tag.1.Value",
            "red"
        };
        row(rows, tag[0], "instance", "dedicated-host", tag);
        row(rows, tag[2], "colour", "shade", tag);
        row(rows, tag[4], "red", "blue", tag);
        disks(rows);
        return network(rows);
    }

    private static void disks(Rows rows) {
        row(rows, EBS + "DeleteOnTermination", "true", "false", DEVICE, "/dev/xvda");
        row(rows, EBS + "SnapshotId", "snap-12345678", null, DEVICE, "/dev/sdb", EBS + "VolumeSize", "2");
        row(rows, EBS + "VolumeSize", "2", "3", DEVICE, "/dev/sdb");
        row(rows, EBS + "VolumeType", "gp2", "gp3", DEVICE, "/dev/sdb", EBS + "VolumeSize", "2");
        String[] fast = {DEVICE, "/dev/sdb", EBS + "VolumeSize", "4", EBS + "VolumeType", "io1"};
        row(rows, EBS + "Iops", "100", "200", fast);
        String[] broad = {DEVICE, "/dev/sdb", EBS + "VolumeSize", "4", EBS + "VolumeType", "gp3"};
        row(rows, EBS + "Throughput", "125", "200", broad);
        row(rows, EBS + "Encrypted", "true", "false", DEVICE, "/dev/sdb", EBS + "VolumeSize", "2");
        String[] encrypted = {DEVICE, "/dev/sdb", EBS + "VolumeSize", "2", EBS + "Encrypted", "true"};
        row(rows, EBS + "KmsKeyId", "alias/one", "alias/other", encrypted);
        String[] root = {DEVICE, "/dev/xvda", EBS + "DeleteOnTermination", "true"};
        row(rows, "BlockDeviceMapping.1.NoDevice", "", null, root);
        row(rows, DEVICE, "/dev/sdb", "/dev/sdc", EBS + "VolumeSize", "2");
        row(rows, "BlockDeviceMapping.1.VirtualName", "ephemeral0", "nonsense", DEVICE, "/dev/sdb");
    }

    private static Rows network(Rows rows) {
        row(rows, "Placement.AvailabilityZone", "eu-west-1a", "eu-west-1b");
        row(rows, "SecurityGroupId.1", "sg-12345678", null);
        row(rows, "SecurityGroup.1", "{groupname}", "default");
        row(rows, NIC + "SubnetId", "subnet-12345678", null, NIC + "Description", "of a test");
        row(rows, NIC + "SecurityGroupId.1", "sg-12345678", null, NIC + "Description", "of a test");
        row(rows, NIC + "AssociatePublicIpAddress", "true", "false");
        row(rows, NIC + "AssociateCarrierIpAddress", "true", "false");
        row(rows, NIC + "PrivateIpAddress", "172.31.0.202", "10.0.0.1");
        row(rows, NIC + "Description", "one", "other");
        row(rows, NIC + "NetworkInterfaceId", "eni-12345678", null);
        row(rows, MARKET + "MarketType", "spot", "capacity-block");
        row(rows, MARKET + "SpotOptions.MaxPrice", "1", "0.001", MARKET + "MarketType", "spot");
        row(rows, MARKET + "SpotOptions.SpotInstanceType", "one-time", "persistent", MARKET + "MarketType", "spot");
        row(
                rows,
                MARKET + "SpotOptions.InstanceInterruptionBehavior",
                "terminate",
                "stop",
                MARKET + "MarketType",
                "spot");
        row(rows, NIC + "DeleteOnTermination", "true", "false");
        return rows;
    }

    private static void row(
            Rows rows, String member, @Nullable String one, @Nullable String other, @Nullable String... more) {
        @Nullable String[] others = more.clone();
        for (int i = 0; i < others.length; i += 2) {
            others[i] = DATA + others[i];
        }
        var _ = rows.row(DATA + member, one, other, others);
    }

    /** With a token, the second of two requests that are not the same is refused. */
    private static Row modifiedTwice() {
        return new Row(
                "ModifyLaunchTemplate",
                "ClientToken",
                fixtures -> modifiedTwice(fixtures, fixtures.fresh("name")),
                fixtures -> modifiedTwice(fixtures, ""));
    }

    private static String modifiedTwice(Fixtures fixtures, String token) {
        String template = fixtures.fresh("template");
        WholeService service = fixtures.service();
        try {
            var _ = service.ask("ModifyLaunchTemplate", ID, template, "SetDefaultVersion", "2", "ClientToken", token);
            return service.ask("ModifyLaunchTemplate", ID, template, "SetDefaultVersion", "1", "ClientToken", token)
                    .text("launchTemplate/defaultVersionNumber");
        } catch (ApiException refusal) {
            return refusal.code().wire();
        }
    }

    private static Rows describeReferences() {
        String type = "ResourceType.1.ResourceType";
        String option = "ResourceType.1.ResourceTypeOption.1.OptionName";
        String value = "ResourceType.1.ResourceTypeOption.1.OptionValue.1";
        String all = "IncludeAllResourceTypes";
        return Rows.of("DescribeImageReferences", "ImageId.1", "{used-image}", all, "true")
                .row("ImageId.1", "{used-image}", "ami-12345678")
                .row(all, "true", "false")
                .row(type, "ec2:Instance", "ec2:LaunchTemplate", all, null)
                .row(option, "state-name", "version-depth", all, null, type, "ec2:Instance", value, "running")
                .row(value, "running", "stopped", all, null, type, "ec2:Instance", option, "state-name");
    }
}
