package dev.origami.encryption;

import dev.origami.workflow.Failure;
import org.jspecify.annotations.Nullable;

/**
 * How a new disk is encrypted, or why it cannot be had: as EC2 does, the service accepts the request all the same, and
 * the disk fails after the answer.
 *
 * @param lineage null when it is not encrypted; where there is a refusal, one that says only under which key it would be
 * @param refusal null when all is well
 */
public record Begun(@Nullable Lineage lineage, @Nullable Failure refusal) {
    /** Whether the blocks of what the disk is made of are not yet as its own are to be. */
    public boolean differsFrom(@Nullable Lineage source) {
        return lineage == null
                ? source != null
                : source == null || !lineage.id().equals(source.id());
    }
}
