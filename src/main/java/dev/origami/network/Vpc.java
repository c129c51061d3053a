package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.Region;
import dev.origami.id.VpcId;

/**
 * A network of an account in a region.
 *
 * @param isDefault whether launches that name no subnet are in it; an account has one such network in a region, or none
 */
public record Vpc(VpcId id, AccountId account, Region region, Cidr cidr, boolean isDefault, Attributes attributes) {
    /**
     * What can be changed of it.
     *
     * @param dnsSupport whether the resolver at the third address of each subnet answers
     * @param dnsHostnames whether public addresses are told as names, too
     * @param usageMetrics whether the use of its addresses is counted
     */
    public record Attributes(boolean dnsSupport, boolean dnsHostnames, boolean usageMetrics) {
        static final Attributes OF_DEFAULT = new Attributes(true, true, false);
        static final Attributes OF_NEW = new Attributes(true, false, false);
    }
}
