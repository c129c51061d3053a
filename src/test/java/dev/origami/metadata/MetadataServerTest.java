package dev.origami.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.command.WholeService;
import dev.origami.config.MetadataLimits;
import dev.origami.id.InstanceId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
                Base64.getEncoder().encodeToString(KEY.getBytes(StandardCharsets.UTF_8)));
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
        String[] members = Stream.concat(
                        Stream.of("ImageId", image, "InstanceType", "t3.micro", "MinCount", "1", "MaxCount", "1"),
                        Stream.of(more))
                .toArray(String[]::new);
        String id = service.ask("RunInstances", members).text("instancesSet/item/instanceId");
        service.settle();
        return id;
    }

    /** An answer: its status, and its body. */
    private record Reply(int status, String body) {}

    private static Reply ask(Path socket, String method, String path, String... headers) throws IOException {
        String all = whole(socket, method, path, headers);
        String[] parts = all.split("\r\n\r\n", 2);
        return new Reply(Integer.parseInt(all.split(" ", 3)[1]), parts.length == 2 ? parts[1] : "");
    }

    private static String whole(Path socket, String method, String path, String... headers) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
            String head = method + " " + path + " HTTP/1.1\r\nHost: 169.254.169.254\r\nConnection: close\r\n";
            for (String header : headers) {
                head += header + "\r\n";
            }
            Channels.newOutputStream(channel).write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
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
                .containsEntry("system", "nitro")
                .containsEntry("instance-action", "none")
                .containsEntry("instance-life-cycle", "on-demand")
                .containsEntry("hibernation/configured", "false")
                .containsEntry("block-device-mapping/root", "/dev/xvda")
                .containsEntry("placement/availability-zone-id", "euw1-az1")
                .containsEntry("services/partition", "aws")
                .containsEntry("events/maintenance/scheduled", "[]")
                .containsKeys("local-ipv4", "mac", "reservation-id", "services/domain");
        String card = "network/interfaces/macs/" + leaves.get("mac") + "/";
        assertThat(leaves)
                .containsEntry(card + "device-number", "0")
                .containsEntry(card + "network-card", "0")
                .containsEntry(card + "local-ipv4s", leaves.get("local-ipv4"))
                .containsEntry(card + "owner-id", "111111111111")
                .containsKeys(card + "ipv4-associations/" + leaves.get("public-ipv4"));
        assertThat(get("/")).startsWith("1.0\n2007-01-19\n").endsWith("\n2021-03-23\nlatest");
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
        for (String name : new String[] {
            "ancestor-ami-ids",
            "product-codes",
            "kernel-id",
            "ramdisk-id",
            "tags/instance/",
            "iam/",
            "iam/info",
            "spot/instance-action",
            "spot/termination-time",
            "autoscaling/target-lifecycle-state",
            "placement/group-name"
        }) {
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
        service.pass(Duration.ofSeconds(61));
        assertThat(ask(socket, "GET", path, token).status()).isEqualTo(401);
    }

    @Test
    void whereItIsSwitchedOffNothingIsTold() throws Exception {
        Path its = metadata.open(new InstanceId(launch("MetadataOptions.HttpEndpoint", "disabled")));
        assertThat(ask(its, "GET", "/latest/meta-data/instance-id").status()).isEqualTo(403);
        assertThat(ask(its, "PUT", "/latest/api/token", TTL + "60").status()).isEqualTo(403);
    }

    @Test
    void whatAStartOfCloudInitAsksForTakesLessThanASecond() throws Exception {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            assertThat(startOfCloudInit()).isGreaterThan(56);
            best = Math.min(best, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofSeconds(1));
    }

    /** What cloud-init asks for, each on a connection of its own; answers how many requests that are. */
    private int startOfCloudInit() throws IOException {
        String token = "X-aws-ec2-metadata-token: "
                + ask(socket, "PUT", "/latest/api/token", TTL + "21600").body();
        Deque<String> open = new ArrayDeque<>(List.of(
                "/2021-03-23/meta-data/instance-id",
                "/2021-03-23/user-data",
                "/2021-03-23/meta-data/",
                "/2021-03-23/dynamic/instance-identity/"));
        int asked = 1;
        while (!open.isEmpty()) {
            String path = open.remove();
            Reply reply = ask(socket, "GET", path, token);
            assertThat(reply.status()).as(path).isEqualTo(200);
            asked++;
            if (path.endsWith("/")) {
                reply.body()
                        .lines()
                        .map(name -> path + name.replaceFirst("=.*", "/"))
                        .forEach(open::add);
            }
        }
        return asked;
    }

    @Test
    void aGuestThatAsksWithoutEndIsAnsweredAtItsPaceOnly() throws Exception {
        MetadataLimits limits = MetadataLimits.defaults();
        AtomicInteger answered = new AtomicInteger();
        long start = System.nanoTime();
        List<Thread> askers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            askers.add(Thread.ofVirtual().start(() -> {
                try {
                    while (System.nanoTime() - start < 1_500_000_000L) {
                        get("/latest/meta-data/instance-id");
                        answered.incrementAndGet();
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        }
        Path other = metadata.open(new InstanceId(launch()));
        assertThat(ask(other, "GET", "/latest/meta-data/instance-id").status()).isEqualTo(200);
        for (Thread asker : askers) {
            asker.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(answered.get()).isGreaterThan(8).isLessThanOrEqualTo((int)
                (limits.requestsAtOnce() + (seconds + 0.2) * limits.requestsPerSecond()));
    }

    @Test
    void whoAnInstanceIsCanBeVerifiedWithTheCertificateOfTheService() throws Exception {
        String directoryOfIt = "/latest/dynamic/instance-identity/";
        String document = get(directoryOfIt + "document");
        Path certificate = directory.resolve("instance-identity.pem");
        String alone = get(directoryOfIt + "signature");
        byte[] pem = Files.readAllBytes(certificate);
        var trusted = CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
        trusted.verify(trusted.getPublicKey());
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(trusted);
        signature.update(document.getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getMimeDecoder().decode(alone))).isTrue();
        assertThat(Files.getPosixFilePermissions(directory.resolve("instance-identity.key")))
                .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        for (String form : List.of("pkcs7", "rsa2048")) {
            Path message = directory.resolve(form);
            Files.writeString(
                    message, "-----BEGIN PKCS7-----\n" + get(directoryOfIt + form) + "\n-----END PKCS7-----\n");
            assertThat(opensslVerifies(message, certificate)).as(form).isEqualTo(document);
        }
    }

    /** What OpenSSL finds signed in the message, when the certificate alone is trusted. */
    private static String opensslVerifies(Path message, Path certificate) throws Exception {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "smime",
                        "-verify",
                        "-inform",
                        "PEM",
                        "-in",
                        message.toString(),
                        "-certfile",
                        certificate.toString(),
                        "-CAfile",
                        certificate.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String verified = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(openssl.waitFor()).isZero();
        return verified;
    }

    @Test
    void optionsAndTagsHoldAtOnce() throws Exception {
        String name = "/latest/meta-data/tags/instance/";
        absent(name);
        var _ = service.ask("CreateTags", "ResourceId.1", instance, "Tag.1.Key", "Name", "Tag.1.Value", "web");
        options("InstanceMetadataTags", "enabled");
        assertThat(get(name)).isEqualTo("Name");
        assertThat(get(name + "Name")).isEqualTo("web");
        var _ = service.ask("CreateTags", "ResourceId.1", instance, "Tag.1.Key", "Name", "Tag.1.Value", "db");
        assertThat(get(name + "Name")).isEqualTo("db");

        options("HttpTokens", "required", "HttpPutResponseHopLimit", "3");
        assertThat(ask(socket, "GET", name).status()).isEqualTo(401);
        assertThat(whole(socket, "PUT", "/latest/api/token", TTL + "60"))
                .startsWith("HTTP/1.1 200 OK\r\nX-Hop-Limit: 03\r\n");
        options("HttpEndpoint", "disabled");
        assertThat(ask(socket, "GET", name).status()).isEqualTo(403);
    }

    private void options(String... changes) {
        String[] members = Stream.concat(Stream.of("InstanceId", instance), Stream.of(changes))
                .toArray(String[]::new);
        var _ = service.ask("ModifyInstanceMetadataOptions", members);
    }

    @Test
    void aTagWhoseKeyCannotBeAPathIsRefusedWhereTagsArePaths() {
        String message = "'a/b' is not a valid tag key. Tag keys must match pattern"
                + " ([0-9a-zA-Z\\-_+=,.@:]{1,255}), and must not be a reserved name ('.', '..', '_index')";
        var _ = service.ask("CreateTags", "ResourceId.1", instance, "Tag.1.Key", "a/b", "Tag.1.Value", "x");
        assertThatThrownBy(() -> options("InstanceMetadataTags", "enabled")).hasMessage(message);
        var _ = service.ask("DeleteTags", "ResourceId.1", instance, "Tag.1.Key", "a/b");
        options("InstanceMetadataTags", "enabled");
        assertThatThrownBy(() ->
                        service.ask("CreateTags", "ResourceId.1", instance, "Tag.1.Key", "a/b", "Tag.1.Value", "x"))
                .hasMessage(message);
        assertThatThrownBy(() -> launch(
                        "MetadataOptions.InstanceMetadataTags",
                        "enabled",
                        "TagSpecification.1.ResourceType",
                        "instance",
                        "TagSpecification.1.Tag.1.Key",
                        "_index",
                        "TagSpecification.1.Tag.1.Value",
                        "x"))
                .hasMessageContaining("'_index' is not a valid tag key");
    }
}
