package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.image.Images;
import dev.origami.image.RecycledImages;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.Instances;
import dev.origami.keypair.KeyPairs;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.Launch;
import dev.origami.recyclebin.RetentionRules;
import dev.origami.snapshot.RecycledSnapshots;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tags;
import dev.origami.volume.Volumes;
import java.time.InstantSource;

/** The rules of all resources. */
record Rules(
        Images images,
        RecycledImages recycledImages,
        Snapshots snapshots,
        RecycledSnapshots recycledSnapshots,
        Volumes volumes,
        Instances instances,
        KeyPairs keyPairs,
        SecurityGroups groups,
        NetworkInterfaces interfaces,
        Tags tags,
        RetentionRules retentionRules,
        GuestSigns signs) {
    static Rules of(InstantSource clock, Config config) {
        Tags tags = new Tags(config.tags());
        Snapshots snapshots = new Snapshots(clock, config.snapshots());
        Images images = new Images(clock, config.images());
        return new Rules(
                images,
                new RecycledImages(images, clock),
                snapshots,
                new RecycledSnapshots(snapshots, clock),
                new Volumes(clock, config.volumes()),
                new Instances(clock, config.instances()),
                new KeyPairs(clock),
                new SecurityGroups(config.networks()),
                new NetworkInterfaces(clock, config.networks()),
                tags,
                new RetentionRules(tags, clock, config.recycleBin()),
                new GuestSigns(clock, config.instances().initializing()));
    }

    /** Those that a launch uses. */
    Launch.Resources ofLaunch() {
        return new Launch.Resources(images, snapshots, instances, volumes, keyPairs, groups, interfaces, tags);
    }
}
