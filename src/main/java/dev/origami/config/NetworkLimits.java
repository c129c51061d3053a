package dev.origami.config;

/**
 * Limits of networks (source section 13 and EC2's quotas of VPCs).
 *
 * @param groupsOfNetwork security groups in one VPC
 * @param groupsOfInterface security groups on one network interface
 * @param rulesOfGroup rules of a security group in one direction
 * @param elasticAddresses Elastic IP addresses of an account in a region
 */
public record NetworkLimits(int groupsOfNetwork, int groupsOfInterface, int rulesOfGroup, int elasticAddresses) {
    public static NetworkLimits defaults() {
        return new NetworkLimits(2_500, 5, 60, 5);
    }
}
