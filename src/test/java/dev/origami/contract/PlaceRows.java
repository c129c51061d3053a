package dev.origami.contract;

import dev.origami.account.Caller;
import dev.origami.command.WholeService;
import dev.origami.id.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Key pairs, security groups and places. */
final class PlaceRows {
    /** Where there are local zones. */
    private static final Caller AT_THE_EDGE = new Caller(WholeService.ALICE.account(), new Region("us-west-2"), "ec2");

    private static final String RULE = "IpPermissions.1.";

    private PlaceRows() {}

    static List<Rows> all() {
        return List.of(
                createKeyPair(),
                importKeyPair(),
                deleteKeyPair(),
                describeKeyPairs(),
                createSecurityGroup(),
                deleteSecurityGroup(),
                describeSecurityGroups(),
                authorizeIngress(),
                flat("AuthorizeSecurityGroupIngress", "{group}"),
                authorizeEgress(),
                revokeIngress(),
                flat("RevokeSecurityGroupIngress", "{open-group}"),
                revokeEgress(),
                Rows.of("DescribeSecurityGroupRules").row("SecurityGroupRuleId.1", "{rule}", "sgr-12345678"),
                RuleRows.modify(),
                RuleRows.describe("UpdateSecurityGroupRuleDescriptionsIngress", "{open-group}", "{latest-rule}"),
                RuleRows.describe("UpdateSecurityGroupRuleDescriptionsEgress", "{open-group}", "{egress-rule}"),
                Rows.of("DescribeNetworkInterfaces").row("NetworkInterfaceId.1", "{nic}", "eni-12345678"),
                InterfaceRows.create(),
                Rows.of("DeleteNetworkInterface", "NetworkInterfaceId", "{free-nic}")
                        .row("NetworkInterfaceId", "{free-nic}", "eni-12345678"),
                Rows.of("DetachNetworkInterface", "AttachmentId", "eni-attach-x")
                        .row("AttachmentId", "eni-attach-x", "eni-attach-y"),
                InterfaceRows.modify(),
                Rows.of(
                                "DescribeNetworkInterfaceAttribute",
                                "NetworkInterfaceId",
                                "{free-nic}",
                                "Attribute",
                                "groupSet")
                        .row("NetworkInterfaceId", "{free-nic}", "eni-12345678")
                        .row("Attribute", "groupSet", "description"),
                allocateAddress(),
                Rows.of("ReleaseAddress", "AllocationId", "{address}")
                        .row("AllocationId", "{address}", "eipalloc-12345678")
                        .row("NetworkBorderGroup", "eu-west-1", "us-east-1"),
                associateAddress(),
                Rows.of("DisassociateAddress", "AssociationId", "{address-association}")
                        .row("AssociationId", "{address-association}", "eipassoc-12345678"),
                Rows.of("DescribeAddresses")
                        .row("AllocationId.1", "{address}", "eipalloc-12345678")
                        .row("PublicIp.1", "{public-ip}", "127.0.0.1"),
                Rows.of("DescribeAddressesAttribute").row("AllocationId.1", "{address}", "eipalloc-12345678"),
                Rows.of("DescribeRegions").row("RegionName.1", "eu-west-1", "us-east-1"),
                Rows.of("DescribeAvailabilityZones")
                        .row("ZoneName.1", "eu-west-1a", "eu-west-1b")
                        .row("ZoneId.1", "euw1-az1", "euw1-az2"),
                Rows.of("DescribeAvailabilityZones").by(AT_THE_EDGE).row("AllAvailabilityZones", "true", "false"),
                Rows.of("ModifyAvailabilityZoneGroup", "GroupName", "us-west-2-lax-1", "OptInStatus", "opted-in")
                        .by(AT_THE_EDGE)
                        .row("GroupName", "us-west-2-lax-1", "us-west-2-zg-1")
                        .row("OptInStatus", "opted-in", "not-opted-in"),
                Rows.of("DescribeAccountAttributes").row("AttributeName.1", "supported-platforms", "default-vpc"));
    }

    private static Rows allocateAddress() {
        return Rows.of("AllocateAddress")
                .seen((fixtures, given, answer) -> {
                    String told = Rows.described(
                            fixtures.service(), "DescribeAddresses", "AllocationId.1", answer.text("allocationId"));
                    fixtures.releaseAddresses();
                    return told;
                })
                .row("NetworkBorderGroup", "eu-west-1", "us-east-1")
                .tags("elastic-ip");
    }

    private static Rows associateAddress() {
        return Rows.of("AssociateAddress", "AllocationId", "{address}", "InstanceId", "{kept-instance}")
                .row("AllocationId", "{address}", "eipalloc-12345678")
                .row("InstanceId", "{kept-instance}", "i-12345678")
                .row("NetworkInterfaceId", "{nic}", "eni-12345678", "InstanceId", null)
                .row("PrivateIpAddress", null, "172.31.9.9")
                .row("AllowReassociation", "true", "false", "AllocationId", "{used-address}");
    }

