package dev.origami.snapshot;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That something of a stored disk is lost.
 *
 * @param message what is lost, for the user
 * @param foundAt when that was met; null when it was not noted
 */
public record Damage(String message, @Nullable Instant foundAt) {}
