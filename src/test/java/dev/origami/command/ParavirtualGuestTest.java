package dev.origami.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.command.RunningService.Account;
import dev.origami.filesystem.Disk;
import dev.origami.filesystem.DiskFiles;
import dev.origami.guest.GuestShell;
import dev.origami.guest.TinyGuest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** Guests that start without firmware and boot loader, by PV-GRUB and by a kernel that is given. */
@Tag("guest")
class ParavirtualGuestTest {
    private static final String ARGUMENTS = "cat /proc/cmdline";
    private static final String BOOT = "mkdir -p /run/boot; mount -t ext2 /dev/vda1 /run/boot; cd /run/boot/grub; ";
    private static final String DONE = "; cd /; umount /run/boot; sync";

    @TempDir
    private Path directory;

    @Test
    void pvGrubStartsWhatTheMenuNamesAtEachStart() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            String image = registered(alice, snapshot(alice, service.tinyImage(alice)), pvGrub(alice), null);
            String instance = launch(service, alice, image);
            GuestShell guest = service.shell(alice, instance);
            assertThat(guest.exec(ARGUMENTS)).endsWith("by=menu");
            assertThat(guest.exec("cat /sys/class/dmi/id/sys_vendor")).isEqualTo("Amazon EC2");
            assertThat(service.instance(alice, instance).kernelId()).isEqualTo(pvGrub(alice));

            // The guest reboots by itself, and starts what its menu names then.
            String _ = guest.exec(BOOT + "sed -i s/by=menu/by=itself/ menu.lst" + DONE);
            String _ = guest.exec("(sleep 1; reboot -f) >/dev/null 2>&1 &");
            awaitArguments(service, alice, instance, "by=itself");

            // So does the image that is made of it.
            Image made = service.available(
                    alice.ec2(),
                    alice.ec2()
                            .createImage(request ->
                                    request.instanceId(instance).name("made").noReboot(true))
                            .imageId());
            assertThat(made.virtualizationTypeAsString()).isEqualTo("paravirtual");
            assertThat(made.kernelId()).isEqualTo(pvGrub(alice));
            String next = launch(service, alice, made.imageId());
            awaitArguments(service, alice, next, "by=itself");
            service.stop(alice, next);

