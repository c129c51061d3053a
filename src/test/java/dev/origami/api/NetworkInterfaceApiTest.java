package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.machine.network.FirewallRule;
import dev.origami.machine.network.Nic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Network interfaces that are there before their instances, and after them. */
class NetworkInterfaceApiTest {
    private static final String NIC = "networkInterfaceSet/item/";

    @TempDir
    Path directory;

    private ServerWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new ServerWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anInterfaceOutlivesItsInstanceUnlessItIsToGoWithIt() {
        Answer made = create("Description", "kept", "PrivateIpAddress", "172.31.0.99");
        String id = made.text("networkInterface/networkInterfaceId");
        assertThat(made.text("networkInterface/status")).isEqualTo("available");
        assertThat(made.text("networkInterface/groupSet/item/groupName")).isEqualTo("default");

        InstanceId first = launch(id);
        Nic nic = nicOf(first);
        assertThat(nic.privateIp()).isEqualTo("172.31.0.99");
        assertThat(nic.mac()).isEqualTo(made.text("networkInterface/macAddress"));
        assertThat(nic.publicIp()).isEmpty();
        Answer told = describe(id);
        assertThat(told.text(NIC + "status")).isEqualTo("in-use");
        assertThat(told.text(NIC + "attachment/instanceId")).isEqualTo(first.value());
        assertThat(told.text(NIC + "attachment/deleteOnTermination")).isEqualTo("false");
        refused(ErrorCode.INVALID_NETWORK_INTERFACE_IN_USE, () -> launch(id));
        refused(ErrorCode.INVALID_PARAMETER_VALUE, () -> world.ask("DeleteNetworkInterface", "NetworkInterfaceId", id));

        terminate(first);
        told = describe(id);
        assertThat(told.text(NIC + "status")).isEqualTo("available");
        assertThat(told.has(NIC + "attachment")).isFalse();

        InstanceId second = launch(id);
        assertThat(nicOf(second)).isEqualTo(nic);
        var _ = world.ask(
                "ModifyNetworkInterfaceAttribute",
                "NetworkInterfaceId",
                id,
                "Attachment.AttachmentId",
                describe(id).text(NIC + "attachment/attachmentId"),
                "Attachment.DeleteOnTermination",
                "true");
        String attachment = describe(id).text(NIC + "attachment/attachmentId");
        refused(
                ErrorCode.OPERATION_NOT_PERMITTED,
                () -> world.ask("DetachNetworkInterface", "AttachmentId", attachment));
        terminate(second);
        refused(
                ErrorCode.INVALID_ATTACHMENT_ID_NOT_FOUND,
                () -> world.ask("DetachNetworkInterface", "AttachmentId", attachment));
        refused(ErrorCode.INVALID_NETWORK_INTERFACE_ID_NOT_FOUND, () -> describe(id));
    }

    @Test
    void aNewInterfaceStaysWhereTheLaunchSaysSo() {
        InstanceId instance = world.launch(world.image(), "NetworkInterface.1.DeleteOnTermination", "false");
        String id = world.ask("DescribeNetworkInterfaces").text(NIC + "networkInterfaceId");
        assertThat(nicOf(instance).publicIp()).startsWith("127.");
        terminate(instance);
        Answer left = describe(id);
        assertThat(left.text(NIC + "status")).isEqualTo("available");
        assertThat(left.has(NIC + "association")).isFalse();
        var _ = world.ask("DeleteNetworkInterface", "NetworkInterfaceId", id);
        refused(ErrorCode.INVALID_NETWORK_INTERFACE_ID_NOT_FOUND, () -> describe(id));
    }

