package dev.origami.api;

import static dev.origami.api.InstanceLifeTest.assertRefused;
import static dev.origami.api.ServerWorld.BOB;
import static dev.origami.api.ServerWorld.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.image.ImageSettings;
import dev.origami.instance.HostCapacity;
import dev.origami.machine.network.FirewallRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What launches, networks, places and attributes refuse, and what they answer where they do not. */
class ServerRefusalsTest {
    @TempDir
    Path directory;

    private ServerWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new ServerWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private void refused(ErrorCode code, String... members) {
        List<String> all = new ArrayList<>(List.of(members));
        if (!all.contains("MinCount")) {
            all.addAll(List.of("MinCount", "1", "MaxCount", "1"));
        }
        assertRefused(() -> world.ask("RunInstances", all.toArray(String[]::new)), code);
    }

    @Test
    void aLaunchIsRefusedInEc2sWords() {
        String image = world.image().value();
        String arm = world.image(settings("arm64", null)).value();
        String uefi = world.image(settings("x86_64", "uefi")).value();
        String noEna = world.image(
                        new ImageSettings("x86_64", "hvm", "/dev/xvda", null, null, null, null, null, null, null, null))
                .value();
        String paravirtual = world.image(new ImageSettings(
                        "x86_64", "paravirtual", "/dev/xvda", null, null, true, null, null, null, null, null))
                .value();
        refused(ErrorCode.MISSING_PARAMETER, "InstanceType", "t3.micro");
        refused(ErrorCode.INVALID_AMIID_MALFORMED, "ImageId", "ami-xyz");
        refused(ErrorCode.INVALID_AMIID_NOT_FOUND, "ImageId", "ami-0123456789abcdef0");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, "ImageId", image, "InstanceType", "t9.huge");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, "ImageId", arm, "InstanceType", "t3.micro");
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, "ImageId", noEna, "InstanceType", "t3.micro");
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, "ImageId", paravirtual, "InstanceType", "t2.micro");
        refused(ErrorCode.UNSUPPORTED, "ImageId", paravirtual, "InstanceType", "m3.large");
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, "ImageId", uefi, "InstanceType", "t2.micro");
        refused(ErrorCode.INVALID_KEY_PAIR_NOT_FOUND, "ImageId", image, "KeyName", "none");
        refused(ErrorCode.INVALID_GROUP_NOT_FOUND, "ImageId", image, "SecurityGroup.1", "none");
        refused(ErrorCode.INVALID_SUBNET_ID_NOT_FOUND, "ImageId", image, "SubnetId", "subnet-01234567");
        refused(ErrorCode.INVALID_ZONE_NOT_FOUND, "ImageId", image, "Placement.AvailabilityZone", "eu-west-1z");
        refused(ErrorCode.INVALID_USER_DATA_MALFORMED, "ImageId", image, "UserData", "?");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, "ImageId", image, "UserData", "A".repeat(24_000));
        refused(ErrorCode.INVALID_PARAMETER_VALUE, "ImageId", image, "MinCount", "2", "MaxCount", "1");
        refused(ErrorCode.INSTANCE_LIMIT_EXCEEDED, "ImageId", image, "MinCount", "1", "MaxCount", "21");
        refused(ErrorCode.INVALID_PARAMETER_VALUE, "ImageId", image, "MetadataOptions.HttpPutResponseHopLimit", "65");
        refused(ErrorCode.INVALID_PARAMETER_COMBINATION, "ImageId", image, "KernelId", "aki-01234567");
        refused(
                ErrorCode.INVALID_AMIID_NOT_FOUND,
                "ImageId",
                paravirtual,
                "InstanceType",
                "m3.large",
                "KernelId",
                "aki-01234567");
        refused(ErrorCode.INVALID_KERNEL_ID_MALFORMED, "ImageId", paravirtual, "KernelId", "ami-01234567");
        refused(ErrorCode.INVALID_RAM_DISK_ID_MALFORMED, "ImageId", paravirtual, "RamdiskId", "aki-01234567");
        refused(ErrorCode.INVALID_AMIID_MALFORMED, "ImageId", "aki-01234567");
        assertThat(world.ask("DescribeInstances").has("reservationSet/item")).isFalse();
    }

    @Test
    void whatTheHostCannotCarryIsRefusedWithTheFigures() {
        String image = world.image().value();
        world.host = new HostCapacity(1, 64_000, 64_000, List.of());
        assertThatThrownBy(() -> world.launch(new ImageId(image)))
                .hasMessageContaining("has 2 vCPUs, and this host has 1 processors");
        world.host = new HostCapacity(8, 4_000, 2_000, List.of());
        assertThatThrownBy(() -> world.ask(
                        "RunInstances", "ImageId", image, "InstanceType", "t3.micro", "MinCount", "2", "MaxCount", "2"))
                .hasMessageContaining("2000 MiB left of 4000 MiB, which is room for 1 of the 2 asked for");
        Answer fewer = world.ask(
                "RunInstances", "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "5");
        assertThat(fewer.texts("instancesSet/item")).hasSize(1);
        String arm = world.image(settings("arm64", null)).value();
        String[] launch = {"ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1"};
        world.host = lacks("qemu-system-x86", "x86_64");
        assertThatThrownBy(() -> world.ask("RunInstances", launch))
                .hasMessageContaining("sudo apt-get install qemu-system-x86");
        world.host = lacks("qemu-system-arm", "arm64");
        Answer _ = world.ask("RunInstances", launch);
        launch[1] = arm;
        launch[3] = "t4g.micro";
        assertThatThrownBy(() -> world.ask("RunInstances", launch))
                .hasMessageContaining("sudo apt-get install qemu-system-arm");
    }

    private static HostCapacity lacks(String inPackage, String architecture) {
        return new HostCapacity(
                8, 64_000, 64_000, List.of(new HostCapacity.Program("program", inPackage, architecture)));
    }

    @Test
    void aTokenHasItsEffectOnceAndADryRunNone() {
        String image = world.image().value();
        String[] members = {
            "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1", "ClientToken", "once"
        };
        String first = world.ask("RunInstances", members).text("reservationId");
        assertThat(world.ask("RunInstances", members).text("reservationId")).isEqualTo(first);
        members[3] = "t3.small";
        assertRefused(() -> world.ask("RunInstances", members), ErrorCode.IDEMPOTENT_PARAMETER_MISMATCH);
        refused(ErrorCode.DRY_RUN_OPERATION, "ImageId", image, "InstanceType", "t3.micro", "DryRun", "true");
        world.settle();
        assertThat(world.ask("DescribeInstances").texts("reservationSet/item")).hasSize(1);
    }

    @Test
    void attributesAreToldAndChanged() {
        InstanceId id = world.launch(world.image(), "UserData", "aGVsbG8=");
        assertThat(attribute(id, "userData", "userData/value")).isEqualTo("aGVsbG8=");
        assertThat(attribute(id, "disableApiStop", "disableApiStop/value")).isEqualTo("false");
        assertRefused(() -> modify(id, "InstanceType.Value", "t3.small"), ErrorCode.INCORRECT_INSTANCE_STATE);
        assertRefused(() -> modify(id, "SriovNetSupport.Value", "x"), ErrorCode.INVALID_INSTANCE_ATTRIBUTE_VALUE);
        modify(id, "InstanceInitiatedShutdownBehavior.Value", "terminate");
        assertThat(attribute(id, "instanceInitiatedShutdownBehavior", "instanceInitiatedShutdownBehavior/value"))
                .isEqualTo("terminate");
        modify(
                id,
                "BlockDeviceMapping.1.DeviceName",
                "/dev/xvda",
                "BlockDeviceMapping.1.Ebs.DeleteOnTermination",
                "false");
        assertThat(attribute(id, "blockDeviceMapping", "blockDeviceMapping/item/ebs/deleteOnTermination"))
                .isEqualTo("false");
        var _ = world.ask("StopInstances", "InstanceId.1", id.value());
        world.settle();
        modify(id, "InstanceType.Value", "t3.small");
        modify(id, "Attribute", "userData", "Value", "d29ybGQ=");
        modify(id, "SriovNetSupport.Value", "simple", "EnaSupport.Value", "true");
        assertThat(attribute(id, "instanceType", "instanceType/value")).isEqualTo("t3.small");
        assertThat(attribute(id, "userData", "userData/value")).isEqualTo("d29ybGQ=");
        assertThat(attribute(id, "sriovNetSupport", "sriovNetSupport/value")).isEqualTo("simple");
        assertRefused(() -> modify(id, "InstanceType.Value", "t4g.small"), ErrorCode.INVALID_PARAMETER_COMBINATION);
    }

    @Test
    void groupsOpenPortsOfRunningInstances() {
        String group = world.ask("CreateSecurityGroup", "GroupName", "web", "GroupDescription", "web")
                .text("groupId");
        InstanceId id = world.launch(world.image(), "SecurityGroupId.1", group);
        assertThat(Objects.requireNonNull(world.machines.machine(id)).rules().ingress())
                .isEmpty();
        String[] rule = {
            "GroupId",
            group,
            "IpPermissions.1.IpProtocol",
            "tcp",
            "IpPermissions.1.FromPort",
            "22",
            "IpPermissions.1.ToPort",
            "22",
            "IpPermissions.1.IpRanges.1.CidrIp",
            "0.0.0.0/0"
        };
        assertThat(world.ask("AuthorizeSecurityGroupIngress", rule)
                        .text("securityGroupRuleSet/item/securityGroupRuleId"))
                .startsWith("sgr-");
        assertThat(Objects.requireNonNull(world.machines.machine(id)).rules().ingress())
                .singleElement()
                .hasToString("FirewallRule[protocol=tcp, fromPort=22, toPort=22, cidr=0.0.0.0/0]");
        assertRefused(() -> world.ask("AuthorizeSecurityGroupIngress", rule), ErrorCode.INVALID_PERMISSION_DUPLICATE);
        var _ = world.ask("RevokeSecurityGroupIngress", rule);
        assertThat(Objects.requireNonNull(world.machines.machine(id)).rules().ingress())
                .isEmpty();
        assertRefused(() -> world.ask("RevokeSecurityGroupIngress", rule), ErrorCode.INVALID_PERMISSION_NOT_FOUND);
        var _ = world.ask("AuthorizeSecurityGroupEgress", rule);
        assertThat(Objects.requireNonNull(world.machines.machine(id)).rules().egress())
                .containsExactly(FirewallRule.EVERYTHING, new FirewallRule("tcp", 22, 22, "0.0.0.0/0"));
        var _ = world.ask(
                "AuthorizeSecurityGroupIngress",
                "GroupId",
                group,
                "IpProtocol",
                "udp",
                "FromPort",
                "53",
                "ToPort",
                "53",
                "CidrIp",
                "10.0.0.1/8");
        assertThat(world.ask("DescribeSecurityGroups", "GroupId.1", group)
                        .text("securityGroupInfo/item/ipPermissions/item/ipRanges/item/cidrIp"))
                .isEqualTo("10.0.0.0/8");
        assertRefused(() -> world.ask("DeleteSecurityGroup", "GroupId", group), ErrorCode.DEPENDENCY_VIOLATION);
        var _ = world.ask("TerminateInstances", "InstanceId.1", id.value());
        world.settle();
        var _ = world.ask("DeleteSecurityGroup", "GroupId", group);
        assertRefused(() -> world.ask("DescribeSecurityGroups", "GroupId.1", group), ErrorCode.INVALID_GROUP_NOT_FOUND);
    }

    @Test
    void groupsRefuseInEc2sWords() {
        assertRefused(
                () -> world.ask("CreateSecurityGroup", "GroupName", "default", "GroupDescription", "x"),
                ErrorCode.INVALID_GROUP_RESERVED);
        var _ = world.ask("CreateSecurityGroup", "GroupName", "twice", "GroupDescription", "x");
        assertRefused(
                () -> world.ask("CreateSecurityGroup", "GroupName", "twice", "GroupDescription", "x"),
                ErrorCode.INVALID_GROUP_DUPLICATE);
        assertRefused(() -> world.ask("DeleteSecurityGroup", "GroupName", "default"), ErrorCode.CANNOT_DELETE);
        assertRefused(
                () -> world.ask("DescribeSecurityGroups", "GroupId.1", "sg-xyz"), ErrorCode.INVALID_GROUP_ID_MALFORMED);
    }

    @Test
    void placesNetworksTypesAndKeysAreTold() {
        assertThat(world.ask("DescribeRegions").texts("regionInfo/item/regionName"))
                .contains("us-east-1", "eu-west-1");
        assertRefused(() -> world.ask("DescribeRegions", "RegionName.1", "mars-1"), ErrorCode.INVALID_PARAMETER_VALUE);
        assertThat(world.ask("DescribeAvailabilityZones").texts("availabilityZoneInfo/item/zoneId"))
                .containsExactly("euw1-az1", "euw1-az2", "euw1-az3");
        assertThat(world.ask(
                                "DescribeSubnets",
                                "Filter.1.Name",
                                "defaultForAz",
                                "Filter.1.Value.1",
                                "true",
                                "Filter.2.Name",
                                "availabilityZone",
                                "Filter.2.Value.1",
                                "eu-west-1b")
                        .texts("subnetSet/item/cidrBlock"))
                .containsExactly("172.31.16.0/20");
        assertThat(world.ask("DescribeVpcs", "Filter.1.Name", "isDefault", "Filter.1.Value.1", "true")
                        .text("vpcSet/item/isDefault"))
                .isEqualTo("true");
        assertThat(world.ask("DescribeInstanceTypes", "InstanceType.1", "c3.large")
                        .text("instanceTypeSet/item/instanceStorageInfo/totalSizeInGB"))
                .isEqualTo("32");
        assertRefused(
                () -> world.ask("DescribeInstanceTypes", "InstanceType.1", "t9.huge"), ErrorCode.INVALID_INSTANCE_TYPE);
        assertThat(world.ask("CreateKeyPair", "KeyName", "mine").text("keyMaterial"))
                .startsWith("-----BEGIN RSA PRIVATE KEY-----");
        assertRefused(() -> world.ask("CreateKeyPair", "KeyName", "mine"), ErrorCode.INVALID_KEY_PAIR_DUPLICATE);
        assertRefused(
                () -> world.ask("CreateKeyPair", "KeyName", "p", "KeyFormat", "ppk"), ErrorCode.UNSUPPORTED_OPERATION);
        assertRefused(
                () -> world.ask(BOB, "DescribeKeyPairs", "KeyName.1", "mine"), ErrorCode.INVALID_KEY_PAIR_NOT_FOUND);
        assertThat(world.ask("DeleteKeyPair", "KeyName", "mine").text("return")).isEqualTo("true");
        assertThat(world.ask("DeleteKeyPair", "KeyName", "mine").text("return")).isEqualTo("true");
    }

    private String attribute(InstanceId id, String attribute, String path) {
        return world.ask("DescribeInstanceAttribute", "InstanceId", id.value(), "Attribute", attribute)
                .text(path);
    }

    private void modify(InstanceId id, String... members) {
        List<String> all = new ArrayList<>(List.of("InstanceId", id.value()));
        all.addAll(List.of(members));
        var _ = world.ask("ModifyInstanceAttribute", all.toArray(String[]::new));
    }
}
