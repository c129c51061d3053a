package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.config.DebianLimits;
import dev.origami.database.Database;
import dev.origami.debian.DebianDisk;
import dev.origami.image.LaunchPermissions;
import dev.origami.machine.Machines;
import dev.origami.operation.Adoption;
import dev.origami.operation.AttachVolume;
import dev.origami.operation.BuildImage;
import dev.origami.operation.CompleteSnapshot;
import dev.origami.operation.CopyImage;
import dev.origami.operation.CopySnapshot;
import dev.origami.operation.CreateImage;
import dev.origami.operation.CreateSnapshots;
import dev.origami.operation.DeleteVolume;
import dev.origami.operation.DetachVolume;
import dev.origami.operation.DirectStarts;
import dev.origami.operation.DiskKeys;
import dev.origami.operation.ElasticIps;
import dev.origami.operation.Firewall;
import dev.origami.operation.GuestMetadata;
import dev.origami.operation.InstanceDisks;
import dev.origami.operation.InstanceMachine;
import dev.origami.operation.Launch;
import dev.origami.operation.MachineEvents;
import dev.origami.operation.ModifyVolume;
import dev.origami.operation.PublicReach;
import dev.origami.operation.RebootInstance;
import dev.origami.operation.RecogniseSystem;
import dev.origami.operation.RecycleBin;
import dev.origami.operation.RegisterBootFile;
import dev.origami.operation.ReplaceRootVolume;
import dev.origami.operation.Resealing;
import dev.origami.operation.RunInstances;
import dev.origami.operation.SealVolume;
import dev.origami.operation.SnapshotSets;
import dev.origami.operation.StartInstance;
import dev.origami.operation.StopInstance;
import dev.origami.operation.SubnetFirewall;
import dev.origami.operation.TerminateInstance;
import dev.origami.operation.VolumeDisks;
import dev.origami.snapshot.Uploads;
import dev.origami.workflow.WorkflowEngine;
import java.nio.file.Path;
import java.time.InstantSource;

