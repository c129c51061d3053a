package dev.origami.tag;

import dev.origami.account.Caller;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * A kind of resource that can be tagged, made known at the start by who knows the resource.
 *
 * @param prefix of its ids, without the dash: {@code ami}
 * @param resourceType EC2's word for it: {@code image}
 * @param ownership refuses what is not the caller's
 * @param fit refuses tags that one of the kind cannot have
 */
public record TaggedKind(String prefix, String resourceType, Ownership ownership, Fit fit) {
    /** A kind that can have any tags. */
    public TaggedKind(String prefix, String resourceType, Ownership ownership) {
        this(prefix, resourceType, ownership, (sql, id, tags) -> {});
    }

    /** Knows whose a resource is. */
    @FunctionalInterface
    public interface Ownership {
        /** Refuses, in the words of the kind, an id that is malformed, unknown, or another account's. */
        void require(Handle sql, Caller caller, String id);
    }

    /** Knows which tags a resource can have, beyond the rules for all. */
    @FunctionalInterface
    public interface Fit {
        /** Refuses tags for a resource that is known to be the caller's. */
        void require(Handle sql, String id, List<Tag> tags);
    }
}
