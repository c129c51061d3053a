package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.CreateSubnetRequest;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** Guests in each kind of place, reached at the addresses of theirs; what one writes on an Outpost lies there only. */
@Tag("guest")
class PlacesOfGuestsTest {
    private static final String ACCOUNT = "111122223333";
    private static final String OUTPOST = "arn:aws:outposts:us-east-1:" + ACCOUNT + ":outpost/op-0123456789abcdef0";
    private static final String LOCAL = "us-east-1-bos-1a";
    private static final String WAVELENGTH = "us-east-1-wl1-bos-wlz-1";
    private static final String MARK = "origami-of-the-hall";

    @TempDir
    private Path directory;

    private RunningService service;
    private Account alice;
    private String image;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(directory.resolve("places"), """
                zone    us-east-1-bos-1a         blocks boston  addresses 127.61.0.0/16
                zone    us-east-1-wl1-bos-wlz-1  addresses 127.62.0.0/16
                outpost op-0123456789abcdef0     zone us-east-1a  account 111122223333  blocks hall  addresses 127.60.0.0/16
                """);
        service = new RunningService(directory);
        alice = service.newAccount("alice", ACCOUNT);
        image = service.tinyImage(alice);
        optIn("us-east-1-bos-1");
        optIn(WAVELENGTH);
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    @Test
    void eachKindOfPlaceIsLaunchedInAndReached() throws Exception {
        Instance local = launch(
                image,
                subnet("172.31.240.0/28", request -> request.availabilityZone(LOCAL)),
                nic -> nic.associatePublicIpAddress(true));
        assertThat(local.publicIpAddress()).startsWith("127.61.");
        assertThat(local.placement().availabilityZone()).isEqualTo(LOCAL);
        assertThat(shell(local).exec("echo here")).isEqualTo("here");
        assertThat(directory.resolve("boston/volumes")).isNotEmptyDirectory();

        Instance wavelength = launch(
                image,
                subnet("172.31.241.0/28", request -> request.availabilityZone(WAVELENGTH)),
                nic -> nic.associateCarrierIpAddress(true));
        assertThat(wavelength.networkInterfaces().getFirst().association().carrierIp())
                .startsWith("127.62.");
        assertThat(shell(wavelength).exec("echo here")).isEqualTo("here");
    }

    @Test
    void whatAGuestWritesOnAnOutpostIsInImagesThere() throws Exception {
        String subnet = subnet("172.31.242.0/28", request -> request.outpostArn(OUTPOST));
        Instance there = launch(image, subnet, nic -> nic.associatePublicIpAddress(true));
        assertThat(there.publicIpAddress()).startsWith("127.60.");
        assertThat(there.outpostArn()).isEqualTo(OUTPOST);
        var _ = shell(there).exec("echo " + MARK + " >/data/mark; sync");
        anImageOfItIsLaunchedThere(there, subnet);
    }

    private void anImageOfItIsLaunchedThere(Instance there, String subnet) throws Exception {
        String made = alice.ec2()
                .createImage(request -> request.instanceId(there.instanceId())
                        .name("of the hall")
                        .noReboot(true))
                .imageId();
        Image local = service.available(alice.ec2(), made);
        assertThat(directory.resolve("hall/blocks/packs")).isNotEmptyDirectory();
        Instance next = launch(local.imageId(), subnet, nic -> nic.associatePublicIpAddress(true));
        assertThat(shell(next).exec("cat /data/mark")).isEqualTo(MARK);
        assertThat(directory.resolve("hall/caches")).isNotEmptyDirectory();
    }

    private void optIn(String group) {
        var _ = alice.ec2()
                .modifyAvailabilityZoneGroup(request -> request.groupName(group).optInStatus("opted-in"));
    }

    private String subnet(String range, Consumer<CreateSubnetRequest.Builder> place) {
        String vpc = alice.ec2().describeVpcs().vpcs().getFirst().vpcId();
        return alice.ec2()
                .createSubnet(request -> place.accept(request.vpcId(vpc).cidrBlock(range)))
                .subnet()
                .subnetId();
    }

    private Instance launch(String of, String subnet, Consumer<InstanceNetworkInterfaceSpecification.Builder> address)
            throws Exception {
        InstanceNetworkInterfaceSpecification.Builder nic =
                InstanceNetworkInterfaceSpecification.builder().deviceIndex(0).subnetId(subnet);
        address.accept(nic);
        String id = alice.ec2()
                .runInstances(request -> request.imageId(of)
                        .instanceType("t3.nano")
                        .minCount(1)
                        .maxCount(1)
                        .networkInterfaces(nic.build()))
                .instances()
                .getFirst()
                .instanceId();
        service.awaitState(alice, id, InstanceStateName.RUNNING);
        return service.instance(alice, id);
    }

    private GuestShell shell(Instance instance) throws Exception {
        return service.shell(alice, instance.instanceId());
    }
}
