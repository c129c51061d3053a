package dev.origami.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.origami.config.DebianLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("debian")
class DebianDiskTest {
    /** Emulated, beside other work; alone it takes a third of this. */
    private static final Duration BOOT = Duration.ofMinutes(5);

    private static final Duration HOT_PLUG = Duration.ofMinutes(1);
    private static final String VOLUME = "vol0123456789abcdef0";
    /** A line of tmpfiles.d, so %% is %: tells on the serial line of each disk that comes, and by which names it goes. */
    private static final String TELL_OF_DISKS =
            "f+ /run/udev/rules.d/99-tell.rules - - - - KERNEL==\"vd[b-z]\",RUN+=\"/bin/sh -c 'echo DISK %%k $env{DEVLINKS} END >/dev/ttyS0'\"";

    @TempDir
    Path directory;

    @Test
    void bootsGrowsAndFindsVolumesByTheirDeviceNames() throws Exception {
        Path disk = DebianImageForTests.disk();
        Path overlay = directory.resolve("overlay.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", disk.toString(), overlay.toString(), "5G");
        try (BootedDisk machine = new BootedDisk(overlay, "afz", TELL_OF_DISKS, directory)) {
            machine.await("GROWROOT: CHANGED: partition=1", BOOT);
            machine.await("EXT4-fs (vda1): resized filesystem to", BOOT);
            machine.await("login: ", BOOT);

            assertThat(machine.control(
                            "{'execute':'blockdev-add','arguments':{'driver':'null-co','node-name':'v','size':1073741824}}",
                            "{'execute':'device_add','arguments':{'driver':'virtio-blk-pci','id':'d','drive':'v','bus':'f','serial':'"
                                    + VOLUME + "'}}"))
                    .allMatch(reply -> reply.contains("\"return\""));
            assertThat(machine.awaitLine("DISK vdb ", HOT_PLUG))
                    .contains("/dev/sdf", "/dev/xvdf", "/dev/disk/by-id/virtio-" + VOLUME);
        }
    }

    @Test
    @Tag("long")
    void of32BitsBoots() throws Exception {
        DebianRecipe recipe = DebianRecipe.bookworm(DebianLimits.defaults().smallestDiskGiB(), List.of(), "i386");
        Path disk = DebianImageForTests.disk(recipe);
        Path overlay = directory.resolve("overlay.qcow2");
        run("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", disk.toString(), overlay.toString());
        try (BootedDisk machine = new BootedDisk(overlay, "a", TELL_OF_DISKS, directory)) {
            machine.await("login: ", BOOT);
        }
        assertThat(new FileSystemOnDisk(disk).list("/boot")).anyMatch(name -> name.endsWith("-686-pae"));
    }

    @Test
    void holdsNoIdentityAndNoSourceOfSettings() throws Exception {
        FileSystemOnDisk files = new FileSystemOnDisk(DebianImageForTests.disk());

        assertThat(files.list("/etc/ssh")).contains("sshd_config").noneMatch(name -> name.startsWith("ssh_host"));
        assertThat(files.text("/etc/machine-id")).isEmpty();
        assertThat(files.list("/etc")).doesNotContain("hostname");
        assertThat(files.list("/var/lib/apt/lists")).containsExactly("partial");
        assertThat(files.list("/var/cache/apt/archives")).containsExactly("partial");
        assertThat(files.list("/var/lib/cloud")).isEmpty();
        for (String name : files.list("/etc/cloud/cloud.cfg.d")) {
            assertThat(files.text("/etc/cloud/cloud.cfg.d/" + name)).doesNotContainPattern("(?m)^datasource");
        }
        for (String file : DebianBase.FILES) {
            assertThat(files.text(file)).isNotEmpty().doesNotContainIgnoringCase("origami");
        }
        assertThat(files.usedMiB()).isLessThan(900);
    }

    @Test
    void anOrdinaryUserBuildsADiskWithTheSameOwners() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can make a user for this test");
        String user = "disk-test-" + ProcessHandle.current().pid();
        run("useradd", "--create-home", "--shell", "/bin/sh", user);
        try {
            Path home = Path.of("/home", user);
            run("chmod", "700", home.toString());
            Path classes = home.resolve("classes");
            run("cp", "-r", place(DebianDisk.class), classes.toString());
            run("cp", "-r", place(DebianDiskTest.class) + "/.", classes.toString());
            // The packages that the first build fetched, so that this test fetches nothing.
            Files.createDirectories(home.resolve("cache"));
            DebianImageForTests.disk();
            run("cp", "-r", DebianImageForTests.cacheDirectory() + "/debian-packages", home + "/cache/");
            run("chown", "-R", user + ":" + user, home.toString());
            Path disk = home.resolve("disk.raw");
            String java = System.getProperty("java.home") + "/bin/java";
            run(
                    "runuser",
                    "-u",
                    user,
                    "--",
                    java,
                    "-cp",
                    classes.toString(),
                    "dev.origami.debian.BuildDebianDisk",
                    disk.toString(),
                    home.resolve("cache").toString());

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(disk)))
                    .isEqualTo("rw-r--r--");
            FileSystemOnDisk byUser = new FileSystemOnDisk(disk);
            FileSystemOnDisk byRoot = new FileSystemOnDisk(DebianImageForTests.disk());
            byUser.check();
            for (String directoryName : List.of("/", "/etc", "/usr/bin", "/var", "/etc/systemd/system", "/boot")) {
                assertThat(byUser.modesAndOwners(directoryName)).isEqualTo(byRoot.modesAndOwners(directoryName));
            }
            assertThat(byUser.attributes("/usr/bin/ping"))
                    .contains("security.capability")
                    .isEqualTo(byRoot.attributes("/usr/bin/ping"));
        } finally {
            run("userdel", "--remove", user);
        }
    }

    private static String place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
        return output;
    }
}
