package dev.origami.network;

import dev.origami.id.AccountId;
import dev.origami.id.InternetGatewayId;
import dev.origami.id.Region;
import dev.origami.id.VpcId;
import org.jspecify.annotations.Nullable;

/**
 * The way between a network and the internet.
 *
 * @param vpc the network that it is attached to; null when it is to none
 */
public record InternetGateway(
        InternetGatewayId id,
        AccountId account,
        Region region,
        @Nullable VpcId vpc) {}
