package dev.origami.tag;

import org.jspecify.annotations.Nullable;

/**
 * Which tag to take off.
 *
 * @param value only when it has this value; null: whatever its value is
 */
public record TagRemoval(String key, @Nullable String value) {}
