package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.VpcId;

/** A network of an account in a region. There is one for each, the default one, made when it is first needed. */
public record Vpc(VpcId id, AccountId account, Region region, Cidr cidr) {}
