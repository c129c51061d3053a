package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.block.overlay.Overlays;
import dev.origami.block.store.LocalBlockStore;
import dev.origami.block.tool.DiskTools;
import dev.origami.config.ApiLimits;
import dev.origami.config.BlockLimits;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.EventLimits;
import dev.origami.config.ImageLimits;
import dev.origami.config.KeyLimits;
import dev.origami.config.RecycleBinLimits;
import dev.origami.config.SnapshotLimits;
import dev.origami.config.TagLimits;
import dev.origami.config.ToolLimits;
import dev.origami.config.UploadLimits;
import dev.origami.config.VolumeLimits;
import dev.origami.config.WireLimits;
import dev.origami.database.Database;
import dev.origami.encryption.EncryptionDefaults;
import dev.origami.encryption.LineageKeys;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.event.Events;
import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.image.Images;
import dev.origami.image.RecycledImages;
import dev.origami.key.KeyRules;
import dev.origami.key.MasterKey;
import dev.origami.operation.CompleteSnapshot;
import dev.origami.operation.CopyImage;
import dev.origami.operation.CopySnapshot;
import dev.origami.operation.DeleteVolume;
import dev.origami.operation.RecogniseSystem;
import dev.origami.operation.RecycleBin;
import dev.origami.operation.Resealing;
import dev.origami.operation.SealVolume;
import dev.origami.operation.VolumeDisks;
import dev.origami.protocol.Dispatcher;
import dev.origami.protocol.WireReply;
import dev.origami.recyclebin.RetentionRules;
import dev.origami.snapshot.RecycledSnapshots;
import dev.origami.snapshot.Snapshots;
import dev.origami.snapshot.UploadWriter;
import dev.origami.snapshot.Uploads;
import dev.origami.tag.Tags;
import dev.origami.volume.RecycledVolumes;
import dev.origami.volume.Volumes;
import dev.origami.workflow.StepListener;
import dev.origami.workflow.WorkflowEngine;
import dev.origami.zone.Places;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.rbin.RbinClient;

/** The service's resources without its front: requests as they are on the wire, a real database and block store. */
final class ResourceWorld implements AutoCloseable {
    static final Caller ALICE = new Caller(new AccountId("111111111111"), new Region("eu-west-1"), "ec2");
    static final Caller BOB = new Caller(new AccountId("222222222222"), new Region("eu-west-1"), "ec2");
    static final Caller CAROL = new Caller(new AccountId("333333333333"), new Region("eu-west-1"), "ec2");
    static final int BLOCK = 512 * 1024;

    private final Dispatcher dispatcher;
    private final RecycleBin recycleBin;
    private final Volumes volumes;
    private final UploadWriter writer;
    private final WorkflowEngine engine;
    final LocalBlockStore blocks;
    final Database database;
    final Snapshots snapshots;
    final Uploads uploads;
    Instant now = Instant.parse("2026-01-31T09:14:22Z");

    ResourceWorld(Path directory) throws IOException {
        this(directory, BlockLimits.defaults());
    }

    ResourceWorld(Path directory, BlockLimits blockLimits) throws IOException {
        KeyRules keys = KeyRules.of(MasterKey.in(directory), () -> now, KeyLimits.defaults());
        EncryptionDefaults encryptionDefaults = new EncryptionDefaults(keys.keys(), keys.dataKeys());
        Lineages lineages = new Lineages(keys.dataKeys(), encryptionDefaults);
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        LineageKeys blockKeys = new LineageKeys(database, keys.dataKeys());
        blocks = LocalBlockStore.open(directory.resolve("blocks"), blockLimits, blockKeys);
        engine = new WorkflowEngine(database, () -> now, StepListener.NONE);
        snapshots = new Snapshots(() -> now, SnapshotLimits.defaults());
        volumes = new Volumes(() -> now, VolumeLimits.defaults());
        Overlays overlays = new Overlays(new DiskTools(directory.resolve("tools"), ToolLimits.defaults()), blockKeys);
        VolumeDisks disks = new VolumeDisks(directory, database, volumes, overlays, blocks);
        ApiLimits limits = Unsettled.api();
        Tags tags = new Tags(TagLimits.defaults());
        Images images = new Images(() -> now, ImageLimits.defaults(), new Events(() -> now, EventLimits.defaults()));
        RecycledImages recycledImages = new RecycledImages(images, () -> now);
        RecycledSnapshots recycledSnapshots = new RecycledSnapshots(snapshots, () -> now);
        RetentionRules rules = new RetentionRules(tags, () -> now, RecycleBinLimits.defaults());
        RecycledVolumes recycledVolumes = new RecycledVolumes(() -> now);
        recycleBin = new RecycleBin(
                rules,
                tags,
                images,
                recycledImages,
                snapshots,
                recycledSnapshots,
                volumes,
                recycledVolumes,
                new DeleteVolume(database, engine, volumes, disks));
        SealedTokens tokens = SealedTokens.of(database, () -> now);
        RecogniseSystem systems = new RecogniseSystem(database, engine, images, snapshots, blocks);
        Resealing resealing = new Resealing(database, volumes, snapshots, blocks);
        CopySnapshot copySnapshot = new CopySnapshot(database, engine, snapshots, lineages, resealing, () -> now);
        ResourceApis.Resources resources = new ResourceApis.Resources(
                database,
                Places.DEFAULTS,
                images,
                snapshots,
                volumes,
                tags,
                rules,
                recycledImages,
                recycledSnapshots,
                recycledVolumes,
                recycleBin,
                new SealVolume(database, engine, volumes, resealing),
                copySnapshot,
                new CopyImage(database, engine, images, snapshots, copySnapshot, resealing, systems, () -> now),
                encryptionDefaults,
                lineages,
                systems,
                () -> now);
        uploads = new Uploads(snapshots, () -> now, directory, blockKeys);
        writer = new UploadWriter(database, uploads, UploadLimits.defaults());
        OperationTable table = new OperationTable();
        ResourceApis.addTo(
                table,
                resources,
                new Paging(tokens, () -> now, limits),
                limits,
                ImageLimits.defaults(),
                SnapshotLimits.defaults(),
                RecycleBinLimits.defaults());
        ResourceApis.addEbsTo(
                table,
                resources,
                blocks,
                uploads,
                writer,
                new CompleteSnapshot(database, snapshots, uploads, resealing, blocks, engine),
                tokens,
                new ClientTokens(() -> now, limits),
                UploadLimits.defaults());
        KmsApis.addTo(table, database, keys, new Paging(tokens, () -> now, limits), KeyLimits.defaults());
        dispatcher = new Dispatcher(table, WireLimits.defaults());
        engine.start();
    }

