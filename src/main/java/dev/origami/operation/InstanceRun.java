package dev.origami.operation;

import dev.origami.id.InstanceId;

/** The arguments of a run that concerns one instance; all else is in the instance's rows. */
public record InstanceRun(InstanceId instance) {}