/** All operations that cross resources, put together, and registered with the engine where they have steps. */
record Operations(
        CreateImage createImage,
        CreateSnapshots createSnapshots,
        AttachVolume attachVolume,
        DetachVolume detachVolume,
        DeleteVolume deleteVolume,
        SealVolume sealVolume,
        CopySnapshot copySnapshot,
        CopyImage copyImage,
        ModifyVolume modifyVolume,
        RunInstances runInstances,
        StartInstance startInstance,
        StopInstance stopInstance,
        RebootInstance rebootInstance,
        ReplaceRootVolume replaceRootVolume,
        TerminateInstance terminateInstance,
        BuildImage buildImage,
        RecogniseSystem recogniseSystem,
        RecycleBin recycleBin,
        Uploads uploads,
        CompleteSnapshot completeSnapshot,
        Firewall firewall,
        SubnetFirewall subnets,
        ElasticIps elasticIps,
        Adoption adoption,
        RegisterBootFile registerBootFile) {
    static Operations of(
            Path directory,
            Storage storage,
            Rules rules,
            WorkflowEngine engine,
            Machines machines,
            GuestMetadata metadata,
            InstantSource clock,
            Config config) {
        Database database = storage.database();
        VolumeDisks disks = new VolumeDisks(directory, database, rules.volumes(), storage.overlays(), storage.blocks());
        Resealing resealing = new Resealing(database, rules.volumes(), rules.snapshots(), storage.blocks());
        SealVolume sealVolume = new SealVolume(database, engine, rules.volumes(), resealing);
        CopySnapshot copySnapshot =
                new CopySnapshot(database, engine, rules.snapshots(), rules.lineages(), resealing, clock);
        SnapshotSets sets = new SnapshotSets(
                database, rules.snapshots(), rules.volumes(), disks, sealVolume, machines, config.volumes());
        DeleteVolume deleteVolume = new DeleteVolume(database, engine, rules.volumes(), disks);
        InstanceDisks instanceDisks = new InstanceDisks(rules.volumes(), deleteVolume);
        Firewall firewall = new Firewall(database, rules.instances(), rules.interfaces(), rules.groups(), machines);
        SubnetFirewall subnets = new SubnetFirewall(database, machines);
        PublicReach reach = new PublicReach(database, rules.interfaces(), machines);
        InstanceMachine machine = new InstanceMachine(
                directory,
                database,
                rules.instances(),
                rules.volumes(),
                rules.interfaces(),
                firewall,
                subnets,
                disks,
                metadata,
                machines,
                reach,
                new DirectStarts(
                        directory.resolve("boot"),
                        database,
                        rules.images(),
                        rules.snapshots(),
                        storage.blocks(),
                        storage.overlays(),
                        storage::base),
                config.instances());
        RecogniseSystem systems =
                new RecogniseSystem(database, engine, rules.images(), rules.snapshots(), storage.blocks());
        Launch launch = new Launch(clock, rules.ofLaunch());
        Uploads uploads = new Uploads(rules.snapshots(), clock, directory, storage.keys());
        StopInstance stop = new StopInstance(
                database, engine, rules.instances(), rules.interfaces(), machine, machines, config.instances());
        TerminateInstance terminate = new TerminateInstance(
                database,
                engine,
                rules.instances(),
                rules.interfaces(),
                machine,
                instanceDisks,
                firewall,
                config.instances());
        MachineEvents events = new MachineEvents(
                database,
                engine,
                rules.instances(),
                machines,
                stop,
                terminate,
                machine,
                rules.signs(),
                config.instances().diskRetry());
        AttachVolume attach = new AttachVolume(
                database,
                engine,
                rules.volumes(),
                disks,
                machines,
                config.volumes().detachPatience());
        return new Operations(
                new CreateImage(database, engine, rules.images(), sets, systems, machine),
                new CreateSnapshots(engine, sets),
                attach,
                new DetachVolume(
                        database,
                        engine,
                        rules.volumes(),
                        disks,
                        machines,
                        attach,
                        config.volumes().detachPatience()),
                deleteVolume,
                sealVolume,
                copySnapshot,
                new CopyImage(
                        database, engine, rules.images(), rules.snapshots(), copySnapshot, resealing, systems, clock),
                new ModifyVolume(database, engine, rules.modifications(), disks, machines),
                new RunInstances(
                        database,
                        engine,
                        launch,
                        rules.instances(),
                        rules.interfaces(),
                        machine,
                        instanceDisks,
                        firewall,
                        resealing),
                new StartInstance(
                        database,
                        engine,
                        rules.instances(),
                        rules.interfaces(),
                        machine,
                        instanceDisks,
                        new DiskKeys(database, rules.instances(), rules.volumes(), rules.lineages())),
                stop,
                new RebootInstance(engine, machine, machines, config.instances()),
                new ReplaceRootVolume(
                        database,
                        engine,
                        rules.images(),
                        rules.snapshots(),
                        rules.volumes(),
                        rules.roots(),
                        rules.lineages(),
                        resealing,
                        deleteVolume,
                        machine,
                        clock),
                terminate,
                new BuildImage(
                        database,
                        engine,
                        rules.images(),
                        new LaunchPermissions(rules.images(), config.images()),
                        rules.snapshots(),
                        storage.blocks(),
                        systems,
                        storage.tools(),
                        new DebianDisk(DebianLimits.defaults(), cacheHome())::build,
                        directory.resolve("builds"),
                        clock),
                systems,
                new RecycleBin(
                        rules.retentionRules(),
                        rules.tags(),
                        rules.images(),
                        rules.recycledImages(),
                        rules.snapshots(),
                        rules.recycledSnapshots(),
                        rules.volumes(),
                        rules.recycledVolumes(),
                        deleteVolume),
                uploads,
                new CompleteSnapshot(database, rules.snapshots(), uploads, resealing, storage.blocks(), engine),
                firewall,
                subnets,
                new ElasticIps(database, rules.elasticAddresses(), rules.instances(), rules.interfaces(), reach),
                new Adoption(
                        database,
                        rules.instances(),
                        machines,
                        metadata,
                        events,
                        terminate,
                        rules.interfaces(),
                        subnets,
                        reach),
                new RegisterBootFile(
                        directory.resolve("boot"),
                        database,
                        rules.images(),
                        rules.snapshots(),
                        storage.blocks(),
                        clock));
    }

    /** Fetched packages are kept for the user, not for one data directory. */
    private static Path cacheHome() {
        String given = System.getenv("XDG_CACHE_HOME");
        Path home =
                given == null || given.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(given);
        return home.resolve("origami");
    }
}
