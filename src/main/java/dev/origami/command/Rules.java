package dev.origami.command;

import dev.origami.config.Config;
import dev.origami.event.Events;
import dev.origami.image.Images;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.Instances;
import dev.origami.keypair.KeyPairs;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.Launch;
import dev.origami.snapshot.Snapshots;
import dev.origami.tag.Tags;
import dev.origami.template.LaunchTemplates;
import dev.origami.volume.Volumes;
import java.time.InstantSource;

/** The rules of all resources. */
record Rules(
        Events events,
        Images images,
        Snapshots snapshots,
        Volumes volumes,
        Instances instances,
        KeyPairs keyPairs,
        SecurityGroups groups,
        NetworkInterfaces interfaces,
        LaunchTemplates templates,
        Tags tags,
        GuestSigns signs) {
    static Rules of(InstantSource clock, Config config) {
        Events events = new Events(clock, config.events());
        return new Rules(
                events,
                new Images(clock, config.images(), events),
                new Snapshots(clock, config.snapshots()),
                new Volumes(clock, config.volumes()),
                new Instances(clock, config.instances()),
                new KeyPairs(clock),
                new SecurityGroups(config.networks()),
                new NetworkInterfaces(clock, config.networks()),
                new LaunchTemplates(clock, config.templates()),
                new Tags(config.tags()),
                new GuestSigns(clock, config.instances().initializing()));
    }

    /** Those that a launch uses. */
    Launch.Resources ofLaunch() {
        return new Launch.Resources(
                images, snapshots, instances, volumes, keyPairs, groups, interfaces, templates, tags);
    }
}