    private static Rows createKeyPair() {
        return Rows.of("CreateKeyPair", "KeyName", "{name}", "KeyType", "ed25519")
                .seen("DescribeKeyPairs", "KeyPairId.1", "keyPairId")
                .row("KeyName", "{name}-a", "{name}-b")
                .row("KeyType", "ed25519", "rsa")
                .tags("key-pair");
    }

    private static Rows importKeyPair() {
        return Rows.of("ImportKeyPair", "KeyName", "{name}", "PublicKeyMaterial", Fixtures.base64(Fixtures.PUBLIC_KEY))
                .row("KeyName", "{name}-a", "{name}-b")
                .row("PublicKeyMaterial", Fixtures.base64(Fixtures.PUBLIC_KEY), Fixtures.base64("no key"))
                .tags("key-pair");
    }

    private static Rows deleteKeyPair() {
        return Rows.of("DeleteKeyPair")
                .row("KeyName", "{keyname}", "nobody's")
                .row("KeyPairId", "{key}", "key-12345678");
    }

    private static Rows describeKeyPairs() {
        return Rows.of("DescribeKeyPairs")
                .row("KeyName.1", "{keyname}", "nobody's")
                .row("KeyPairId.1", "{key}", "key-12345678")
                .row("IncludePublicKey", "true", "false", "KeyPairId.1", "{key}");
    }

    private static Rows createSecurityGroup() {
        return Rows.of("CreateSecurityGroup", "GroupName", "{name}", "GroupDescription", "one")
                .seen("DescribeSecurityGroups", "GroupId.1", "groupId")
                .row("GroupName", "{name}-a", "{name}-b")
                .row("GroupDescription", "one", "other")
                .row("VpcId", "{vpc}", "vpc-12345678")
                .tags("security-group");
    }

    private static Rows deleteSecurityGroup() {
        return Rows.of("DeleteSecurityGroup")
                .row("GroupId", "{group}", "sg-12345678")
                .row("GroupName", "{groupname}", "nobody's");
    }

    private static Rows describeSecurityGroups() {
        return Rows.of("DescribeSecurityGroups")
                .row("GroupId.1", "{group}", "{open-group}")
                .row("GroupName.1", "{groupname}", "nobody's");
    }

    static Rows group(String operation, String group, String... base) {
        String[] all = new String[base.length + 2];
        all[0] = "GroupId";
        all[1] = group;
        System.arraycopy(base, 0, all, 2, base.length);
        return Rows.of(operation, all)
                .seen((fixtures, given, _) -> given.containsKey("GroupId")
                        ? Rows.described(
                                fixtures.service(),
                                "DescribeSecurityGroups",
                                "GroupId.1",
                                given.getOrDefault("GroupId", ""))
                        : "");
    }

    private static Rows authorizeIngress() {
        @Nullable String[] none = {RULE + "IpRanges.1.CidrIp", null};
        return group(
                        "AuthorizeSecurityGroupIngress",
                        "{group}",
                        RULE + "IpProtocol",
                        "tcp",
                        RULE + "FromPort",
                        "22",
                        RULE + "ToPort",
                        "22",
                        RULE + "IpRanges.1.CidrIp",
                        "10.0.0.0/8")
                .row("GroupId", "{group}", "sg-12345678")
                .row("GroupName", "{groupname}", "nobody's", "GroupId", null)
                .row(RULE + "IpProtocol", "tcp", "udp")
                .row(RULE + "FromPort", "21", "22")
                .row(RULE + "ToPort", "22", "23")
                .row(RULE + "IpRanges.1.CidrIp", "10.0.0.0/8", "11.0.0.0/8")
                .row(RULE + "IpRanges.1.Description", "one", "other")
                .row(RULE + "Ipv6Ranges.1.CidrIpv6", "::/0", "fd00::/8", none)
                .row(
                        RULE + "Ipv6Ranges.1.Description",
                        "one",
                        "other",
                        RULE + "IpRanges.1.CidrIp",
                        null,
                        RULE + "Ipv6Ranges.1.CidrIpv6",
                        "::/0")
                .row(RULE + "Groups.1.GroupId", "{group}", "sg-12345678", none)
                .row(RULE + "Groups.1.GroupName", "{groupname}", "nobody's", none)
                .row(
                        RULE + "Groups.1.Description",
                        "one",
                        "other",
                        RULE + "IpRanges.1.CidrIp",
                        null,
                        RULE + "Groups.1.GroupId",
                        "{group}")
                .row(
                        RULE + "Groups.1.UserId",
                        "111111111111",
                        "222222222222",
                        RULE + "IpRanges.1.CidrIp",
                        null,
                        RULE + "Groups.1.GroupId",
                        "{group}")
                .tags("security-group-rule");
    }

    /** Without what the good request says of rules. */
    private static @Nullable String[] rulesAlone(String... more) {
        List<@Nullable String> members = new ArrayList<>(List.of(more));
        for (String member : List.of("IpProtocol", "FromPort", "ToPort", "IpRanges.1.CidrIp")) {
            members.add(RULE + member);
            members.add(null);
        }
        return members.toArray(String[]::new);
    }

