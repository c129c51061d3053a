package dev.origami.operation;

import dev.origami.account.Caller;
import dev.origami.block.ManifestId;
import dev.origami.database.Transaction;
import dev.origami.encryption.Begun;
import dev.origami.encryption.Lineage;
import dev.origami.encryption.Lineages;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.id.ReservationId;
import dev.origami.id.SnapshotId;
import dev.origami.id.SpotRequestId;
import dev.origami.id.VolumeId;
import dev.origami.image.BootFiles;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.image.Images;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.ImageFacts;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceSettings;
import dev.origami.instance.InstanceState;
import dev.origami.instance.InstanceType;
import dev.origami.instance.InstanceUefi;
import dev.origami.instance.Instances;
import dev.origami.instance.SpotPrices;
import dev.origami.instance.SpotRequests;
import dev.origami.keypair.KeyPair;
import dev.origami.keypair.KeyPairs;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.LaunchMapping.LaunchVolume;
import dev.origami.snapshot.Snapshot;
import dev.origami.snapshot.SnapshotState;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplates;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import dev.origami.volume.VolumeState;
import dev.origami.volume.Volumes;
import dev.origami.workflow.Failure;
import dev.origami.zone.OnOutposts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Records what a RunInstances asks for: pending instances with their volumes, interfaces and tags. The checks are in
 * EC2's order (source section 3.1).
 */
public final class Launch {
    private final InstantSource clock;
    private final Resources resources;

    /** What a launch uses of the resources. */
    public record Resources(
            Images images,
            Snapshots snapshots,
            Instances instances,
            Volumes volumes,
            KeyPairs keyPairs,
            SecurityGroups groups,
            NetworkInterfaces interfaces,
            LaunchTemplates templates,
            Tags tags,
            Lineages lineages) {}

    /**
     * Instances that were recorded together.
     *
     * @param refusal why none of them will ever run: a key of their volumes may not be used; null when they may
     */
    public record Recorded(
            ReservationId reservation,
            List<InstanceId> instances,
            @Nullable Failure refusal) {
        public Recorded {
            instances = List.copyOf(instances);
        }
    }

    /** What all instances of a launch have in common. */
    private record Plan(
            ImageFacts image,
            @Nullable String uefiData,
            InstanceType type,
            InstanceSettings settings,
            LaunchMapping mapping,
            @Nullable KeyPair keyPair,
            LaunchNetwork network) {}

    public Launch(InstantSource clock, Resources resources) {
        this.clock = clock;
        this.resources = resources;
    }