            // Without a menu it runs, and its console says why nothing else does.
            String _ = service.shell(alice, instance).exec(BOOT + "rm menu.lst" + DONE);
            var _ = alice.ec2().rebootInstances(request -> request.instanceIds(instance));
            awaitConsole(alice, instance, "no menu.lst was found");
            assertThat(service.instance(alice, instance).state().name()).isEqualTo(InstanceStateName.RUNNING);
        }
    }

    @Test
    void aGivenKernelAndRamDiskStart() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            String disk = snapshot(alice, service.tinyImage(alice));
            String kernel = imported("kernel", tinyFile("/vmlinuz"));
            assertThatThrownBy(() -> registered(alice, disk, kernel, null)).hasMessageContaining("virtio");
            String ramDisk = imported("ramdisk", tinyFile("/initrd"));
            String instance = launch(service, alice, registered(alice, disk, kernel, ramDisk));
            GuestShell guest = service.shell(alice, instance);
            assertThat(guest.exec(ARGUMENTS)).isEqualTo("root=/dev/vda1 ro console=hvc0 console=ttyS0");

            service.stop(alice, instance);
            var _ = alice.ec2()
                    .modifyInstanceAttribute(request ->
                            request.instanceId(instance).ramdisk(text("")).kernel(text(pvGrub(alice))));
            var _ = alice.ec2().startInstances(request -> request.instanceIds(instance));
            service.awaitState(alice, instance, InstanceStateName.RUNNING);
            awaitArguments(service, alice, instance, "by=menu");

            assertThatThrownBy(() -> imported("kernel", "no kernel".getBytes(ISO_8859_1)))
                    .hasMessageContaining("no Linux kernel");
        }
    }

    private static AttributeValue text(String value) {
        return AttributeValue.builder().value(value).build();
    }

    private static String pvGrub(Account account) {
        List<Image> found = account.ec2()
                .describeImages(request -> request.owners("amazon")
                        .filters(
                                Filter.builder()
                                        .name("name")
                                        .values("pv-grub-hd0_*")
                                        .build(),
                                Filter.builder()
                                        .name("image-type")
                                        .values("kernel")
                                        .build(),
                                Filter.builder()
                                        .name("architecture")
                                        .values("x86_64")
                                        .build()))
                .images();
        assertThat(found).hasSize(1);
        return found.getFirst().imageId();
    }

    private static String snapshot(Account account, String image) {
        return RunningService.image(account.ec2(), image)
                .blockDeviceMappings()
                .getFirst()
                .ebs()
                .snapshotId();
    }

    private static String registered(Account account, String snapshot, String kernel, @Nullable String ramDisk) {
        return account.ec2()
                .registerImage(request -> request.name("pv-" + System.nanoTime())
                        .architecture("x86_64")
                        .virtualizationType("paravirtual")
                        .kernelId(kernel)
                        .ramdiskId(ramDisk)
                        .rootDeviceName("/dev/sda1")
                        .blockDeviceMappings(BlockDeviceMapping.builder()
                                .deviceName("/dev/sda1")
                                .ebs(volume -> volume.snapshotId(snapshot).deleteOnTermination(true))
                                .build()))
                .imageId();
    }

    private static String launch(RunningService service, Account account, String image) throws Exception {
        String id = account.ec2()
                .runInstances(request -> request.imageId(image)
                        .instanceType("t1.micro")
                        .minCount(1)
                        .maxCount(1))
                .instances()
                .getFirst()
                .instanceId();
        service.awaitState(account, id, InstanceStateName.RUNNING);
        return id;
    }

    private static void awaitArguments(RunningService service, Account account, String instance, String wanted)
            throws Exception {
        GuestShell guest = service.shell(account, instance);
        RunningService.await(wanted, () -> {
            try {
                return guest.exec(ARGUMENTS).endsWith(wanted);
            } catch (IOException e) {
                return false;
            }
        });
    }

    private static void awaitConsole(Account account, String instance, String wanted) throws InterruptedException {
        RunningService.await(wanted, () -> {
            String output = account.ec2()
                    .getConsoleOutput(request -> request.instanceId(instance))
                    .output();
            return output != null && new String(Base64.getDecoder().decode(output), ISO_8859_1).contains(wanted);
        });
    }

    /** A kernel or RAM disk of Alice's, by the command that makes one. */
    private String imported(String type, byte[] file) throws Exception {
        Path path = Files.write(directory.resolve("tiny-" + type), file);
        java.io.StringWriter out = new java.io.StringWriter();
        java.io.StringWriter err = new java.io.StringWriter();
        var line = new picocli.CommandLine(new ImportCommand());
        line.setOut(new java.io.PrintWriter(out));
        line.setErr(new java.io.PrintWriter(err));
        line.setExecutionExceptionHandler((e, _, _) -> {
            err.write(String.valueOf(e.getMessage()));
            return 1;
        });
        int code = line.execute(
                path.toString(),
                "--type",
                type,
                "--name",
                "tiny-" + type,
                "--account",
                "alice",
                "--data-dir",
                directory.toString());
        if (code != 0) {
            throw new IOException(err.toString());
        }
        return out.toString().strip();
    }

    private static byte[] tinyFile(String path) throws Exception {
        try (FileChannel file = FileChannel.open(TinyGuest.disk())) {
            long size = file.size();
            DiskFiles files = DiskFiles.of(new Disk() {
                @Override
                public long sizeBytes() {
                    return size;
                }

                @Override
                public void read(long offset, ByteBuffer into) throws IOException {
                    long at = offset;
                    while (into.hasRemaining()) {
                        at += file.read(into, at);
                    }
                }
            });
            return files.read(0, path, 64 << 20).orElseThrow();
        }
    }
}
