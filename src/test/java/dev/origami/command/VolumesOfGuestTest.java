package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.ReplaceRootVolumeTaskState;
import software.amazon.awssdk.services.ec2.model.VolumeAttachmentState;
import software.amazon.awssdk.services.ec2.model.VolumeModificationState;
import software.amazon.awssdk.services.ec2.model.VolumeState;

/** What becomes of the volumes of running guests, as the guests see it. */
@Tag("guest")
class VolumesOfGuestTest {
    private static final String BOOT_ID = "cat /proc/sys/kernel/random/boot_id";
    private static final String SECTORS = "cat /sys/block/vda/size";
    private static final long SECTORS_PER_GIB = (1L << 30) / 512;
    /** In the second GiB. */
    private static final long BEYOND = SECTORS_PER_GIB + 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void aDiskGrowsUnderARunningGuestAndItsImageHasAllOfIt() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            String instance = service.launch(alice, service.tinyImage(alice));
            GuestShell guest = service.shell(alice, instance);
            String boot = guest.exec(BOOT_ID);
            assertThat(guest.exec(SECTORS)).isEqualTo(Long.toString(SECTORS_PER_GIB));
            var _ = guest.exec("echo origami-before >/data/before; sync");
            String root = root(service, alice, instance);

            var _ = alice.ec2().modifyVolume(request -> request.volumeId(root).size(2));
            RunningService.await(
                    root + " has grown",
                    () -> alice.ec2()
                                    .describeVolumesModifications(request -> request.volumeIds(root))
                                    .volumesModifications()
                                    .getFirst()
                                    .modificationState()
                            == VolumeModificationState.COMPLETED);

            assertThat(guest.exec(SECTORS)).isEqualTo(Long.toString(2 * SECTORS_PER_GIB));
            assertThat(guest.exec(read(BEYOND) + " | tr -d '\\0' | wc -c")).isEqualTo("0");
            var _ = guest.exec(
                    "printf origami-beyond | dd of=/dev/vda bs=512 seek=" + BEYOND + " conv=notrunc 2>/dev/null; sync");
            assertThat(guest.exec(BOOT_ID)).isEqualTo(boot);

            String id = alice.ec2()
                    .createImage(request ->
                            request.instanceId(instance).name("grown").noReboot(true))
                    .imageId();
            Image grown = service.available(alice.ec2(), id);
            assertThat(grown.blockDeviceMappings().getFirst().ebs().volumeSize())
                    .isEqualTo(2);
            service.stop(alice, instance);

            GuestShell next = service.shell(alice, service.launch(alice, grown.imageId()));
            assertThat(next.exec(SECTORS)).isEqualTo(Long.toString(2 * SECTORS_PER_GIB));
            assertThat(next.exec("cat /data/before")).isEqualTo("origami-before");
            assertThat(next.exec(read(BEYOND) + " | head -c 14")).isEqualTo("origami-beyond");
        }
    }

    @Test
    void aReplacedRootIsAsAtTheLaunchAndTheOldOneHasWhatWasWritten() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            String instance = service.launch(alice, service.tinyImage(alice));
            GuestShell guest = service.shell(alice, instance);
            String boot = guest.exec(BOOT_ID);
            var _ = guest.exec("echo origami-written >/data/written; sync");
            String old = root(service, alice, instance);

            String task = alice.ec2()
                    .createReplaceRootVolumeTask(request -> request.instanceId(instance))
                    .replaceRootVolumeTask()
                    .replaceRootVolumeTaskId();
            RunningService.await(
                    task + " has succeeded",
                    () -> alice.ec2()
                                    .describeReplaceRootVolumeTasks(request -> request.replaceRootVolumeTaskIds(task))
                                    .replaceRootVolumeTasks()
                                    .getFirst()
                                    .taskState()
                            == ReplaceRootVolumeTaskState.SUCCEEDED);

            GuestShell again = service.shell(alice, instance);
            assertThat(again.exec(BOOT_ID)).isNotEqualTo(boot);
            assertThat(again.exec("ls /data")).doesNotContain("written");
            assertThat(root(service, alice, instance)).isNotEqualTo(old);
            assertThat(volume(alice, old).state()).isEqualTo(VolumeState.AVAILABLE);

            var _ = alice.ec2()
                    .attachVolume(request ->
                            request.volumeId(old).instanceId(instance).device("/dev/sdf"));
            RunningService.await(
                    old + " is attached",
                    () -> volume(alice, old).attachments().getFirst().state() == VolumeAttachmentState.ATTACHED);
            var _ = again.exec("n=0; until [ -e /dev/vdb2 ] || [ $n = 50 ]; do n=$((n+1)); usleep 100000; done;"
                    + " mkdir /run/old; mount -t ext2 /dev/vdb2 /run/old");
            assertThat(again.exec("cat /run/old/written")).isEqualTo("origami-written");
        }
    }

    private static String read(long sector) {
        return "dd if=/dev/vda bs=512 skip=" + sector + " count=1 2>/dev/null";
    }

    private static String root(RunningService service, Account account, String instance) {
        return service.instance(account, instance)
                .blockDeviceMappings()
                .getFirst()
                .ebs()
                .volumeId();
    }

    private static software.amazon.awssdk.services.ec2.model.Volume volume(Account account, String id) {
        return account.ec2()
                .describeVolumes(request -> request.volumeIds(id))
                .volumes()
                .getFirst();
    }
}
