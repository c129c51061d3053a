package dev.origami.account;

import java.util.Optional;

/** Where the checker of signatures finds a key. */
@FunctionalInterface
public interface AccessKeys {
    Optional<AccessKey> find(String accessKeyId);
}
