package dev.origami.api;

import static dev.origami.api.ServerWorld.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import java.nio.file.Path;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Elastic IP addresses, as a client sees them and as machines that are recorded have them. */
class AddressApiTest {
    private static final String INSTANCE = "reservationSet/item/instancesSet/item/";
    private static final String NIC = "networkInterfaceSet/item/";
    private static final String ADDRESS = "addressesSet/item/";

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

    @Test
    void anAddressIsTheAccountsUntilItIsReleased() {
        Answer allocated = world.ask("AllocateAddress", "Domain", "vpc");
        String id = allocated.text("allocationId");
        assertThat(id).startsWith("eipalloc-");
        assertThat(allocated.text("publicIp")).startsWith("127.");
        assertThat(allocated.text("domain")).isEqualTo("vpc");
        assertThat(allocated.text("networkBorderGroup")).isEqualTo("eu-west-1");

        Answer named = world.ask("DescribeAddressesAttribute", "AllocationId.1", id, "Attribute", "domain-name");
        assertThat(named.text("addressSet/item/publicIp")).isEqualTo(allocated.text("publicIp"));
        assertThat(named.has("addressSet/item/ptrRecord")).isFalse();

        Answer told = world.ask("DescribeAddresses", "PublicIp.1", allocated.text("publicIp"));
        assertThat(told.text(ADDRESS + "allocationId")).isEqualTo(id);
        assertThat(told.has(ADDRESS + "associationId")).isFalse();
        assertThat(world.ask(BOB, "DescribeAddresses").has(ADDRESS + "allocationId"))
                .isFalse();
        refused(ErrorCode.INVALID_ALLOCATION_ID_NOT_FOUND, () -> world.ask(BOB, "ReleaseAddress", "AllocationId", id));

        // No instance has it while the account keeps it, whether it uses it or not.
        assertThat(ipOf(launch())).isNotEqualTo(allocated.text("publicIp"));
        var _ = world.ask("ReleaseAddress", "AllocationId", id);
        refused(ErrorCode.INVALID_ALLOCATION_ID_NOT_FOUND, () -> world.ask("DescribeAddresses", "AllocationId.1", id));
        refused(
                ErrorCode.INVALID_ADDRESS_NOT_FOUND,
                () -> world.ask("DescribeAddresses", "PublicIp.1", allocated.text("publicIp")));
    }

    @Test
    void anAssociationMovesTheMachineAndTakesWhatItHad() {
        InstanceId instance = launch();
        String before = ipOf(instance);
        assertThat(machineAt(instance)).isEqualTo(before);
        Answer allocated = world.ask("AllocateAddress");
        String ip = allocated.text("publicIp");
        String association = associate(allocated.text("allocationId"), instance);
        assertThat(association).startsWith("eipassoc-");
        assertThat(machineAt(instance)).isEqualTo(ip);

        Answer told = world.describe(instance);
        assertThat(told.text(INSTANCE + "ipAddress")).isEqualTo(ip);
        assertThat(told.text(INSTANCE + "networkInterfaceSet/item/association/ipOwnerId"))
                .isEqualTo("111111111111");
        Answer nic = nicOf(instance);
        assertThat(nic.text(NIC + "association/publicIp")).isEqualTo(ip);
        assertThat(nic.text(NIC + "association/ipOwnerId")).isEqualTo("111111111111");
        assertThat(nic.text(NIC + "association/allocationId")).isEqualTo(allocated.text("allocationId"));
        assertThat(nic.text(NIC + "association/associationId")).isEqualTo(association);
        Answer address = world.ask("DescribeAddresses");
        assertThat(address.text(ADDRESS + "instanceId")).isEqualTo(instance.value());
        assertThat(address.text(ADDRESS + "networkInterfaceId")).isEqualTo(nic.text(NIC + "networkInterfaceId"));
        assertThat(address.text(ADDRESS + "privateIpAddress")).isEqualTo(nic.text(NIC + "privateIpAddress"));
        assertThat(address.text(ADDRESS + "associationId")).isEqualTo(association);
        for (String filter : new String[] {"allocation-id", "association-id"}) {
            String value = filter.equals("allocation-id") ? allocated.text("allocationId") : association;
            assertThat(world.ask(
                                    "DescribeInstances",
                                    "Filter.1.Name",
                                    "network-interface.association." + filter,
                                    "Filter.1.Value.1",
                                    value)
                            .text(INSTANCE + "instanceId"))
                    .isEqualTo(instance.value());
        }

        // Once more, and by the interface, it is the same association.
        assertThat(world.ask(
                                "AssociateAddress",
                                "AllocationId",
                                allocated.text("allocationId"),
                                "NetworkInterfaceId",
                                nic.text(NIC + "networkInterfaceId"),
                                "AllowReassociation",
                                "false")
                        .text("associationId"))
                .isEqualTo(association);
        refused(
                ErrorCode.INVALID_IP_ADDRESS_IN_USE,
                () -> world.ask("ReleaseAddress", "AllocationId", allocated.text("allocationId")));
    }

