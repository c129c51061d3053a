package dev.origami.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.RunningService.Account;
import dev.origami.guest.GuestShell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Image;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.LaunchPermission;
import software.amazon.awssdk.services.ec2.model.Volume;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.GrantOperation;

/** An encrypted image goes to another account: its guest boots there, under a key of that account's own. */
@Tag("guest")
class EncryptedImageTest {
    private static final String MARKER = "what the guest wrote, in plain words";

    @TempDir
    private Path directory;

    @Test
    void aSharedEncryptedImageBootsForWhoHasAGrant() throws Exception {
        try (RunningService service = new RunningService(directory)) {
            Account owner = service.newAccount("owner");
            Account friend = service.newAccount("friend");
            String key;
            try (KmsClient kms = kms(owner)) {
                key = kms.createKey(request -> request.description("of the image"))
                        .keyMetadata()
                        .arn();
                var _ = kms.createGrant(request -> request.keyId(key)
                        .granteePrincipal(friend.id())
                        .operations(GrantOperation.DECRYPT, GrantOperation.DESCRIBE_KEY));
            }
            Image encrypted = encrypted(service, owner, service.tinyImage(owner), key);
            var _ = owner.ec2()
                    .modifyImageAttribute(request -> request.imageId(encrypted.imageId())
                            .launchPermission(change -> change.add(LaunchPermission.builder()
                                    .userId(friend.id())
                                    .build())));

            String server = service.launch(friend, encrypted.imageId());

            Volume root = friend.ec2()
                    .describeVolumes(request -> request.filters(Filter.builder()
                            .name("attachment.instance-id")
                            .values(server)
                            .build()))
                    .volumes()
                    .getFirst();
            assertThat(root.encrypted()).isTrue();
            assertThat(root.kmsKeyId()).contains(friend.id());
            GuestShell guest = service.shell(friend, server);
            var _ = guest.exec("i=0; while [ $i -lt 2000 ]; do echo '" + MARKER
                    + "'; i=$((i+1)); done | dd of=/dev/vda bs=4096 seek=12000 conv=notrunc 2>/dev/null; sync");
            String snapshot = friend.ec2()
                    .createSnapshot(request -> request.volumeId(root.volumeId()))
                    .snapshotId();
            RunningService.await(
                    "the snapshot",
                    () -> friend.ec2()
                            .describeSnapshots(request -> request.snapshotIds(snapshot))
                            .snapshots()
                            .getFirst()
                            .progress()
                            .equals("100%"));
            assertThat(filesWithMarker()).isEmpty();

            try (KmsClient kms = kms(owner)) {
                var _ = kms.disableKey(request -> request.keyId(key));
            }
            service.stop(friend, server);
            var _ = friend.ec2().startInstances(request -> request.instanceIds(server));
            service.awaitState(friend, server, InstanceStateName.RUNNING);
        }
    }

    private static Image encrypted(RunningService service, Account owner, String image, String key) throws Exception {
        String copy = owner.ec2()
                .copyImage(request -> request.sourceImageId(image)
                        .sourceRegion("us-east-1")
                        .name("encrypted")
                        .encrypted(true)
                        .kmsKeyId(key))
                .imageId();
        return service.available(owner.ec2(), copy);
    }

    private static KmsClient kms(Account account) {
        Clients clients = account.clients();
        return KmsClient.builder()
                .endpointOverride(URI.create(clients.url()))
                .region(Region.of(clients.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(clients.accessKeyId(), clients.secretAccessKey())))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    /** Of the block store, its caches and the volumes. */
    private List<Path> filesWithMarker() throws Exception {
        List<Path> found = new ArrayList<>();
        for (String part : List.of("blocks", "caches", "volumes")) {
            try (Stream<Path> files = Files.walk(directory.resolve(part))) {
                found.addAll(files.filter(Files::isRegularFile)
                        .filter(EncryptedImageTest::holdsMarker)
                        .toList());
            }
        }
        return found;
    }

    private static boolean holdsMarker(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARKER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
