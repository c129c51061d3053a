package dev.origami.machine.network;

import dev.origami.id.InstanceId;
import java.nio.file.Path;
import java.util.Optional;

/** Where the API listens for each guest, if guests reach it at all. */
@FunctionalInterface
public interface ApiSockets {
    /** Where guests reach it, over HTTP: a link-local address that EC2 has no use for. */
    String ADDRESS = "169.254.169.252";

    /** Guests do not reach it. */
    ApiSockets NONE = _ -> Optional.empty();

    /** Where it listens for this guest, now or later. */
    Optional<Path> of(InstanceId id);
}