    @Test
    void itStaysThroughStopAndStart() {
        InstanceId instance = launch();
        Answer allocated = world.ask("AllocateAddress");
        String _ = associate(allocated.text("allocationId"), instance);
        var _ = world.ask("StopInstances", "InstanceId.1", instance.value());
        world.settle();
        assertThat(ipOf(instance)).isEqualTo(allocated.text("publicIp"));
        var _ = world.ask("StartInstances", "InstanceId.1", instance.value());
        world.settle();
        assertThat(ipOf(instance)).isEqualTo(allocated.text("publicIp"));
        assertThat(machineAt(instance)).isEqualTo(allocated.text("publicIp"));
    }

    @Test
    void withoutItARunningInstanceGetsAnotherWhereItCameUpWithOne() {
        InstanceId instance = launch();
        Answer allocated = world.ask("AllocateAddress");
        String association = associate(allocated.text("allocationId"), instance);
        var _ = world.ask("DisassociateAddress", "AssociationId", association);
        String after = ipOf(instance);
        assertThat(after).startsWith("127.").isNotEqualTo(allocated.text("publicIp"));
        assertThat(machineAt(instance)).isEqualTo(after);
        refused(
                ErrorCode.INVALID_ASSOCIATION_ID_NOT_FOUND,
                () -> world.ask("DisassociateAddress", "AssociationId", association));

        InstanceId closed = launchClosed();
        assertThat(machineAt(closed)).isEmpty();
        String other = associate(allocated.text("allocationId"), closed);
        assertThat(machineAt(closed)).isEqualTo(allocated.text("publicIp"));
        var _ = world.ask("DisassociateAddress", "AssociationId", other);
        assertThat(world.describe(closed).has(INSTANCE + "ipAddress")).isFalse();
        assertThat(machineAt(closed)).isEmpty();
    }

