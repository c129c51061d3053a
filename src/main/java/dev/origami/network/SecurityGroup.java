package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.VpcId;

/** A named set of rules that says what may reach, and what may be reached by, the interfaces that are in it. */
public record SecurityGroup(
        SecurityGroupId id, VpcId vpc, AccountId account, Region region, String name, String description) {
    public static final String DEFAULT_NAME = "default";
}
