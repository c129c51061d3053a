package dev.origami.database;

import dev.origami.text.TextMatch;

/** One filter of a request: the name of what it looks at, and what it lets through. */
public record Filter(String name, TextMatch match) {}