    Answer ask(Caller caller, String action, String... members) {
        return WireForm.ask(dispatcher, caller, action, members);
    }

    void refuses(ErrorCode code, Caller caller, String action, String... members) {
        assertThatThrownBy(() -> ask(caller, action, members))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    WireReply ebs(Caller caller, String method, String path, String query, Map<String, String> headers, SdkBytes body) {
        return WireForm.rest(dispatcher, caller, Service.EBS, method, path, query, headers, body);
    }

    /** The SDK's client of the Recycle Bin, as an account. */
    RbinClient rbin(Caller caller) {
        return RbinClient.builder()
                .region(software.amazon.awssdk.regions.Region.of(caller.region().name()))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .httpClient(new DispatcherClient(dispatcher, caller, Service.RBIN))
                .build();
    }

    String startUpload(Caller caller, String json) {
        String answer = ebs(caller, "POST", "/snapshots", "", Map.of(), SdkBytes.fromUtf8String(json))
                .body()
                .asUtf8String();
        return json(answer, "SnapshotId");
    }

    /** A block filled with one byte. */
    static byte[] block(int fill) {
        byte[] content = new byte[BLOCK];
        java.util.Arrays.fill(content, (byte) fill);
        return content;
    }

    void put(Caller caller, String snapshot, int index, byte[] content) {
        WireReply reply = ebs(
                caller,
                "PUT",
                "/snapshots/" + snapshot + "/blocks/" + index,
                "",
                Map.of(
                        "x-amz-Data-Length",
                        Integer.toString(BLOCK),
                        "x-amz-Checksum",
                        sha256(content),
                        "x-amz-Checksum-Algorithm",
                        "SHA256"),
                SdkBytes.fromByteArray(content));
        assertThat(reply.status()).isEqualTo(201);
    }

    void complete(Caller caller, String snapshot, int count) {
        WireReply reply = ebs(
                caller,
                "POST",
                "/snapshots/completion/" + snapshot,
                "",
                Map.of("x-amz-ChangedBlocksCount", Integer.toString(count)),
                SdkBytes.fromUtf8String(""));
        assertThat(reply.status()).isEqualTo(202);
        settle();
    }

    /** A completed snapshot of 1 GiB whose first block is filled with the byte. */
    String snapshot(Caller caller, int fill) {
        String id = startUpload(caller, "{\"VolumeSize\":1,\"Description\":\"made of " + fill + "\"}");
        put(caller, id, 0, block(fill));
        complete(caller, id, 1);
        return id;
    }

    /** An image over a new snapshot. */
    String image(Caller caller, String name) {
        return image(caller, name, snapshot(caller, 1));
    }

    String image(Caller caller, String name, String snapshot) {
        return ask(
                        caller,
                        "RegisterImage",
                        "Name",
                        name,
                        "Architecture",
                        "x86_64",
                        "VirtualizationType",
                        "hvm",
                        "RootDeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.DeviceName",
                        "/dev/xvda",
                        "BlockDeviceMapping.1.Ebs.SnapshotId",
                        snapshot)
                .text("imageId");
    }

    /** Gives back what nothing needs any more, as the service does from time to time. */
    void collect() {
        database.writing(recycleBin::empty);
        try {
            var _ = blocks.collect(() -> database.read(sql -> {
                Set<ManifestId> live = new HashSet<>(snapshots.liveManifests(sql));
                live.addAll(volumes.liveManifests(sql));
                return live;
            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String json(String text, String member) {
        Matcher matcher =
                Pattern.compile("\"" + member + "\"\\s*:\\s*\"([^\"]*)\"").matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    static String sha256(byte[] content) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void settle() {
        try {
            engine.awaitIdle();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        engine.close();
        writer.close();
        blocks.close();
        database.close();
    }
}
