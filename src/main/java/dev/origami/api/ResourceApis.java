package dev.origami.api;

import dev.origami.block.BlockStore;
import dev.origami.config.ApiLimits;
import dev.origami.config.ImageLimits;
import dev.origami.config.RecycleBinLimits;
import dev.origami.config.SnapshotLimits;
import dev.origami.config.UploadLimits;
import dev.origami.database.Database;
import dev.origami.encryption.EncryptionDefaults;
import dev.origami.encryption.Lineages;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
import dev.origami.id.SnapshotId;
import dev.origami.id.VolumeId;
import dev.origami.image.AccountSettings;
import dev.origami.image.Image;
import dev.origami.image.ImageLineage;
import dev.origami.image.ImageLives;
import dev.origami.image.Images;
import dev.origami.image.LaunchPermissions;
import dev.origami.image.RecycledImages;
import dev.origami.operation.CompleteSnapshot;
import dev.origami.operation.CopyImage;
import dev.origami.operation.CopySnapshot;
import dev.origami.operation.RecogniseSystem;
import dev.origami.operation.RecycleBin;
import dev.origami.operation.SealVolume;
import dev.origami.recyclebin.RetentionRules;
import dev.origami.snapshot.RecycledSnapshots;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotLocks;
import dev.origami.snapshot.Snapshots;
import dev.origami.snapshot.UploadWriter;
import dev.origami.snapshot.Uploads;
import dev.origami.tag.TaggedKind;
import dev.origami.tag.Tags;
import dev.origami.volume.RecycledVolume;
import dev.origami.volume.RecycledVolumes;
import dev.origami.volume.Volume;
import dev.origami.volume.Volumes;
import dev.origami.zone.Places;
import java.time.InstantSource;

/** All operations on images, snapshots, volumes, tags and the Recycle Bin, put together. */
public final class ResourceApis {
    private ResourceApis() {}

    /** What the operations stand on. */
    public record Resources(
            Database database,
            Places places,
            Images images,
            Snapshots snapshots,
            Volumes volumes,
            Tags tags,
            RetentionRules retentionRules,
            RecycledImages recycledImages,
            RecycledSnapshots recycledSnapshots,
            RecycledVolumes recycledVolumes,
            RecycleBin recycleBin,
            SealVolume sealVolume,
            CopySnapshot copySnapshot,
            CopyImage copyImage,
            EncryptionDefaults encryptionDefaults,
            Lineages lineages,
            RecogniseSystem recogniseSystem,
            InstantSource clock) {}

