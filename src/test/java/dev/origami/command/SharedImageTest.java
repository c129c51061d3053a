package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import dev.origami.guest.TinyGuest;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.ebs.EbsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;

/** Images that go to other accounts and other regions, and what stays when they are taken back. */
@Tag("guest")
class SharedImageTest {
    private static final String NOT_FOUND = "InvalidAMIID.NotFound";
    private static final String ELSEWHERE = "eu-west-1";

    @TempDir
    private Path directory;

    @Test
    void anImageIsForThoseItIsSharedWithAndTheirServersOutliveTheSharing() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account owner = service.newAccount("owner");
            Account friend = service.newAccount("friend");
            Account stranger = service.newAccount("stranger");
            String image = service.tinyImage(owner);
            var _ = owner.ec2()
                    .modifyImageAttribute(
                            request -> request.imageId(image).launchPermission(change -> change.add(to(friend))));

            String server = service.launch(friend, image);
            refused(NOT_FOUND, () -> stranger.ec2().describeImages(request -> request.imageIds(image)));
            notAuthorized(() -> service.launch(stranger, image));
            refused(NOT_FOUND, () -> copy(stranger.ec2(), image));

            var _ = owner.ec2()
                    .modifyImageAttribute(
                            request -> request.imageId(image).launchPermission(change -> change.remove(to(friend))));
            notAuthorized(() -> service.launch(friend, image));
            service.stop(friend, server);
            var _ = friend.ec2().startInstances(request -> request.instanceIds(server));
            service.awaitState(friend, server, InstanceStateName.RUNNING);
        }
    }

    @Test
    void aCopyInAnotherRegionAndAServerOutliveTheImageAndItsSnapshots() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account owner = service.newAccount("owner");
            String image = service.tinyImage(owner);
            String server = service.launch(owner, image);
            Clients elsewhere = owner.clients().in(ELSEWHERE);
            try (Ec2Client ec2 = elsewhere.ec2();
                    EbsClient ebs = elsewhere.ebs()) {
                Image copied = service.available(ec2, copy(ec2, image));
                var _ = owner.ec2()
                        .deregisterImage(request -> request.imageId(image).deleteAssociatedSnapshots(true));
                assertThat(owner.ec2()
                                .describeSnapshots(request -> request.ownerIds("self"))
                                .snapshots())
                        .isEmpty();
                var _ = service.operator().call("blocks.collect", Operator.arguments());

                byte[] disk = Files.readAllBytes(TinyGuest.disk());
                assertThat(service.volume(copied, ebs, "/dev/xvda", disk.length))
                        .isEqualTo(disk);
            }
            refused("InvalidAMIID.Unavailable", () -> service.launch(owner, image));
            // It boots, and so reads what it had not read when the image went.
            GuestShell guest = service.shell(owner, server);
            assertThat(guest.exec("dd if=/dev/vda of=/dev/null bs=1M count=64 2>/dev/null && echo sound"))
                    .isEqualTo("sound");
        }
    }

    private static LaunchPermission to(Account account) {
        return LaunchPermission.builder().userId(account.id()).build();
    }

    private static String copy(Ec2Client ec2, String image) {
        return ec2.copyImage(request ->
                        request.sourceImageId(image).sourceRegion("us-east-1").name("copy"))
                .imageId();
    }

    private static void refused(String code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode())
                                .as(e.toString())
                                .isEqualTo(code));
    }

    /** AuthFailure: of an answer with the status 401, the JDK's HTTP client keeps the body to itself. */
    private static void notAuthorized(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Ec2Exception.class, e -> assertThat(e.statusCode()).isEqualTo(401));
    }
}
