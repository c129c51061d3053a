package dev.origami.id;

/** The id of something that can be tagged, in the form {@code prefix-hex}. */
public sealed interface ResourceId
        permits ImageId,
                SnapshotId,
                VolumeId,
                InstanceId,
                ReservationId,
                KeyPairId,
                SecurityGroupId,
                SecurityGroupRuleId,
                SpotRequestId,
                VpcId,
                SubnetId,
                DhcpOptionsId,
                RouteTableId,
                RouteTableAssociationId,
                InternetGatewayId,
                NetworkAclId,
                NetworkAclAssociationId,
                NetworkInterfaceId,
                AllocationId,
                AssociationId,
                ReplaceRootVolumeTaskId,
                LaunchTemplateId {
    String value();
}
