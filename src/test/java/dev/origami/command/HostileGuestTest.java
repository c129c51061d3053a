package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.SnapshotState;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** A guest that means harm, a guest beside it, and somebody who uses the API meanwhile. What it takes is printed. */
@Tag("guest")
class HostileGuestTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ASK = "printf 'GET /latest/meta-data/local-ipv4 HTTP/1.0\\r\\n\\r\\n'"
            + " | timeout 20 nc 169.254.169.254 80 2>/dev/null | tail -n 1";
    private static final int FLOODS = 40;
    private static final int IDLE = 1000;
    private static final int HEADER_BYTES = 1024;

    @TempDir
    private Path directory;

    private RunningService service;
    private Account alice;
    private String attacker;
    private String victim;
    private GuestShell attacking;
    private GuestShell suffering;

    @BeforeEach
    void launch() throws Exception {
        service = new RunningService(directory);
        alice = service.newAccount("alice");
        String image = service.tinyImage(alice);
        attacker = service.launch(
                alice,
                image,
                BlockDeviceMapping.builder()
                        .deviceName("/dev/sdf")
                        .ebs(volume -> volume.volumeSize(1).deleteOnTermination(true))
                        .build());
        victim = service.launch(alice, image);
        attacking = service.shell(alice, attacker);
        suffering = service.shell(alice, victim);
    }

    @AfterEach
    void end() throws Exception {
        service.close();
    }

    @Test
    void itHoldsNobodyUpAndReadsNothingThatIsNotItsOwn() throws Exception {
        assertNobodyWaitsForAFlood();
        assertNobodyWaitsForConnectionsThatSayNothing();
        assertAnothersCardGetsNothing();
        assertADiskThatNamesAFileReadsNone();
    }

    private void assertNobodyWaitsForAFlood() throws Exception {
        figures("the API beside guests that are quiet");
        String loop = "touch /run/flood; for n in $(seq 1 " + FLOODS + "); do (while [ -e /run/flood ]; do " + ASK
                + "; done) >/dev/null 2>&1 & done";
        assertThat(attacking.exec(loop)).isEmpty();
        figures("the API beside a guest that asks its metadata from " + FLOODS + " loops");
        long start = System.nanoTime();
        assertThat(suffering.exec(ASK)).isEqualTo(privateIp(victim));
        figure("metadata of the guest beside it, its own part included", System.nanoTime() - start);
        assertThat(attacking.exec("rm /run/flood; " + ASK)).isEqualTo(privateIp(attacker));
    }

    private void assertNobodyWaitsForConnectionsThatSayNothing() throws Exception {
        URI origin = URI.create(alice.clients().url());
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < IDLE; i++) {
                idle.add(new Socket(InetAddress.getLoopbackAddress(), origin.getPort()));
            }
            figures("the API beside " + IDLE + " connections that say nothing");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        // From inside there are at most as many as the relay has children; each of them ends.
        String open = "for n in $(seq 1 150); do (sleep 20 | nc 169.254.169.254 80; sleep 20 | nc 169.254.169.252 80)"
                + " >/dev/null 2>&1 & done";
        assertThat(attacking.exec(open)).isEmpty();
        figures("the API beside a guest with 150 connections that say nothing");
        assertThat(suffering.exec(ASK)).isEqualTo(privateIp(victim));
    }

    /** With the other's address, and the hardware address that its packets have, it is still who it is. */
    private void assertAnothersCardGetsNothing() throws Exception {
        String own = attacking.exec("cat /sys/class/net/eth0/address");
        String others = suffering.exec("cat /sys/class/net/eth0/address");
        String router = attacking.exec("ip route | awk '/default/ {print $3}'");
        String script = String.join(
                "\n",
                "( ip link set eth0 down; ip link set eth0 address " + others + "; ip link set eth0 up",
                "  ip addr flush dev eth0; ip addr add " + privateIp(victim) + "/32 dev eth0",
                "  ip route add " + router + " dev eth0; ip route add default via " + router,
                "  " + ASK.replace("timeout 20", "timeout 5") + " >/run/as-another",
                "  ip link set eth0 down; ip link set eth0 address " + own + "; ip link set eth0 up",
                "  udhcpc -q -n -t 20 -T 1 -i eth0 -s /bin/address; echo over >>/run/tried",
                ") >/dev/null 2>&1 &");
        assertThat(attacking.exec(script)).isEmpty();
        assertThat(suffering.exec(ASK)).isEqualTo(privateIp(victim));
        RunningService.await("its own card back", () -> tried());
        assertThat(attacking.exec("cat /run/as-another")).isEmpty();
        assertThat(attacking.exec(ASK)).isEqualTo(privateIp(attacker));
        assertThat(suffering.exec(ASK)).isEqualTo(privateIp(victim));
    }

    private boolean tried() {
        try {
            return attacking.exec("cat /run/tried 2>/dev/null || true").equals("over");
        } catch (IOException e) {
            return false;
        }
    }

    /** A disk's bytes are a disk's bytes, also those that are a qcow2 header with a file of the host under it. */
    private void assertADiskThatNamesAFileReadsNone() throws Exception {
        Path forged = directory.resolve("forged.qcow2");
        Process made = new ProcessBuilder(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        "raw",
                        "-b",
                        "/etc/hostname",
                        forged.toString(),
                        "64K")
                .start();
        assertThat(made.waitFor()).isZero();
        byte[] header = Arrays.copyOf(Files.readAllBytes(forged), HEADER_BYTES);
        assertThat(new String(header, StandardCharsets.ISO_8859_1))
                .startsWith("QFI\u00fb")
                .contains("/etc/hostname");
        String text = Base64.getEncoder().encodeToString(header);
        assertThat(attacking.exec(
                        "echo " + text + " | base64 -d | dd of=/dev/vdb bs=1024 conv=notrunc 2>/dev/null; sync"))
                .isEmpty();

        String volume = service.instance(alice, attacker).blockDeviceMappings().stream()
                .filter(mapping -> mapping.deviceName().equals("/dev/sdf"))
                .findFirst()
                .orElseThrow()
                .ebs()
                .volumeId();
        String snapshot =
                alice.ec2().createSnapshot(request -> request.volumeId(volume)).snapshotId();
        RunningService.await(
                "the snapshot",
                () -> alice.ec2()
                                .describeSnapshots(request -> request.snapshotIds(snapshot))
                                .snapshots()
                                .getFirst()
                                .state()
                        == SnapshotState.COMPLETED);
        String zone = service.instance(alice, victim).placement().availabilityZone();
        String copy = alice.ec2()
                .createVolume(request -> request.snapshotId(snapshot).availabilityZone(zone))
                .volumeId();
        RunningService.await("the volume", () -> volume(copy).state() == VolumeState.AVAILABLE);
        var _ = alice.ec2()
                .attachVolume(
                        request -> request.volumeId(copy).instanceId(victim).device("/dev/sdf"));
        RunningService.await(
                "the volume in the guest",
                () -> !volume(copy).attachments().isEmpty()
                        && volume(copy).attachments().getFirst().state() == VolumeAttachmentState.ATTACHED);
        String read = "until [ -e /dev/vdb ]; do usleep 100000; done; cat /sys/block/vdb/size;"
                + " dd if=/dev/vdb bs=1024 count=1 2>/dev/null | base64 -w 0";
        assertThat(suffering.exec(read, PATIENCE)).isEqualTo((1 << 21) + "\n" + text);
    }

    private software.amazon.awssdk.services.ec2.model.Volume volume(String id) {
        return alice.ec2()
                .describeVolumes(request -> request.volumeIds(id))
                .volumes()
                .getFirst();
    }

    private String privateIp(String instance) {
        return service.instance(alice, instance).privateIpAddress();
    }

    /** Prints how long the API takes to answer. */
    private void figures(String beside) {
        long[] nanos = IntStream.range(0, 50)
                .mapToLong(_ -> {
                    long start = System.nanoTime();
                    assertThat(alice.ec2()
                                    .describeInstances(request -> request.instanceIds(victim))
                                    .reservations())
                            .hasSize(1);
                    return System.nanoTime() - start;
                })
                .sorted()
                .toArray();
        figure(beside + ", median of 50", nanos[nanos.length / 2]);
        figure(beside + ", the slowest", nanos[nanos.length - 1]);
    }

    private static void figure(String what, long nanos) {
        System.out.printf(Locale.ROOT, "%s: %.1f ms%n", what, nanos / 1e6);
    }
}