    /** The form with one rule in the request itself. */
    private static Rows flat(String operation, String group) {
        return group(operation, group, "IpProtocol", "tcp", "FromPort", "22", "ToPort", "22", "CidrIp", "10.0.0.0/8")
                .row("IpProtocol", "tcp", "udp")
                .row("FromPort", "21", "22")
                .row("ToPort", "22", "23")
                .row("CidrIp", "10.0.0.0/8", "11.0.0.0/8")
                .row("SourceSecurityGroupName", "{groupname}", "nobody's", "CidrIp", null);
    }

    private static Rows authorizeEgress() {
        @Nullable String[] none = {RULE + "IpRanges.1.CidrIp", null};
        @Nullable String[] toGroup = {RULE + "IpRanges.1.CidrIp", null, RULE + "Groups.1.GroupId", "{group}"};
        return group(
                        "AuthorizeSecurityGroupEgress",
                        "{shut-group}",
                        RULE + "IpProtocol",
                        "-1",
                        RULE + "IpRanges.1.CidrIp",
                        "0.0.0.0/0")
                .row("GroupId", "{shut-group}", "sg-12345678")
                .row(RULE + "IpProtocol", "-1", "tcp")
                .row(RULE + "FromPort", "1", null, RULE + "IpProtocol", "tcp", RULE + "ToPort", "2")
                .row(RULE + "ToPort", "2", null, RULE + "IpProtocol", "tcp", RULE + "FromPort", "1")
                .row(RULE + "IpRanges.1.CidrIp", "0.0.0.0/0", "10.0.0.0/8")
                .row(RULE + "IpRanges.1.Description", "one", "other")
                .row(RULE + "Ipv6Ranges.1.CidrIpv6", "::/0", null)
                .row(RULE + "Ipv6Ranges.1.Description", "one", "other", RULE + "Ipv6Ranges.1.CidrIpv6", "::/0")
                .row(RULE + "Groups.1.GroupId", "{group}", "sg-12345678", none)
                .row(RULE + "Groups.1.GroupName", "{groupname}", "nobody's", none)
                .row(RULE + "Groups.1.Description", "one", "other", toGroup)
                .row(RULE + "Groups.1.UserId", "111111111111", "222222222222", toGroup)
                .tags("security-group-rule");
    }

    private static Rows revokeIngress() {
        @Nullable String[] none = {RULE + "IpRanges.1.CidrIp", null};
        return group(
                        "RevokeSecurityGroupIngress",
                        "{open-group}",
                        RULE + "IpProtocol",
                        "tcp",
                        RULE + "FromPort",
                        "22",
                        RULE + "ToPort",
                        "22",
                        RULE + "IpRanges.1.CidrIp",
                        "10.0.0.0/8")
                .row("GroupId", "{open-group}", "{group}")
                .row("GroupName", "{groupname}", "nobody's", "GroupId", null)
                .row(RULE + "IpProtocol", "tcp", "udp")
                .row(RULE + "FromPort", "21", "22")
                .row(RULE + "ToPort", "22", "23")
                .row(RULE + "IpRanges.1.CidrIp", "10.0.0.0/8", "11.0.0.0/8")
                .row(RULE + "Ipv6Ranges.1.CidrIpv6", "::/0", null)
                .row(RULE + "Groups.1.GroupId", "{group}", "sg-12345678", none)
                .row(RULE + "Groups.1.GroupName", "{groupname}", "nobody's", none)
                .row(
                        RULE + "Groups.1.UserId",
                        "111111111111",
                        "222222222222",
                        RULE + "IpRanges.1.CidrIp",
                        null,
                        RULE + "Groups.1.GroupId",
                        "{group}")
                .row("SecurityGroupRuleId.1", "{latest-rule}", "sgr-12345678", rulesAlone());
    }

    private static Rows revokeEgress() {
        @Nullable String[] none = {RULE + "IpRanges.1.CidrIp", null};
        @Nullable String[] toGroup = {RULE + "IpRanges.1.CidrIp", null, RULE + "Groups.1.GroupId", "{group}"};
        return group(
                        "RevokeSecurityGroupEgress",
                        "{group}",
                        RULE + "IpProtocol",
                        "-1",
                        RULE + "IpRanges.1.CidrIp",
                        "0.0.0.0/0")
                .row("GroupId", "{group}", "{shut-group}")
                .row(RULE + "IpProtocol", "-1", "tcp")
                .row(RULE + "FromPort", "1", null, RULE + "IpProtocol", "tcp", RULE + "ToPort", "2")
                .row(RULE + "ToPort", "2", null, RULE + "IpProtocol", "tcp", RULE + "FromPort", "1")
                .row(RULE + "IpRanges.1.CidrIp", "0.0.0.0/0", "10.0.0.0/8")
                .row(RULE + "Ipv6Ranges.1.CidrIpv6", "::/0", null)
                .row(RULE + "Groups.1.GroupId", "{group}", "sg-12345678", none)
                .row(RULE + "Groups.1.GroupName", "{groupname}", "nobody's", none)
                .row(RULE + "Groups.1.UserId", "111111111111", "222222222222", toGroup)
                .row("SecurityGroupRuleId.1", "{egress-rule}", "sgr-12345678", rulesAlone("GroupId", "{open-group}"));
    }
}
