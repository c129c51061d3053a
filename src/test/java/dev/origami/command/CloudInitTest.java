package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.debian.DebianImageForTests;
import dev.origami.debian.DebianRecipe;
import dev.origami.guest.GuestSsh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;

/** The Debians that are built here, booted as servers: cloud-init finds all that it wants, and has nothing to complain of. */
class CloudInitTest {
    /** Emulated, beside other work. */
    private static final Duration BOOT = Duration.ofMinutes(12);

    @TempDir
    private Path directory;

    @Test
    @Tag("debian")
    void debian12() throws Exception {
        assertClean(DebianImageForTests.BASE, "12");
    }

    @Test
    @Tag("long")
    void debian13() throws Exception {
        assertClean(
                new DebianRecipe("trixie", List.of(), DebianImageForTests.BASE.sizeGiB(), DebianRecipe.AMD64), "13");
    }

    private void assertClean(DebianRecipe recipe, String release) throws Exception {
        Path disk = DebianImageForTests.disk(recipe);
        try (RunningService service = new RunningService(directory)) {
            Account alice = service.newAccount("alice");
            RunningService.open(alice, RunningService.SSH);
            String image = RunningService.imported(alice, "debian", disk);
            Path key = Files.createFile(
                    directory.resolve("key.pem"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    key,
                    alice.ec2().createKeyPair(request -> request.keyName("key")).keyMaterial());
            String id = alice.ec2()
                    .runInstances(request -> request.imageId(image)
                            .instanceType("t3.small")
                            .keyName("key")
                            .minCount(1)
                            .maxCount(1))
                    .instances()
                    .getFirst()
                    .instanceId();
            service.awaitState(alice, id, InstanceStateName.RUNNING);
            GuestSsh ssh = service.ssh(id, key).as("debian");
            assertThat(ssh.await("cloud-init status --wait --long", BOOT))
                    .contains("status: done")
                    .contains("DataSourceEc2")
                    .doesNotContainIgnoringCase("error:")
                    .doesNotContain("degraded");
            assertThat(ssh.await("sudo grep -h WARNING /var/log/cloud-init.log || true", BOOT))
                    .isEmpty();
            assertThat(ssh.await(". /etc/os-release; echo $VERSION_ID", BOOT)).isEqualTo(release);
        }
    }
}
