package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.encryption.EncryptionDefaults;
import dev.origami.encryption.Lineages;
import dev.origami.event.Events;
import dev.origami.image.Images;
import dev.origami.image.RecycledImages;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.Instances;
import dev.origami.key.KeyRules;
import dev.origami.key.MasterKey;
import dev.origami.keypair.KeyPairs;
import dev.origami.network.ElasticAddresses;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.Launch;
import dev.origami.recyclebin.RetentionRules;
import dev.origami.snapshot.RecycledSnapshots;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplates;
import dev.origami.volume.RecycledVolumes;
import dev.origami.volume.RootVolumes;
import dev.origami.volume.VolumeModifications;
import dev.origami.volume.Volumes;
import dev.origami.zone.Places;
import java.time.InstantSource;

/** The rules of all resources. */
record Rules(
        Places places,
        Events events,
        Images images,
        RecycledImages recycledImages,
        Snapshots snapshots,
        RecycledSnapshots recycledSnapshots,
        Volumes volumes,
        RecycledVolumes recycledVolumes,
        VolumeModifications modifications,
        RootVolumes roots,
        Instances instances,
        KeyPairs keyPairs,
        SecurityGroups groups,
        NetworkInterfaces interfaces,
        ElasticAddresses elasticAddresses,
        LaunchTemplates templates,
        Tags tags,
        RetentionRules retentionRules,
        GuestSigns signs,
        KeyRules keys,
        EncryptionDefaults encryptionDefaults,
        Lineages lineages) {
    static Rules of(MasterKey master, Places places, InstantSource clock, Config config) {
        Tags tags = new Tags(config.tags());
        Events events = new Events(clock, config.events());
        Snapshots snapshots = new Snapshots(clock, config.snapshots(), places);
        Images images = new Images(clock, config.images(), events);
        KeyRules keys = KeyRules.of(master, clock, config.keys());
        EncryptionDefaults encryptionDefaults = new EncryptionDefaults(keys.keys(), keys.dataKeys());
        return new Rules(
                places,
                events,
                images,
                new RecycledImages(images, clock),
                snapshots,
                new RecycledSnapshots(snapshots, clock),
                new Volumes(clock, config.volumes(), places),
                new RecycledVolumes(clock),
                new VolumeModifications(clock, config.volumes()),
                new RootVolumes(clock),
                new Instances(clock, config.instances()),
                new KeyPairs(clock),
                new SecurityGroups(config.networks()),
                new NetworkInterfaces(clock, config.networks(), places),
                new ElasticAddresses(config.networks(), places),
                new LaunchTemplates(clock, config.templates()),
                tags,
                new RetentionRules(tags, clock, config.recycleBin()),
                new GuestSigns(clock, config.instances().initializing()),
                keys,
                encryptionDefaults,
                new Lineages(keys.dataKeys(), encryptionDefaults));
    }

    /** Those that a launch uses. */
    Launch.Resources ofLaunch() {
        return new Launch.Resources(
                images, snapshots, instances, volumes, keyPairs, groups, interfaces, templates, tags, lineages);
    }
}
