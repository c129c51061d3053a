package dev.origami.contract;

import org.jspecify.annotations.Nullable;

/** The members of the operations that change rules of security groups in place. */
final class RuleRows {
    private static final String NEW = "SecurityGroupRule.1.SecurityGroupRule.";
    private static final String BY_TRAFFIC = "IpPermissions.1.";

    private RuleRows() {}

    static Rows modify() {
        @Nullable String[] none = {NEW + "CidrIpv4", null};
        return PlaceRows.group(
                        "ModifySecurityGroupRules",
                        "{open-group}",
                        "SecurityGroupRule.1.SecurityGroupRuleId",
                        "{latest-rule}",
                        NEW + "IpProtocol",
                        "tcp",
                        NEW + "FromPort",
                        "22",
                        NEW + "ToPort",
                        "23",
                        NEW + "CidrIpv4",
                        "10.0.0.0/8")
                .row("GroupId", "{open-group}", "sg-12345678")
                .row("SecurityGroupRule.1.SecurityGroupRuleId", "{latest-rule}", "sgr-12345678")
                .row(NEW + "IpProtocol", "tcp", "udp")
                .row(NEW + "FromPort", "21", "22")
                .row(NEW + "ToPort", "23", "24")
                .row(NEW + "CidrIpv4", "10.0.0.0/8", "11.0.0.0/8")
                .row(NEW + "CidrIpv6", "::/0", "fd00::/8", none)
                .row(NEW + "ReferencedGroupId", "{group}", "sg-12345678", none)
                .row(NEW + "Description", "one", "other");
    }

    static Rows describe(String operation, String group, String rule) {
        boolean egress = operation.endsWith("Egress");
        @Nullable
        String[] byTraffic = {
            "SecurityGroupRuleDescription.1.SecurityGroupRuleId",
            null,
            "SecurityGroupRuleDescription.1.Description",
            null,
            BY_TRAFFIC + "IpProtocol",
            egress ? "-1" : "tcp",
            BY_TRAFFIC + "FromPort",
            egress ? null : "22",
            BY_TRAFFIC + "ToPort",
            egress ? null : "22",
            BY_TRAFFIC + "IpRanges.1.CidrIp",
            egress ? "0.0.0.0/0" : "10.0.0.0/8",
            BY_TRAFFIC + "IpRanges.1.Description",
            "by traffic"
        };
        @Nullable String[] withPorts = with(byTraffic, BY_TRAFFIC + "IpProtocol", "tcp");
        @Nullable
        String[] byPeer = with(
                with(byTraffic, BY_TRAFFIC + "IpRanges.1.CidrIp", null), BY_TRAFFIC + "IpRanges.1.Description", null);
        return PlaceRows.group(
                        operation,
                        group,
                        "SecurityGroupRuleDescription.1.SecurityGroupRuleId",
                        rule,
                        "SecurityGroupRuleDescription.1.Description",
                        "one")
                .row("GroupId", group, "sg-12345678")
                .row("GroupName", "{open-groupname}", "nobody's", with(byTraffic, "GroupId", null))
                .row("SecurityGroupRuleDescription.1.SecurityGroupRuleId", rule, "sgr-12345678")
                .row("SecurityGroupRuleDescription.1.Description", "one", "other")
                .row(BY_TRAFFIC + "IpProtocol", egress ? "-1" : "tcp", "udp", byTraffic)
                .row(BY_TRAFFIC + "FromPort", "22", null, with(withPorts, BY_TRAFFIC + "ToPort", "22"))
                .row(BY_TRAFFIC + "ToPort", "22", null, with(withPorts, BY_TRAFFIC + "FromPort", "22"))
                .row(BY_TRAFFIC + "IpRanges.1.CidrIp", egress ? "0.0.0.0/0" : "10.0.0.0/8", "11.0.0.0/8", byTraffic)
                .row(BY_TRAFFIC + "IpRanges.1.Description", "one", "other", byTraffic)
                .row(BY_TRAFFIC + "Ipv6Ranges.1.CidrIpv6", "::/0", "no block", byPeer)
                .row(
                        BY_TRAFFIC + "Ipv6Ranges.1.Description",
                        "there is none",
                        "\u00e9",
                        with(byPeer, BY_TRAFFIC + "Ipv6Ranges.1.CidrIpv6", "::/0"))
                .row(BY_TRAFFIC + "Groups.1.GroupId", "{group}", "sg-12345678", byPeer)
                .row(BY_TRAFFIC + "Groups.1.GroupName", "{groupname}", "nobody's", byPeer)
                .row(
                        BY_TRAFFIC + "Groups.1.UserId",
                        "111111111111",
                        "222222222222",
                        with(byPeer, BY_TRAFFIC + "Groups.1.GroupId", "{group}"))
                .row(
                        BY_TRAFFIC + "Groups.1.Description",
                        "there is none",
                        "\u00e9",
                        with(byPeer, BY_TRAFFIC + "Groups.1.GroupId", "{group}"));
    }

    private static @Nullable String[] with(@Nullable String[] members, String name, @Nullable String value) {
        @Nullable String[] all = java.util.Arrays.copyOf(members, members.length + 2);
        all[members.length] = name;
        all[members.length + 1] = value;
        return all;
    }
}
