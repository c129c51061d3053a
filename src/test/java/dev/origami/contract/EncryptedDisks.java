package dev.origami.contract;

import dev.origami.account.Caller;
import dev.origami.api.Answer;
import dev.origami.command.WholeService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What tests of encryption do again and again, through the API. */
final class EncryptedDisks {
    /** What no file may hold as it is: every block of a disk of these tests is full of it. */
    static final String MARKER = "a secret of the guest's, in plain words; ";

    private final WholeService service;
    private final Fixtures fixtures;
    private final Path directory;

    EncryptedDisks(ServedTest test) {
        this.service = test.service;
        this.fixtures = test.fixtures;
        this.directory = test.directory;
    }

    /** A new key of Alice's; its ARN. */
    String key() {
        return member(service.kms("CreateKey", "{}"), "Arn");
    }

    /** Lets Bob use a key of Alice's as a launch of a shared image needs it. */
    void grantToBob(String key) {
        var _ = service.kms(
                "CreateGrant",
                "{\"KeyId\":\"" + key + "\",\"GranteePrincipal\":\"" + WholeService.BOB.account()
                        + "\",\"Operations\":[\"Decrypt\",\"DescribeKey\",\"CreateGrant\"]}");
    }

    void disable(String key) {
        var _ = service.kms("DisableKey", "{\"KeyId\":\"" + key + "\"}");
    }

    void enable(String key) {
        var _ = service.kms("EnableKey", "{\"KeyId\":\"" + key + "\"}");
    }

    static String member(String json, String name) {
        Matcher found = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
        if (!found.find()) {
            throw new IllegalStateException(json);
        }
        return found.group(1);
    }

    /** A block full of the marker. */
    static byte[] marked() {
        byte[] word = MARKER.getBytes(StandardCharsets.UTF_8);
        byte[] block = Fixtures.block(0);
        for (int at = 0; at < block.length; at++) {
            block[at] = word[at % word.length];
        }
        return block;
    }

    /** A snapshot of Alice's that is being written: its first block is. */
    String uploading(String members) {
        String id = fixtures.start("{\"VolumeSize\":1" + members + "}");
        fixtures.put(id, 0, marked());
        return id;
    }

    /** A completed snapshot of Alice's under a key of hers. */
    String under(String key) {
        return completed(uploading(",\"Encrypted\":true,\"KmsKeyArn\":\"" + key + "\""));
    }

    /** A completed snapshot of Alice's that is not encrypted. */
    String plain() {
        return completed(uploading(""));
    }

    String completed(String upload) {
        fixtures.complete(upload, 1);
        service.settle();
        return upload;
    }

    /** What a member of a snapshot is. */
    String ofSnapshot(Caller caller, String id, String member) {
        return service.ask(caller, "DescribeSnapshots", "SnapshotId.1", id).text("snapshotSet/item/" + member);
    }

    String ofVolume(String id, String member) {
        return service.ask("DescribeVolumes", "VolumeId.1", id).text("volumeSet/item/" + member);
    }

    /** A volume in Alice's zone, once it is there. */
    String volume(String... members) {
        String id = service.ask("CreateVolume", with(members, "AvailabilityZone", "eu-west-1a"))
                .text("volumeId");
        service.settle();
        return id;
    }

    /** A copy of a snapshot of the region, once it is complete or failed. */
    String copy(Caller caller, String snapshot, String... members) {
        String id = service.ask(
                        caller,
                        "CopySnapshot",
                        with(members, "SourceRegion", "eu-west-1", "SourceSnapshotId", snapshot))
                .text("snapshotId");
        service.settle();
        return id;
    }

    /** An instance of the image, once it runs or is terminated. */
    String launch(Caller caller, String image, String... members) {
        Answer answer = service.ask(
                caller,
                "RunInstances",
                with(members, "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1"));
        service.settle();
        return answer.text("instancesSet/item/instanceId");
    }

    String ofInstance(Caller caller, String id, String member) {
        return service.ask(caller, "DescribeInstances", "InstanceId.1", id)
                .text("reservationSet/item/instancesSet/item/" + member);
    }

    static String[] with(String[] members, String... more) {
        return Stream.concat(Arrays.stream(members), Arrays.stream(more)).toArray(String[]::new);
    }

    /** The first block of a snapshot of Alice's, through EBS direct. */
    byte[] firstBlock(String snapshot) {
        String listed = service.ebs("GET", "/snapshots/" + snapshot + "/blocks", "", Map.of(), new byte[0])
                .body()
                .asUtf8String();
        String token = URLEncoder.encode(member(listed, "BlockToken"), StandardCharsets.UTF_8);
        return service.ebs("GET", "/snapshots/" + snapshot + "/blocks/0", "blockToken=" + token, Map.of(), new byte[0])
                .body()
                .asByteArray();
    }

    /** The files of the data directory that hold the marker as it is. */
    List<Path> filesWithMarker() {
        byte[] word = MARKER.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> holds(file, word))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, byte[] word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .contains(new String(word, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