    /**
     * Checks and records.
     *
     * @param host what the host has; null to leave that out, when nothing is to come of it
     * @throws ApiException as RunInstances does
     */
    public Recorded record(Transaction transaction, Caller caller, LaunchRequest request, @Nullable HostCapacity host) {
        Plan plan = plan(transaction, caller, request);
        int count = request.most();
        if (host != null) {
            count = resources
                    .instances()
                    .requireCapacity(transaction.sql(), host, plan.type(), request.least(), request.most());
        }
        resources.images().launched(transaction, request.image());
        ReservationId reservation = ReservationId.create();
        List<InstanceId> ids = new ArrayList<>();
        List<Failure> refusals = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            ids.add(instance(transaction, caller, request, plan, reservation, index, refusals));
        }
        return new Recorded(reservation, ids, refusals.isEmpty() ? null : refusals.getFirst());
    }

    private Plan plan(Transaction transaction, Caller caller, LaunchRequest request) {
        Handle sql = transaction.sql();
        Image image = resources.images().requireLaunchable(sql, caller, request.image());
        InstanceType type = LaunchRules.type(request.type());
        ImageFacts facts = LaunchRules.facts(image, type, () -> start(sql, caller, image, request));
        if (request.spot() != null) {
            SpotPrices.require(type, request.spot().maxPrice());
        }
        LaunchMapping mapping =
                LaunchMapping.merge(image, type, request.mappings(), new SnapshotsOfLaunch(sql, caller));
        String keyName = request.keyName();
        KeyPair keyPair = keyName == null ? null : resources.keyPairs().require(sql, caller, keyName);
        LaunchNetwork network =
                LaunchNetwork.of(transaction, caller, request, resources.groups(), resources.interfaces());
        PlaceRules.requireLaunchable(sql, image, request.mappings(), mapping, network.subnet());
        return new Plan(
                facts,
                image.settings().uefiData(),
                type,
                LaunchSettings.of(request, image, type),
                mapping,
                keyPair,
                network);
    }

    /** What the request names goes before what the image does; another kernel is not given the image's RAM disk. */
    private BootFiles.Chosen start(Handle sql, Caller caller, Image image, LaunchRequest request) {
        ImageSettings settings = image.settings();
        String kernel = request.kernel() == null ? settings.kernel() : request.kernel();
        String ramDisk = request.kernel() == null && request.ramDisk() == null ? settings.ramdisk() : request.ramDisk();
        BootFiles.Chosen chosen = new BootFiles(resources.images())
                .choose(sql, caller, settings.virtualization(), settings.architecture(), kernel, ramDisk);
        if (chosen.kernel() == null && settings.virtualization().equals(ImageSettings.PARAVIRTUAL)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED, "There is no kernel to start the image '" + image.id() + "' with.");
        }
        return chosen;
    }

    private InstanceId instance(
            Transaction transaction,
            Caller caller,
            LaunchRequest request,
            Plan plan,
            ReservationId reservation,
            int index,
            List<Failure> refusals) {
        Instant now = clock.instant();
        InstanceId id = InstanceId.create();
        KeyPair keyPair = plan.keyPair();
        Instance instance = new Instance(
                id,
                reservation,
                caller.account(),
                caller.region(),
                plan.network().subnet().zone(),
                index,
                now,
                plan.image(),
                plan.settings(),
                keyPair == null ? null : keyPair.name(),
                keyPair == null ? null : keyPair.authorizedKey(),
                plan.mapping().ephemeralDisks(),
                InstanceState.PENDING,
                null,
                now,
                request.clientToken());
        resources.instances().insert(transaction, instance);
        if (request.spot() != null) {
            SpotRequestId spot = SpotRequests.fulfilled(transaction, instance, request.spot());
            resources
                    .tags()
                    .attach(
                            transaction,
                            caller,
                            SpotRequests.RESOURCE_TYPE,
                            spot,
                            request.tags().spotRequest());
        }
        String uefiData = plan.uefiData();
        if (uefiData != null) {
            InstanceUefi.put(transaction, id, uefiData);
        }
        String outpost = plan.network().subnet().outpost();
        OnOutposts.place(transaction, id, outpost);
        NetworkInterface nic = plan.network().give(transaction, caller, id, resources.interfaces());
        Tags tags = resources.tags();
        tags.attach(transaction, caller, "instance", id, request.tags().instance());
        tags.attach(
                transaction,
                caller,
                "network-interface",
                nic.id(),
                request.tags().networkInterface());
        for (LaunchVolume volume : plan.mapping().volumes()) {
            VolumeId volumeId = volume(transaction, caller, instance, outpost, volume, refusals);
            tags.attach(transaction, caller, "volume", volumeId, request.tags().volume());
        }
        return id;
    }

    private VolumeId volume(
            Transaction transaction,
            Caller caller,
            Instance instance,
            @Nullable String outpost,
            LaunchVolume wanted,
            List<Failure> refusals) {
        Snapshot snapshot = wanted.snapshot();
        @Nullable Lineage source = snapshot == null ? null : snapshot.lineage();
        Begun begun = resources
                .lineages()
                .begin(transaction, caller, source, wanted.encryption().on(outpost));
        Volume volume = new Volume(
                VolumeId.create(),
                caller.account(),
                caller.region(),
                instance.zone(),
                wanted.settings(),
                VolumeState.CREATING,
                snapshot == null ? null : snapshot.id(),
                null,
                clock.instant(),
                null,
                begun.lineage());
        OnOutposts.place(transaction, volume.id(), outpost);
        if (begun.refusal() != null) {
            refusals.add(begun.refusal());
            resources.volumes().insert(transaction, volume, null);
        } else if (snapshot != null && begun.differsFrom(source)) {
            resources.volumes().insertUnsealed(transaction, volume, manifest(snapshot));
        } else {
            resources.volumes().insert(transaction, volume, snapshot == null ? null : manifest(snapshot));
        }
        Attachment _ = resources
                .volumes()
                .attaching(transaction, volume.id(), instance.id(), wanted.device(), wanted.deleteOnTermination());
        return volume.id();
    }

    private static ManifestId manifest(Snapshot snapshot) {
        if (snapshot.state() instanceof SnapshotState.Completed completed) {
            return completed.manifest();
        }
        throw new ApiException(
                ErrorCode.INCORRECT_STATE,
                "Snapshot is in invalid state - " + snapshot.state().wire());
    }

    private final class SnapshotsOfLaunch implements LaunchMapping.SnapshotSource {
        private final Handle sql;
        private final Caller caller;

        SnapshotsOfLaunch(Handle sql, Caller caller) {
            this.sql = sql;
            this.caller = caller;
        }

        @Override
        public Snapshot ofImage(SnapshotId id) {
            return resources.snapshots().find(sql, id).orElseThrow(() -> Snapshots.notFound(id));
        }

        @Override
        public Snapshot ofCaller(SnapshotId id) {
            return resources.snapshots().requireCompleted(sql, caller, id);
        }
    }
}
