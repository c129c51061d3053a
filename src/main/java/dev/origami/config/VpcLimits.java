package dev.origami.config;

/**
 * How much of networks there may be (EC2's quotas of VPCs, those that can be raised at what they can be raised to or
 * less).
 *
 * @param networks VPCs of an account in a region
 * @param subnets subnets of a VPC
 * @param routeTables route tables of a VPC
 * @param routes routes of a route table that are not local
 * @param gateways internet gateways of an account in a region
 * @param acls network ACLs of a VPC
 * @param entries entries of a network ACL in one direction, the last one that denies all not counted
 */
public record VpcLimits(int networks, int subnets, int routeTables, int routes, int gateways, int acls, int entries) {
    public static VpcLimits defaults() {
        return new VpcLimits(300, 200, 200, 50, 300, 200, 20);
    }
}
