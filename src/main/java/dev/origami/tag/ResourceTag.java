package dev.origami.tag;

/** A tag and what it is on. The type is a word of EC2's: {@code image}, {@code snapshot}, {@code volume}. */
public record ResourceTag(String resourceId, String resourceType, Tag tag) {}
