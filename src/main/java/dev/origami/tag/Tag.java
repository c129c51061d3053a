package dev.origami.tag;

/** A tag. The value may be empty; upper and lower case count in both. */
public record Tag(String key, String value) {}
