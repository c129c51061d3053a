package dev.origami.contract;

/** The members of the operations that make and change network interfaces. */
final class InterfaceRows {
    private InterfaceRows() {}

    static Rows create() {
        return Rows.of("CreateNetworkInterface", "SubnetId", "{subnet}")
                .row("SubnetId", "{subnet}", "subnet-12345678")
                .row("Description", "one", "other")
                .row("PrivateIpAddress", null, "10.1.2.3")
                .row("PrivateIpAddresses.1.PrivateIpAddress", null, "10.1.2.3")
                .row(
                        "PrivateIpAddresses.1.Primary",
                        "true",
                        "false",
                        "PrivateIpAddresses.1.PrivateIpAddress",
                        "10.1.2.3")
                .row("SecurityGroupId.1", "{group}", "sg-12345678")
                .tags("network-interface")
                .clientToken("networkInterface/networkInterfaceId");
    }

    static Rows modify() {
        return Rows.of(
                        "ModifyNetworkInterfaceAttribute",
                        "NetworkInterfaceId",
                        "{free-nic}",
                        "Description.Value",
                        "one")
                .seen("DescribeNetworkInterfaces", "NetworkInterfaceId.1", "NetworkInterfaceId")
                .row("NetworkInterfaceId", "{free-nic}", "eni-12345678")
                .row("Description.Value", "one", "other")
                .row("SourceDestCheck.Value", "true", "false", "Description.Value", null)
                .row("SecurityGroupId.1", "{group}", "sg-12345678", "Description.Value", null)
                .row(
                        "Attachment.AttachmentId",
                        "eni-attach-x",
                        null,
                        "Description.Value",
                        null,
                        "Attachment.DeleteOnTermination",
                        "true")
                .row(
                        "Attachment.DeleteOnTermination",
                        "true",
                        null,
                        "Description.Value",
                        null,
                        "Attachment.AttachmentId",
                        "eni-attach-x");
    }
}
