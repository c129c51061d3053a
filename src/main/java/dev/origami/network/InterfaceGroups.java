package dev.origami.network;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.VpcId;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Which security groups an interface may be in: those of its own network. */
public final class InterfaceGroups {
    private InterfaceGroups() {}

    /**
     * The groups of a new interface: those that are named, or the network's default one.
     *
     * @throws ApiException {@code InvalidGroup.NotFound}, {@code InvalidParameter} for one of another network
     */
    public static List<SecurityGroupId> ofNew(
            SecurityGroups groups,
            Handle sql,
            Caller caller,
            Subnet subnet,
            List<SecurityGroupId> ids,
            List<String> names) {
        List<SecurityGroup> wanted = new ArrayList<>();
        ids.forEach(id -> wanted.add(groups.require(sql, caller, id)));
        names.forEach(name -> wanted.add(groups.require(sql, caller, subnet.vpc(), name)));
        if (wanted.isEmpty()) {
            wanted.add(groups.require(sql, caller, subnet.vpc(), SecurityGroup.DEFAULT_NAME));
        }
        for (SecurityGroup group : wanted) {
            if (!group.vpc().equals(subnet.vpc())) {
                throw new ApiException(
                        ErrorCode.INVALID_PARAMETER,
                        "Security group " + group.id() + " and subnet " + subnet.id()
                                + " belong to different networks.");
            }
        }
        return wanted.stream().map(SecurityGroup::id).distinct().toList();
    }

    /**
     * The groups that an interface which is there is to be in instead.
     *
     * @throws ApiException {@code InvalidGroup.NotFound}, for one of another network too
     */
    public static List<SecurityGroupId> ofPresent(
            SecurityGroups groups, Handle sql, Caller caller, VpcId vpc, List<SecurityGroupId> ids) {
        for (SecurityGroupId id : ids) {
            if (!groups.require(sql, caller, id).vpc().equals(vpc)) {
                throw new ApiException(
                        ErrorCode.INVALID_GROUP_NOT_FOUND,
                        "You have specified two resources that belong to different networks.");
            }
        }
        return ids.stream().distinct().toList();
    }
}
