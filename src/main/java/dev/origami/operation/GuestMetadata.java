package dev.origami.operation;

import dev.origami.id.InstanceId;
import java.io.IOException;
import java.nio.file.Path;

/** Where guests reach their metadata. Both methods may be called twice. */
public interface GuestMetadata {
    /** Answers from now on what comes in at the socket of this instance, and says where that is. */
    Path open(InstanceId id) throws IOException;

    /** Nobody answers there any more. */
    void close(InstanceId id) throws IOException;
}
