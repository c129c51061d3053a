package dev.origami.command;

import dev.origami.http.GuestFront;
import dev.origami.id.InstanceId;
import dev.origami.metadata.MetadataServer;
import dev.origami.operation.GuestMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a guest finds at addresses of its network.
 *
 * @param api empty when guests are not to reach it
 */
record GuestDoors(MetadataServer metadata, Optional<GuestFront> api) implements GuestMetadata, AutoCloseable {
    @Override
    public Path open(InstanceId id) throws IOException {
        if (api.isPresent()) {
            api.get().open(id);
        }
        return metadata.open(id);
    }

    @Override
    public void close(InstanceId id) throws IOException {
        if (api.isPresent()) {
            api.get().close(id);
        }
        metadata.close(id);
    }

    @Override
    public void close() throws IOException {
        if (api.isPresent()) {
            api.get().close();
        }
        metadata.close();
    }
}