    @Test
    void anotherInstanceTakesItUnlessThatIsForbidden() {
        InstanceId first = launchClosed();
        InstanceId second = launchClosed();
        Answer one = world.ask("AllocateAddress");
        Answer two = world.ask("AllocateAddress");
        String association = associate(one.text("allocationId"), first);
        assertThatThrownBy(() -> world.ask(
                        "AssociateAddress",
                        "AllocationId",
                        one.text("allocationId"),
                        "InstanceId",
                        second.value(),
                        "AllowReassociation",
                        "false"))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RESOURCE_ALREADY_ASSOCIATED))
                .hasMessageContaining(association);
        assertThat(machineAt(first)).isEqualTo(one.text("publicIp"));

        String _ = associate(one.text("allocationId"), second);
        assertThat(machineAt(first)).isEmpty();
        assertThat(machineAt(second)).isEqualTo(one.text("publicIp"));
        // What the second had goes back to its account.
        String _ = associate(two.text("allocationId"), second);
        assertThat(machineAt(second)).isEqualTo(two.text("publicIp"));
        var _ = world.ask("ReleaseAddress", "AllocationId", one.text("allocationId"));
    }

    @Test
    void terminationDisassociates() {
        InstanceId instance = launch();
        Answer allocated = world.ask("AllocateAddress");
        String _ = associate(allocated.text("allocationId"), instance);
        var _ = world.ask("TerminateInstances", "InstanceId.1", instance.value());
        world.settle();
        Answer told = world.ask("DescribeAddresses");
        assertThat(told.text(ADDRESS + "publicIp")).isEqualTo(allocated.text("publicIp"));
        assertThat(told.has(ADDRESS + "associationId")).isFalse();
        refused(
                ErrorCode.INVALID_INSTANCE_ID_NOT_FOUND,
                () -> associate(allocated.text("allocationId"), new InstanceId("i-0123456789abcdef0")));
        refused(ErrorCode.INVALID_INSTANCE_ID, () -> associate(allocated.text("allocationId"), instance));
        var _ = world.ask("ReleaseAddress", "AllocationId", allocated.text("allocationId"));
    }

    /** The service is killed after the row is written and before the machine hears of it. */
    @Test
    void theRowsAreTheTruthAfterARestart() throws Exception {
        InstanceId first = launchClosed();
        InstanceId second = launchClosed();
        Answer allocated = world.ask("AllocateAddress");
        String _ = associate(allocated.text("allocationId"), first);
        world.machines.loseAddresses();
        String _ = associate(allocated.text("allocationId"), second);
        assertThat(machineAt(first)).isEqualTo(allocated.text("publicIp"));
        world.close();
        world = new ServerWorld(directory, world.machines);
        world.settle();
        assertThat(machineAt(first)).isEmpty();
        assertThat(machineAt(second)).isEqualTo(allocated.text("publicIp"));
    }

    @Test
    void aDryRunChangesNothing() {
        InstanceId instance = launch();
        String before = ipOf(instance);
        Answer allocated = world.ask("AllocateAddress");
        refused(
                ErrorCode.DRY_RUN_OPERATION,
                () -> world.ask(
                        "AssociateAddress",
                        "AllocationId",
                        allocated.text("allocationId"),
                        "InstanceId",
                        instance.value(),
                        "DryRun",
                        "true"));
        assertThat(machineAt(instance)).isEqualTo(before);
        assertThat(world.ask("DescribeAddresses").has(ADDRESS + "associationId"))
                .isFalse();
    }

    @Test
    void whatCannotBeIsRefused() {
        for (int i = 0; i < 5; i++) {
            var _ = world.ask("AllocateAddress");
        }
        refused(ErrorCode.ADDRESS_LIMIT_EXCEEDED, () -> world.ask("AllocateAddress"));
        var _ = world.ask(BOB, "AllocateAddress");
        String id = world.ask("DescribeAddresses").text(ADDRESS + "allocationId");
        InstanceId instance = launch();
        String nic = nicOf(instance).text(NIC + "networkInterfaceId");
        refused(ErrorCode.MISSING_PARAMETER, () -> world.ask("AssociateAddress", "AllocationId", id));
        refused(
                ErrorCode.INVALID_PARAMETER_COMBINATION,
                () -> world.ask(
                        "AssociateAddress",
                        "AllocationId",
                        id,
                        "InstanceId",
                        instance.value(),
                        "NetworkInterfaceId",
                        nic));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> world.ask(
                        "AssociateAddress",
                        "AllocationId",
                        id,
                        "InstanceId",
                        instance.value(),
                        "PrivateIpAddress",
                        "172.31.9.9"));
        refused(ErrorCode.UNSUPPORTED_OPERATION, () -> world.ask("AllocateAddress", "Domain", "standard"));
        refused(ErrorCode.UNSUPPORTED_OPERATION, () -> world.ask("AllocateAddress", "Address", "127.9.9.9"));
        refused(
                ErrorCode.UNSUPPORTED_OPERATION,
                () -> world.ask("AllocateAddress", "PublicIpv4Pool", "ipv4pool-ec2-0123456789abcdef0"));
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                () -> world.ask("AllocateAddress", "NetworkBorderGroup", "us-west-2-lax-1"));
        refused(
                ErrorCode.INVALID_ADDRESS_NOT_FOUND,
                () -> world.ask("ReleaseAddress", "AllocationId", id, "NetworkBorderGroup", "us-east-1"));
        world.machines.holdStarts();
        InstanceId pending = world.submit(world.image());
        refused(ErrorCode.INVALID_INSTANCE_ID, () -> associate(id, pending));
        world.machines.letStart();
        world.settle();
    }

    private InstanceId launch() {
        return world.launch(world.image());
    }

    private InstanceId launchClosed() {
        return world.launch(
                world.image(),
                "NetworkInterface.1.DeviceIndex",
                "0",
                "NetworkInterface.1.AssociatePublicIpAddress",
                "false");
    }

    private String associate(String allocation, InstanceId instance) {
        return world.ask("AssociateAddress", "AllocationId", allocation, "InstanceId", instance.value())
                .text("associationId");
    }

    private String ipOf(InstanceId instance) {
        return world.describe(instance).text(INSTANCE + "ipAddress");
    }

    private Answer nicOf(InstanceId instance) {
        return world.ask(
                "DescribeNetworkInterfaces",
                "Filter.1.Name",
                "attachment.instance-id",
                "Filter.1.Value.1",
                instance.value());
    }

    private String machineAt(InstanceId instance) {
        return Objects.requireNonNull(world.machines.machine(instance))
                .spec()
                .nic()
                .publicIp();
    }

    private static void refused(ErrorCode code, ThrowingCallable asked) {
        assertThatThrownBy(asked)
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
