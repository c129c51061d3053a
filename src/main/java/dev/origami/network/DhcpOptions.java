package dev.origami.network;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.AccountId;
import dev.origami.id.DhcpOptionsId;
import dev.origami.id.Region;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What servers are told by DHCP: one set for all networks of an account in a region, which is always there. */
public record DhcpOptions(DhcpOptionsId id, AccountId account, Region region) {
    private static final int DIGITS = 17;

    /** The set of the account in the region; its id is the same for ever. */
    public static DhcpOptions of(AccountId account, Region region) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((account + " " + region.name()).getBytes(StandardCharsets.UTF_8));
            String digits = HexFormat.of().formatHex(hash).substring(0, DIGITS);
            return new DhcpOptions(new DhcpOptionsId(DhcpOptionsId.PREFIX + "-" + digits), account, region);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Passes the id of this set.
     *
     * @throws ApiException {@code InvalidDhcpOptionID.NotFound}
     */
    public void require(DhcpOptionsId named) {
        if (!named.equals(id)) {
            throw new ApiException(
                    ErrorCode.INVALID_DHCP_OPTION_ID_NOT_FOUND, "The dhcpOption ID '" + named + "' does not exist");
        }
    }

    /** The domain of the names inside of the network. */
    public String domainName() {
        return region.name().equals("us-east-1") ? "ec2.internal" : region.name() + ".compute.internal";
    }
}
