package dev.origami.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.command.WholeService;
import dev.origami.id.InstanceId;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guest reads of itself (source sections 11.1, 11.2), asked at its socket as the guest's network does. */
class MetadataServerTest {
    private static final String KEY =
            "ssh-ed25519" + " AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f test";
    private static final String TTL = "X-aws-ec2-metadata-token-ttl-seconds: ";

    @TempDir
    private Path directory;

    private WholeService service;
    private MetadataServer metadata;
    private Path socket;
    private String instance;

    @BeforeEach
    void open() throws Exception {
        service = new WholeService(directory);
        metadata = service.metadata(Files.createDirectory(directory.resolve("m")));
        var _ = service.ask(
                "ImportKeyPair",
                "KeyName",
                "mine",
                "PublicKeyMaterial",
                java.util.Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8)));
        instance = launch("KeyName", "mine", "UserData", "aGVsbG8=");
        socket = metadata.open(new InstanceId(instance));
    }

    @AfterEach
    void close() throws Exception {
        metadata.close();
        service.close();
    }

    private String launch(String... more) {
        String snapshot = service.emptySnapshot();
        String image = service.registered(WholeService.ALICE, "image of " + more.length, "x86_64", snapshot);
        String[] members = java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(
                                "ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1"),
                        java.util.stream.Stream.of(more))
                .toArray(String[]::new);
        String id = service.ask("RunInstances", members).text("instancesSet/item/instanceId");
        service.settle();
        return id;
    }

    /** An answer: its status, and its body. */
    private record Reply(int status, String body) {}

    private static Reply ask(Path socket, String method, String path, String... headers) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
            String head = method + " " + path + " HTTP/1.1\r\nHost: 169.254.169.254\r\nConnection: close\r\n";
            for (String header : headers) {
                head += header + "\r\n";
            }
            Channels.newOutputStream(channel).write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
            String all = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            String[] parts = all.split("\r\n\r\n", 2);
            return new Reply(Integer.parseInt(all.split(" ", 3)[1]), parts.length == 2 ? parts[1] : "");
        }
    }

    private String get(String path) throws IOException {
        Reply reply = ask(socket, "GET", path);
        assertThat(reply.status()).as(path).isEqualTo(200);
        return reply.body();
    }

    private void absent(String path) throws IOException {
        assertThat(ask(socket, "GET", path).status()).as(path).isEqualTo(404);
    }

    /** As cloud-init reads all: every name that is listed, and all below the names that end with a slash. */
    private void crawl(String directory, Map<String, String> leaves) throws IOException {
        for (String name : get(directory).split("\n", -1)) {
            if (directory.endsWith("public-keys/")) {
                crawl(directory + name.split("=", 2)[0] + "/", leaves);
            } else if (name.endsWith("/")) {
                crawl(directory + name, leaves);
            } else {
                leaves.put(directory.substring("/latest/meta-data/".length()) + name, get(directory + name));
            }
        }
    }

    @Test
    void everyNameThatIsListedIsThere() throws Exception {
        Map<String, String> leaves = new TreeMap<>();
        crawl("/latest/meta-data/", leaves);
        assertThat(leaves)
                .containsEntry("instance-id", instance)
                .containsEntry("ami-manifest-path", "(unknown)")
                .containsEntry("block-device-mapping/ami", "/dev/xvda")
                .containsEntry("placement/region", "eu-west-1")
                .containsKeys("local-ipv4", "mac", "reservation-id", "services/domain");
        assertThat(leaves.get("public-keys/0/openssh-key")).startsWith(KEY.substring(0, KEY.lastIndexOf(' ')));
        assertThat(leaves.keySet()).anyMatch(name -> name.startsWith("network/interfaces/macs/"));
        assertThat(get("/latest/meta-data/public-keys/")).isEqualTo("0=mine");
        assertThat(get("/latest/meta-data/public-keys/0/")).isEqualTo("openssh-key");
        assertThat(get("/latest/")).isEqualTo("dynamic\nmeta-data\nuser-data");
        assertThat(get("/latest/user-data")).isEqualTo("hello");
        assertThat(get("/2009-04-04/meta-data/instance-id")).isEqualTo(instance);
    }

    @Test
    void whatThereIsNotIsAbsent() throws Exception {
        for (String name :
                new String[] {"ancestor-ami-ids", "product-codes", "kernel-id", "ramdisk-id", "tags/instance/"}) {
            absent("/latest/meta-data/" + name);
        }
        absent("/1999-01-01/meta-data/instance-id");
        Path other = metadata.open(new InstanceId(launch()));
        assertThat(ask(other, "GET", "/latest/user-data").status()).isEqualTo(404);
        assertThat(ask(other, "GET", "/latest/meta-data/public-keys/").status()).isEqualTo(404);
        assertThat(ask(other, "GET", "/latest/").body()).isEqualTo("dynamic\nmeta-data");
    }

    @Test
    void aTokenIsGivenAtOnePathAndIsGoodForItsInstanceAlone() throws Exception {
        Reply given = ask(socket, "PUT", "/latest/api/token", TTL + "60");
        assertThat(given.status()).isEqualTo(200);
        String token = "X-aws-ec2-metadata-token: " + given.body();
        String path = "/latest/meta-data/instance-id";
        assertThat(ask(socket, "GET", path, token)).isEqualTo(new Reply(200, instance));

        assertThat(ask(socket, "PUT", "/2021-03-23/api/token", TTL + "60").status())
                .isEqualTo(404);
        assertThat(ask(socket, "PUT", "/latest/api/token").status()).isEqualTo(400);
        assertThat(ask(socket, "PUT", "/latest/api/token", TTL + "0").status()).isEqualTo(400);
        assertThat(ask(socket, "PUT", "/latest/api/token", TTL + "21601").status())
                .isEqualTo(400);
        assertThat(ask(socket, "PUT", "/latest/api/token", TTL + "60", "X-Forwarded-For: 10.0.0.1")
                        .status())
                .isEqualTo(403);
        assertThat(ask(socket, "POST", path).status()).isEqualTo(405);

        String strict = launch("MetadataOptions.HttpTokens", "required");
        Path its = metadata.open(new InstanceId(strict));
        assertThat(ask(its, "GET", path).status()).isEqualTo(401);
        assertThat(ask(its, "GET", path, token).status()).isEqualTo(401);
        service.pass(java.time.Duration.ofSeconds(61));
        assertThat(ask(socket, "GET", path, token).status()).isEqualTo(401);
    }

    @Test
    void whereItIsSwitchedOffNothingIsTold() throws Exception {
        Path its = metadata.open(new InstanceId(launch("MetadataOptions.HttpEndpoint", "disabled")));
        assertThat(ask(its, "GET", "/latest/meta-data/instance-id").status()).isEqualTo(403);
        assertThat(ask(its, "PUT", "/latest/api/token", TTL + "60").status()).isEqualTo(403);
    }
}