    /** Adds the operations, and makes the kinds known that can be tagged. */
    public static void addTo(
            OperationTable table,
            Resources resources,
            Paging paging,
            ApiLimits limits,
            ImageLimits imageLimits,
            SnapshotLimits snapshotLimits,
            RecycleBinLimits recycleBinLimits) {
        Database database = resources.database();
        Images images = resources.images();
        Snapshots snapshots = resources.snapshots();
        Tags tags = resources.tags();
        InstantSource clock = resources.clock();
        ClientTokens clientTokens = new ClientTokens(clock, limits);
        registerKinds(tags, resources);
        new TagApi(database, tags, paging, limits).addTo(table);
        new SnapshotApi(
                        database,
                        resources.places(),
                        snapshots,
                        resources.copySnapshot(),
                        resources.recycleBin(),
                        tags,
                        paging,
                        limits)
                .addTo(table);
        new SnapshotAttributeApi(database, snapshots).addTo(table);
        SnapshotLocks locks = new SnapshotLocks(snapshots, clock, snapshotLimits);
        new SnapshotLockApi(database, snapshots, locks, paging, clock, limits).addTo(table);
        new VolumeApi(
                        database,
                        resources.places(),
                        resources.volumes(),
                        snapshots,
                        resources.recycleBin(),
                        resources.lineages(),
                        resources.sealVolume(),
                        tags,
                        paging,
                        clientTokens,
                        clock,
                        limits)
                .addTo(table);
        new EncryptionApi(database, resources.encryptionDefaults()).addTo(table);
        AccountSettings settings = new AccountSettings(imageLimits);
        LaunchPermissions permissions = new LaunchPermissions(images, imageLimits);
        new ImageApi(
                        database,
                        resources.places(),
                        images,
                        settings,
                        snapshots,
                        resources.copyImage(),
                        resources.recycleBin(),
                        tags,
                        paging,
                        clientTokens,
                        clock,
                        limits)
                .addTo(table);
        new RegisterImageApi(database, images, snapshots, resources.recogniseSystem(), tags, clock, imageLimits)
                .addTo(table);
        new ImageAttributeApi(database, images, permissions, clock).addTo(table);
        new ImageLifeApi(database, new ImageLives(images, clock, imageLimits)).addTo(table);
        new FastLaunchApi(database, images, paging, limits).addTo(table);
        new ImageLineageApi(database, new ImageLineage(images, imageLimits)).addTo(table);
        new PublicAccessApi(database, settings, snapshots).addTo(table);
        new AllowedImagesApi(database, settings).addTo(table);
        new RecycleBinApi(
                        database,
                        resources.recycleBin(),
                        resources.recycledImages(),
                        resources.recycledSnapshots(),
                        paging,
                        recycleBinLimits)
                .addTo(table);
        new VolumeRecycleBinApi(database, resources.recycleBin(), resources.recycledVolumes(), paging).addTo(table);
        new RetentionRuleApi(database, resources.retentionRules(), paging, clock).addTo(table);
        new RetentionRuleTagApi(database, resources.retentionRules()).addTo(table);
    }

    /** Adds EBS direct. The writer is started and closed by the caller. */
    public static void addEbsTo(
            OperationTable table,
            Resources resources,
            BlockStore blocks,
            Uploads uploads,
            UploadWriter writer,
            CompleteSnapshot completeSnapshot,
            SealedTokens tokens,
            ClientTokens clientTokens,
            UploadLimits limits) {
        Database database = resources.database();
        Snapshots snapshots = resources.snapshots();
        InstantSource clock = resources.clock();
        new EbsReadApi(database, snapshots, resources.lineages(), blocks, tokens, clock, limits).addTo(table);
        new EbsWriteApi(
                        database,
                        snapshots,
                        uploads,
                        resources.lineages(),
                        writer,
                        completeSnapshot,
                        resources.tags(),
                        clientTokens,
                        clock,
                        limits)
                .addTo(table);
    }

    private static void registerKinds(Tags tags, Resources resources) {
        for (ImageKind kind : ImageKind.values()) {
            tags.register(new TaggedKind(kind.prefix(), ImageApi.RESOURCE_TYPE, (sql, caller, id) -> {
                // What is in the bin can be tagged, too.
                ImageId image = ImageId.parse(id);
                Image _ = resources
                        .recycledImages()
                        .find(sql, caller, image)
                        .orElseGet(() -> resources.images().requireOwned(sql, caller, image));
            }));
        }
        tags.register(new TaggedKind(SnapshotId.PREFIX, SnapshotApi.RESOURCE_TYPE, (sql, caller, id) -> {
            SnapshotId snapshot = SnapshotId.parse(id);
            Snapshot _ = resources
                    .recycledSnapshots()
                    .find(sql, caller, snapshot)
                    .orElseGet(() -> resources.snapshots().requireOwned(sql, caller, snapshot));
        }));
        tags.register(new TaggedKind(VolumeId.PREFIX, VolumeApi.RESOURCE_TYPE, (sql, caller, id) -> {
            VolumeId volume = VolumeId.parse(id);
            Volume _ = resources
                    .recycledVolumes()
                    .find(sql, caller, volume)
                    .map(RecycledVolume::volume)
                    .orElseGet(() -> resources.volumes().requireOwned(sql, caller, volume));
        }));
    }
}
