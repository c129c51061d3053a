package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
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
import software.amazon.awssdk.services.ec2.model.KeyType;

/** Guests in each kind of place, reached by ssh at addresses of theirs; what one writes on an Outpost lies there only. */
@Tag("guest")
class PlacesOfGuestsTest {
    private static final String ACCOUNT = "111122223333";
    private static final String OUTPOST = "arn:aws:outposts:us-east-1:" + ACCOUNT + ":outpost/op-0123456789abcdef0";
    private static final String KEY = "of-places";
    private static final String USUAL = "us-east-1a";
    private static final String LOCAL = "us-east-1-bos-1a";
    private static final String WAVELENGTH = "us-east-1-wl1-bos-wlz-1";
    private static final String MARK = "origami-of-the-hall";

    @TempDir
    private Path directory;

    private RunningService service;
    private Account alice;
    private String image;
    private Path key;

    @BeforeEach
    void open() throws Exception {
        Files.writeString(directory.resolve("places"), """
                zone    us-east-1-bos-1a         blocks boston  addresses 127.61.0.0/16
                zone    us-east-1-wl1-bos-wlz-1  addresses 127.62.0.0/16
                outpost op-0123456789abcdef0     zone us-east-1a  account 111122223333  blocks hall  addresses 127.60.0.0/16
                """);
        service = new RunningService(directory);
        alice = service.newAccount("alice", ACCOUNT);
        RunningService.open(alice, RunningService.SSH);
        image = service.tinyImageWithSsh(alice);
        key = keyPair(KEY);
        optIn("us-east-1-bos-1");
        optIn(WAVELENGTH);
    }

    @AfterEach
    void close() throws Exception {
        service.close();
    }

    @Test
    void eachKindOfPlaceIsLaunchedInAndReachedBySsh() throws Exception {
        Instance usual = launch(
                image,
                subnet("172.31.239.0/28", request -> request.availabilityZone(USUAL)),
                nic -> nic.associatePublicIpAddress(true));
        Instance local = launch(
                image,
                subnet("172.31.240.0/28", request -> request.availabilityZone(LOCAL)),
                nic -> nic.associatePublicIpAddress(true));
        Instance wavelength = launch(
                image,
                subnet("172.31.241.0/28", request -> request.availabilityZone(WAVELENGTH)),
                nic -> nic.associateCarrierIpAddress(true));
        Instance outpost = launch(
                image,
                subnet("172.31.242.0/28", request -> request.outpostArn(OUTPOST)),
                nic -> nic.associatePublicIpAddress(true));

        assertThat(usual.placement().availabilityZone()).isEqualTo(USUAL);
        assertThat(local.placement().availabilityZone()).isEqualTo(LOCAL);
        assertThat(local.publicIpAddress()).startsWith("127.61.");
        assertThat(directory.resolve("boston/volumes")).isNotEmptyDirectory();
        assertThat(wavelength.networkInterfaces().getFirst().association().carrierIp())
                .startsWith("127.62.");
        assertThat(outpost.outpostArn()).isEqualTo(OUTPOST);
        assertThat(outpost.publicIpAddress()).startsWith("127.60.");
        for (Instance one : List.of(usual, local, wavelength, outpost)) {
            assertThat(ssh(one, "cat /run/instance-id")).isEqualTo(one.instanceId());
        }
        assertThat(service.ssh(usual.instanceId(), keyPair("other")).letsIn()).isFalse();
    }

    @Test
    void whatAGuestWritesOnAnOutpostIsInImagesThere() throws Exception {
        String subnet = subnet("172.31.242.0/28", request -> request.outpostArn(OUTPOST));
        Instance there = launch(image, subnet, nic -> nic.associatePublicIpAddress(true));
        var _ = ssh(there, "echo " + MARK + " >/data/mark; sync");
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
        assertThat(ssh(next, "cat /data/mark")).isEqualTo(MARK);
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
                        .keyName(KEY)
                        .networkInterfaces(nic.build()))
                .instances()
                .getFirst()
                .instanceId();
        service.awaitState(alice, id, InstanceStateName.RUNNING);
        return service.instance(alice, id);
    }

    private String ssh(Instance instance, String command) throws Exception {
        return service.ssh(instance.instanceId(), key).await(command, Duration.ofMinutes(3));
    }

    /** A new key pair's private key, in a file. */
    private Path keyPair(String name) throws Exception {
        String material = alice.ec2()
                .createKeyPair(request -> request.keyName(name).keyType(KeyType.ED25519))
                .keyMaterial();
        Path file = Files.createFile(
                directory.resolve(name + ".pem"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, material);
    }
}
