package dev.origami.tag;

import dev.origami.account.Caller;
import org.jdbi.v3.core.Handle;

/**
 * A kind of resource that can be tagged, made known at the start by who knows the resource.
 *
 * @param prefix of its ids, without the dash: {@code ami}
 * @param resourceType EC2's word for it: {@code image}
 * @param ownership refuses what is not the caller's
 */
public record TaggedKind(String prefix, String resourceType, Ownership ownership) {
    /** Knows whose a resource is. */
    @FunctionalInterface
    public interface Ownership {
        /** Refuses, in the words of the kind, an id that is malformed, unknown, or another account's. */
        void require(Handle sql, Caller caller, String id);
    }
}
