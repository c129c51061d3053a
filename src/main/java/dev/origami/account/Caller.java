package dev.origami.account;

import dev.origami.id.AccountId;
import dev.origami.id.Region;

/**
 * Who asks, and where: the account behind the signature, with the region and the service (for example {@code ec2})
 * of the signature's scope.
 */
public record Caller(AccountId account, Region region, String service) {}