    @Test
    void anElasticAddressStaysWithItsInterfaceFromInstanceToInstance() {
        String id = create().text("networkInterface/networkInterfaceId");
        Answer address = world.ask("AllocateAddress");
        var _ = world.ask("AssociateAddress", "AllocationId", address.text("allocationId"), "NetworkInterfaceId", id);
        Answer told = world.ask("DescribeAddresses");
        assertThat(told.text("addressesSet/item/networkInterfaceId")).isEqualTo(id);
        assertThat(told.has("addressesSet/item/instanceId")).isFalse();

        InstanceId instance = launch(id);
        assertThat(nicOf(instance).publicIp()).isEqualTo(address.text("publicIp"));
        terminate(instance);
        assertThat(describe(id).text(NIC + "association/publicIp")).isEqualTo(address.text("publicIp"));

        var _ = world.ask("DeleteNetworkInterface", "NetworkInterfaceId", id);
        assertThat(world.ask("DescribeAddresses").has("addressesSet/item/associationId"))
                .isFalse();
    }

    @Test
    void otherGroupsHoldAtOnce() {
        String id = create().text("networkInterface/networkInterfaceId");
        InstanceId instance = launch(id);
        String group = world.ask("CreateSecurityGroup", "GroupName", "gate", "GroupDescription", "x")
                .text("groupId");
        var _ = world.ask(
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
                "0.0.0.0/0");
        var _ = world.ask("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id, "SecurityGroupId.1", group);
        assertThat(Objects.requireNonNull(world.machines.machine(instance))
                        .rules()
                        .ingress())
                .containsExactly(new FirewallRule("tcp", 22, 22, "0.0.0.0/0"));
        assertThat(world.ask("DescribeNetworkInterfaceAttribute", "NetworkInterfaceId", id, "Attribute", "groupSet")
                        .text("groupSet/item/groupId"))
                .isEqualTo(group);
        refused(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                () -> world.ask("ModifyNetworkInterfaceAttribute", "NetworkInterfaceId", id));
        refused(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                () -> world.ask(
                        "ModifyNetworkInterfaceAttribute",
                        "NetworkInterfaceId",
                        id,
                        "SecurityGroupId.1",
                        group,
                        "Description.Value",
                        "x"));
    }

    @Test
    void whatAnInterfaceCannotBeIsRefused() {
        refused(ErrorCode.INVALID_PARAMETER_VALUE, () -> create("PrivateIpAddress", "10.0.0.1"));
        refused(
                ErrorCode.UNSUPPORTED_OPERATION,
                () -> create(
                        "PrivateIpAddresses.1.PrivateIpAddress",
                        "172.31.0.98",
                        "PrivateIpAddresses.2.PrivateIpAddress",
                        "172.31.0.97"));
        refused(ErrorCode.UNSUPPORTED_OPERATION, () -> create("SecondaryPrivateIpAddressCount", "1"));
        refused(ErrorCode.UNSUPPORTED_OPERATION, () -> create("Ipv6AddressCount", "1"));
        String id = create().text("networkInterface/networkInterfaceId");
        refused(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                () -> world.launch(
                        world.image(),
                        "NetworkInterface.1.NetworkInterfaceId",
                        id,
                        "NetworkInterface.1.Description",
                        "x"));
        refused(
                ErrorCode.UNSUPPORTED_OPERATION,
                () -> world.launch(
                        world.image(),
                        "NetworkInterface.1.NetworkInterfaceId",
                        id,
                        "NetworkInterface.2.Description",
                        "x"));
    }

    private Answer create(String... members) {
        String subnet = world.ask("DescribeSubnets", "Filter.1.Name", "cidr", "Filter.1.Value.1", "172.31.0.0/20")
                .text("subnetSet/item/subnetId");
        String[] all = new String[members.length + 2];
        all[0] = "SubnetId";
        all[1] = subnet;
        System.arraycopy(members, 0, all, 2, members.length);
        return world.ask("CreateNetworkInterface", all);
    }

    private Answer describe(String id) {
        return world.ask("DescribeNetworkInterfaces", "NetworkInterfaceId.1", id);
    }

    private InstanceId launch(String nic) {
        return world.launch(world.image(), "NetworkInterface.1.NetworkInterfaceId", nic);
    }

    private Nic nicOf(InstanceId instance) {
        return Objects.requireNonNull(world.machines.machine(instance)).spec().nic();
    }

    private void terminate(InstanceId instance) {
        var _ = world.ask("TerminateInstances", "InstanceId.1", instance.value());
        world.settle();
    }

    private static void refused(ErrorCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
