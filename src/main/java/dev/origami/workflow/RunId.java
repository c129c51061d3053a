package dev.origami.workflow;

/** One run of a workflow. Later runs have larger numbers. */
public record RunId(long number) {}
