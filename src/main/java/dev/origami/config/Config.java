package dev.origami.config;

/** All limits of the service, by what they are limits of. */
public record Config(
        DatabaseLimits database,
        WireLimits wire,
        ApiLimits api,
        BlockLimits blocks,
        CacheLimits caches,
        NbdLimits exports,
        ToolLimits tools,
        GuestLimits guests,
        NetworkLimits networks,
        GuestNetworkLimits guestNetworks,
        MetadataLimits metadata,
        InstanceLimits instances,
        ImageLimits images,
        SnapshotLimits snapshots,
        VolumeLimits volumes,
        TagLimits tags,
        RecycleBinLimits recycleBin,
        TemplateLimits templates,
        EventLimits events,
        UploadLimits uploads,
        KeyLimits keys,
        ServiceLimits service) {
    public static Config defaults() {
        return new Config(
                DatabaseLimits.defaults(),
                WireLimits.defaults(),
                ApiLimits.defaults(),
                BlockLimits.defaults(),
                CacheLimits.defaults(),
                NbdLimits.defaults(),
                ToolLimits.defaults(),
                GuestLimits.defaults(),
                NetworkLimits.defaults(),
                GuestNetworkLimits.defaults(),
                MetadataLimits.defaults(),
                InstanceLimits.defaults(),
                ImageLimits.defaults(),
                SnapshotLimits.defaults(),
                VolumeLimits.defaults(),
                TagLimits.defaults(),
                RecycleBinLimits.defaults(),
                TemplateLimits.defaults(),
                EventLimits.defaults(),
                UploadLimits.defaults(),
                KeyLimits.defaults(),
                ServiceLimits.defaults());
    }
}
