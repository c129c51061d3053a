package dev.origami.contract;

import dev.origami.contract.CatalogueDoor.Who;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** EC2's refusals, in the order of source section 12; see {@link CatalogueRow#line} for the form of a line. */
final class CatalogueOfEc2 {
    private static final String CALLERS = """
            AuthFailure 401 | AWS was not able to validate the provided access credentials | stranger: DescribeRegions
            AuthFailure 401 | AWS was not able to validate the provided access credentials | forger: DescribeRegions
            AuthFailure 401 | Not authorized for images: [$ImageId] | bob: RunInstances ImageId={image} MinCount=1 MaxCount=1
            AuthFailure 401 | Not authorized for image:$ImageId | bob: DescribeImageAttribute ImageId={shared-image} Attribute=launchPermission
            AuthFailure 401 | Not authorized for snapshot:$SnapshotId | bob: DescribeSnapshotAttribute SnapshotId={shared-snapshot} Attribute=createVolumePermission
            DryRunOperation 412 | Request would have succeeded, but DryRun flag is set. | DescribeRegions DryRun=true
            """;

    private static final String MEMBERS = """
            MissingParameter | The request must contain the parameter ImageId | DescribeImageAttribute Attribute=description
            MissingParameter | The request must contain the parameter size or snapshotId | CreateVolume AvailabilityZone=eu-west-1a
            InvalidParameterValue | Value ($KeyType) for parameter KeyType is invalid. | CreateKeyPair KeyName={name} KeyType=dsa
            InvalidParameterValue | Invalid value '$InstanceType' for InstanceType. | RunInstances ImageId={kept-image} InstanceType=z9.huge MinCount=1 MaxCount=1
            InvalidParameterValue | The filter '$Filter.1.Name' is invalid | DescribeImages Filter.1.Name=nonsense Filter.1.Value.1=x
            InvalidParameterValue | Value ( $MaxResults ) for parameter maxResults is invalid. | DescribeSnapshots MaxResults=4
            InvalidParameterValue | Tag keys starting with 'aws:' are reserved for internal use | CreateTags ResourceId.1={volume} Tag.1.Key=AWS:x Tag.1.Value=x
            InvalidParameterValue | New size cannot be smaller than existing size | ModifyVolume VolumeId={larger-volume} Size=1
            InvalidParameterCombination | cannot be used with the parameter maxResults | DescribeImages ImageId.1={image} MaxResults=5
            InvalidParameterCombination | No attributes specified. | ModifyImageAttribute ImageId={image}
            InvalidParameterCombination | with the virtualization type 'hvm' | RegisterImage Name={name} VirtualizationType=hvm KernelId=aki-12345678 RootDeviceName=/dev/xvda BlockDeviceMapping.1.DeviceName=/dev/xvda BlockDeviceMapping.1.Ebs.SnapshotId={block-snapshot}
            IdempotentParameterMismatch | Arguments on this idempotent request are inconsistent | CreateVolume AvailabilityZone=eu-west-1a Size=1 ClientToken=once ; CreateVolume AvailabilityZone=eu-west-1a Size=2 ClientToken=once
            FilterLimitExceeded | The maximum number of filters is 50 | DescribeImages Filter.1-51.Name=name Filter.1-51.Value.1=x
            FilterLimitExceeded | values of the filter '$Filter.1.Name' is 200 | DescribeImages Filter.1.Name=name Filter.1.Value.1-201=#
            InvalidNextToken | The token '$NextToken' is invalid | DescribeImages NextToken=nonsense
            InvalidUserID.Malformed | Invalid user id: "$Owner.1" | DescribeImages Owner.1=12
            InvalidUserData.Malformed | Invalid BASE64 encoding of user data. | RunInstances ImageId={kept-image} UserData=%3F MinCount=1 MaxCount=1
            InvalidID | The ID '$ResourceId.1' is not valid | CreateTags ResourceId.1=x-12345678 Tag.1.Key=x Tag.1.Value=x
            TagLimitExceeded | The maximum number of tags for a resource has been reached: 50 | CreateTags ResourceId.1={volume} Tag.1-51.Key=# Tag.1-51.Value=x
            """;

    private static final String IMAGES = """
            InvalidAMIID.Malformed | Invalid id: "$ImageId.1" | DescribeImages ImageId.1=x
            InvalidAMIID.NotFound | The image id '[$ImageId.1]' does not exist | DescribeImages ImageId.1=ami-0123456789abcdef0
            InvalidAMIID.NotFound | The image ids '[$ImageId.1, $ImageId.2]' do not exist | DescribeImages ImageId.1=ami-0123456789abcdef0 ImageId.2=ami-0123456789abcdef1
            InvalidAMIID.NotFound | The image id '[$ImageId.1]' does not exist | bob: DescribeImages ImageId.1={image}
            InvalidAMIID.Unavailable | The image ID '$ImageId' is no longer available | RunInstances ImageId={deregistered} MinCount=1 MaxCount=1
            InvalidAMIID.Unavailable | The image ID '$ImageId' is not available | RunInstances ImageId={disabled-image} MinCount=1 MaxCount=1
            InvalidAMIName.Malformed | AMI names must be between 3 and 128 characters long | CopyImage SourceImageId={image} SourceRegion=eu-west-1 Name=x
            InvalidAMIName.Duplicate | AMI name $Name is already in use by AMI ami- | CopyImage SourceImageId={image} SourceRegion=eu-west-1 Name=taken ; CopyImage SourceImageId={image} SourceRegion=eu-west-1 Name=taken
            InvalidAMIAttributeItemValue | Invalid attribute item value "$LaunchPermission.Add.1.UserId" for userId item type. | ModifyImageAttribute ImageId={image} LaunchPermission.Add.1.UserId=123
            InvalidAMIAttributeItemValue | Invalid attribute item value "$LaunchPermission.Add.1.Group" for userGroup item type. | ModifyImageAttribute ImageId={image} LaunchPermission.Add.1.Group=some
            InvalidKernelId.Malformed | Invalid id: "$KernelId" | RegisterImage Name={name} KernelId=x RootDeviceName=/dev/xvda BlockDeviceMapping.1.DeviceName=/dev/xvda BlockDeviceMapping.1.Ebs.SnapshotId={block-snapshot}
            InvalidRamDiskId.Malformed | Invalid id: "$RamdiskId" | RegisterImage Name={name} RamdiskId=x RootDeviceName=/dev/xvda BlockDeviceMapping.1.DeviceName=/dev/xvda BlockDeviceMapping.1.Ebs.SnapshotId={block-snapshot}
            InvalidAMIID.NotFound | The image id '[$KernelId]' does not exist | RegisterImage Name={name} KernelId=aki-12345678 RootDeviceName=/dev/xvda BlockDeviceMapping.1.DeviceName=/dev/xvda BlockDeviceMapping.1.Ebs.SnapshotId={block-snapshot}
            InvalidBlockDeviceMapping | Volume of size 1GB is smaller than snapshot '$BlockDeviceMapping.1.Ebs.SnapshotId', expect size >= 2GB | RunInstances ImageId={kept-image} BlockDeviceMapping.1.DeviceName=/dev/sdb BlockDeviceMapping.1.Ebs.VolumeSize=1 BlockDeviceMapping.1.Ebs.SnapshotId={larger-snapshot} MinCount=1 MaxCount=1
            InvalidBlockDeviceMapping | snapshotId cannot be modified on root device | RunInstances ImageId={image} BlockDeviceMapping.1.DeviceName=/dev/xvda BlockDeviceMapping.1.Ebs.SnapshotId={snapshot} MinCount=1 MaxCount=1
            InvalidRequest | You do not have permission to access the storage of this ami | bob: CopyImage SourceImageId={shared-image} SourceRegion=eu-west-1 Name={name}
            OperationNotPermitted | The image '$ImageId' is protected from deregistration | DeregisterImage ImageId={protected-image}
            OperationNotPermitted | You can't publicly share this image because block public access | bob: EnableImageBlockPublicAccess ImageBlockPublicAccessState=block-new-sharing ; ModifyImageAttribute ImageId={foreign-image} LaunchPermission.Add.1.Group=all
            """;

    private static final String DISKS = """
            InvalidSnapshotID.Malformed | Invalid id: "$SnapshotId.1" | DescribeSnapshots SnapshotId.1=x
            InvalidSnapshot.NotFound | The snapshot '$SnapshotId.1' does not exist. | DescribeSnapshots SnapshotId.1=snap-0123456789abcdef0
            InvalidSnapshot.InUse | The snapshot $SnapshotId is currently in use by ami- | DeleteSnapshot SnapshotId={block-snapshot}
            InvalidVolumeID.Malformed | Invalid id: "$VolumeId.1" | DescribeVolumes VolumeId.1=x
            InvalidVolume.NotFound | The volume '$VolumeId.1' does not exist. | DescribeVolumes VolumeId.1=vol-0123456789abcdef0
            InvalidVolume.ZoneMismatch | The volume '$VolumeId' is not in the same availability zone as instance '$InstanceId' | AttachVolume VolumeId={far-volume} InstanceId={kept-instance} Device=/dev/sdf
            VolumeInUse | Volume $VolumeId is currently attached to i- | DeleteVolume VolumeId={attached}
            VolumeInUse | $VolumeId is already attached to an instance | AttachVolume VolumeId={attached} InstanceId={kept-instance} Device=/dev/sdg
            IncorrectState | Volume '$VolumeId' is in the 'available' state. | DetachVolume VolumeId={volume}
            IncorrectState | Snapshot is in invalid state - pending | CreateVolume AvailabilityZone=eu-west-1a SnapshotId={pending-snapshot}
            InvalidVolumeModification.NotFound | Modification for volume '$VolumeId.1' does not exist. | DescribeVolumesModifications VolumeId.1={volume}
            UnknownVolumeType | Unsupported volume type '$VolumeType' for volume creation. | CreateVolume AvailabilityZone=eu-west-1a Size=1 VolumeType=gp9
            AttachmentLimitExceeded | Instance $InstanceId has 16 volumes | AttachVolume VolumeId={volume} InstanceId={full-instance} Device=/dev/sdz
            InvalidAttachment.NotFound | The volume '$VolumeId' is not attached to instance '$InstanceId' | DetachVolume VolumeId={attached} InstanceId=i-0123456789abcdef0
            UnsupportedHibernationConfiguration | The instance '$InstanceId.1' is not configured for hibernation. | StopInstances InstanceId.1={instance} Hibernate=true
            OperationNotPermitted | Unable to detach root volume '/dev/xvda' from instance '$InstanceId' | DetachVolume InstanceId={instance} VolumeId={latest-root}
            InvalidReplaceRootVolumeTaskId.Malformed | Invalid id: "$ReplaceRootVolumeTaskId.1" | DescribeReplaceRootVolumeTasks ReplaceRootVolumeTaskId.1=x
            InvalidReplaceRootVolumeTaskId.NotFound | The replace root volume task '$ReplaceRootVolumeTaskId.1' does not exist. | DescribeReplaceRootVolumeTasks ReplaceRootVolumeTaskId.1=replacevol-0123456789abcdef0
            """;

    private static final String SERVERS = """
            InvalidInstanceID.Malformed | Invalid id: "$InstanceId.1" | DescribeInstances InstanceId.1=x
            InvalidInstanceID.NotFound | The instance ID '$InstanceId.1' does not exist | DescribeInstances InstanceId.1=i-0123456789abcdef0
            IncorrectInstanceState | The instance '$InstanceId.1' is not in a state from which it can be started. | StartInstances InstanceId.1={terminated}
            IncorrectInstanceState | The instance '$InstanceId' is not in the 'stopped' state. | ModifyInstanceAttribute InstanceId={kept-instance} InstanceType.Value=t3.small
            IncorrectState | Instance '$InstanceId' is not 'running' or 'stopped' | AttachVolume VolumeId={volume} InstanceId={terminated} Device=/dev/sdf
            InvalidInstanceType | The following supplied instance types do not exist: [$InstanceType.1] | DescribeInstanceTypes InstanceType.1=z9.huge
            InvalidInstanceAttributeValue | Invalid value '$InstanceType.Value' for InstanceType. | ModifyInstanceAttribute InstanceId={kept-stopped} InstanceType.Value=z9.huge
            OperationNotPermitted | The instance '$InstanceId.1' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again. | TerminateInstances InstanceId.1={protected}
            Unsupported | There is no kernel to start the image '$ImageId' with. | RunInstances ImageId={paravirtual-image} InstanceType=m3.medium MinCount=1 MaxCount=1
            UnsupportedOperation | The attribute '$Attribute' is of paravirtual instances only, and '$InstanceId' is none. | ResetInstanceAttribute InstanceId={kept-stopped} Attribute=kernel
            InvalidParameterCombination | with the virtualization type 'hvm' | RunInstances ImageId={kept-image} KernelId=aki-12345678 MinCount=1 MaxCount=1
            InstanceLimitExceeded | You have requested more instances ($MaxCount) than one call may launch here: 20 | RunInstances ImageId={kept-image} MinCount=1 MaxCount=21
            InsufficientInstanceCapacity 500 | memory | RunInstances ImageId={kept-image} InstanceType=t3.2xlarge MinCount=20 MaxCount=20
            InvalidKeyPair.NotFound | The key pair '$KeyName.1' does not exist | DescribeKeyPairs KeyName.1=nobodys
            InvalidKeyPair.Duplicate | The keypair '$KeyName' already exists. | CreateKeyPair KeyName={keyname}
            InvalidKey.Format | Key is not in valid OpenSSH public key format | ImportKeyPair KeyName={name} PublicKeyMaterial=eA==
            InvalidLaunchTemplateId.Malformed | Invalid id: "$LaunchTemplateId" | DeleteLaunchTemplate LaunchTemplateId=x
            InvalidLaunchTemplateId.NotFound | with template ID $LaunchTemplateId, does not exist. | DeleteLaunchTemplate LaunchTemplateId=lt-0123456789abcdef0
            InvalidLaunchTemplateId.VersionNotFound | Could not find the specified version 7 for the launch template with ID $LaunchTemplate.LaunchTemplateId. | RunInstances LaunchTemplate.LaunchTemplateId={template} LaunchTemplate.Version=7 MinCount=1 MaxCount=1
            InvalidLaunchTemplateName.MalformedException | Launch template names must be between 3 and 128 characters long | CreateLaunchTemplate LaunchTemplateName=x LaunchTemplateData.InstanceType=t3.micro
            InvalidLaunchTemplateName.AlreadyExistsException | Launch template name already in use: $LaunchTemplateName | CreateLaunchTemplate LaunchTemplateName={templatename} LaunchTemplateData.InstanceType=t3.micro
            InvalidLaunchTemplateName.NotFoundException | with template name $LaunchTemplateName, does not exist. | DeleteLaunchTemplate LaunchTemplateName=nobodys
            """;

    private static final String PLACES = """
            InvalidRegion | The region '$SourceRegion' does not exist. | CopyImage SourceImageId=ami-12345678 SourceRegion=mars-north-1 Name={name}
            InvalidZone.NotFound | The zone '$AvailabilityZone' does not exist. | CreateVolume AvailabilityZone=mars-north-1a Size=1
            InvalidVpcID.Malformed | Invalid id: "$VpcId.1" | DescribeVpcs VpcId.1=x
            InvalidVpcID.NotFound | The vpc ID '$VpcId.1' does not exist | DescribeVpcs VpcId.1=vpc-0123456789abcdef0
            InvalidVpc.Range | The CIDR '$CidrBlock' is invalid. | CreateVpc CidrBlock=10.0.0.0/8
            DefaultVpcAlreadyExists | A Default VPC already exists for this account in this region. | CreateDefaultVpc
            DefaultSubnetAlreadyExistsInAvailabilityZone | is already the default subnet in $AvailabilityZone. | CreateDefaultSubnet AvailabilityZone=eu-west-1b
            InvalidDhcpOptionsId.Malformed | Invalid id: "$DhcpOptionsId.1" | DescribeDhcpOptions DhcpOptionsId.1=x
            InvalidDhcpOptionID.NotFound | The dhcpOption ID '$DhcpOptionsId.1' does not exist | DescribeDhcpOptions DhcpOptionsId.1=dopt-0123456789abcdef0
            InvalidParameter | Security group $SecurityGroupId.1 and subnet $SubnetId belong to different networks. | RunInstances ImageId={kept-image} SubnetId={subnet} SecurityGroupId.1={far-group} MinCount=1 MaxCount=1
            InvalidRouteTableId.Malformed | Invalid id: "$RouteTableId" | DeleteRouteTable RouteTableId=x
            InvalidRouteTableID.NotFound | The routeTable ID '$RouteTableId' does not exist | DeleteRouteTable RouteTableId=rtb-0123456789abcdef0
            InvalidAssociationID.NotFound | The association ID '$AssociationId' does not exist | DisassociateRouteTable AssociationId=rtbassoc-0123456789abcdef0
            Resource.AlreadyAssociated | resource $InternetGatewayId is already attached to network vpc- | AttachInternetGateway InternetGatewayId={attached-igw} VpcId={own-vpc}
            InvalidRoute.NotFound | no route with destination-cidr-block $DestinationCidrBlock in route table $RouteTableId | DeleteRoute RouteTableId={own-table} DestinationCidrBlock=192.0.2.0/24
            RouteAlreadyExists | The route identified by $DestinationCidrBlock already exists. | CreateRoute RouteTableId={routed-table} DestinationCidrBlock=0.0.0.0/0 GatewayId={latest-igw}
            InvalidGatewayID.NotFound | The gateway ID '$GatewayId' does not exist | CreateRoute RouteTableId={own-table} DestinationCidrBlock=0.0.0.0/0 GatewayId=igw-0123456789abcdef0
            InvalidInternetGatewayId.Malformed | Invalid id: "$InternetGatewayId" | DeleteInternetGateway InternetGatewayId=x
            InvalidInternetGatewayID.NotFound | The internetGateway ID '$InternetGatewayId' does not exist | DeleteInternetGateway InternetGatewayId=igw-0123456789abcdef0
            Gateway.NotAttached | resource $InternetGatewayId is not attached to network $VpcId | DetachInternetGateway InternetGatewayId={igw} VpcId={own-vpc}
            InvalidNetworkAclId.Malformed | Invalid id: "$NetworkAclId" | DeleteNetworkAcl NetworkAclId=x
            InvalidNetworkAclID.NotFound | The networkAcl ID '$NetworkAclId' does not exist | DeleteNetworkAcl NetworkAclId=acl-0123456789abcdef0
            InvalidNetworkAclEntry.NotFound | The network acl entry identified by $RuleNumber does not exist. | DeleteNetworkAclEntry NetworkAclId={own-acl} RuleNumber=100 Egress=true
            NetworkAclEntryAlreadyExists | The network acl entry identified by $RuleNumber already exists. | CreateNetworkAclEntry NetworkAclId={filled-acl} RuleNumber=100 Egress=true Protocol=-1 RuleAction=deny CidrBlock=0.0.0.0/0
            InvalidSubnetID.Malformed | Invalid id: "$SubnetId.1" | DescribeSubnets SubnetId.1=x
            InvalidSubnetID.NotFound | The subnet ID '$SubnetId.1' does not exist | DescribeSubnets SubnetId.1=subnet-0123456789abcdef0
            InvalidSubnet.Range | The CIDR '$CidrBlock' is invalid. | CreateSubnet VpcId={vpc} CidrBlock=10.9.0.0/24
            InvalidSubnet.Conflict | The CIDR '$CidrBlock' conflicts with another subnet | CreateSubnet VpcId={vpc} CidrBlock=172.31.0.0/24
            VolumeTypeNotAvailableInZone | The volume type '$VolumeType' is not available in $OutpostArn | CreateVolume AvailabilityZone=eu-west-1a OutpostArn=arn:aws:outposts:eu-west-1:111111111111:outpost/op-0123456789abcdef0 VolumeType=io1 Iops=100 Size=10
            InvalidSpotInstanceRequestID.Malformed | Invalid id: "$SpotInstanceRequestId.1" | CancelSpotInstanceRequests SpotInstanceRequestId.1=sir-x
            InvalidSpotInstanceRequestID.NotFound | The spot instance request ID '$SpotInstanceRequestId.1' does not exist | CancelSpotInstanceRequests SpotInstanceRequestId.1=sir-0123456789abcdef0
            SpotMaxPriceTooLow | Your Spot request price of 0.001 is lower than the minimum required Spot request fulfillment price of | RunInstances ImageId={kept-image} MinCount=1 MaxCount=1 InstanceType=t3.micro InstanceMarketOptions.MarketType=spot InstanceMarketOptions.SpotOptions.MaxPrice=0.001
            IncorrectSpotRequestState | because the associated Spot Instance request is not in an appropriate state to support start. | StartInstances InstanceId.1={cancelled-spot}
            InvalidNetworkInterface.InUse | interface: [$NetworkInterface.1.NetworkInterfaceId] in use | RunInstances ImageId={kept-image} NetworkInterface.1.NetworkInterfaceId={nic} MinCount=1 MaxCount=1 InstanceType=t3.micro
            InvalidAttachmentID.NotFound | has no attachment '$Attachment.AttachmentId' | ModifyNetworkInterfaceAttribute NetworkInterfaceId={nic} Attachment.AttachmentId=eni-attach-x Attachment.DeleteOnTermination=true
            InvalidNetworkInterfaceID.NotFound | The networkInterface ID '$NetworkInterfaceId.1' does not exist | DescribeNetworkInterfaces NetworkInterfaceId.1=eni-0123456789abcdef0
            InvalidAllocationID.NotFound | The allocation ID '$AllocationId.1' does not exist | DescribeAddresses AllocationId.1=eipalloc-0123456789abcdef0
            InvalidAssociationID.NotFound | The association ID '$AssociationId' does not exist | DisassociateAddress AssociationId=eipassoc-0123456789abcdef0
            InvalidAddress.NotFound | Address '$PublicIp.1' not found. | DescribeAddresses PublicIp.1=127.0.0.1
            Resource.AlreadyAssociated | resource $AllocationId is already associated with associate-id eipassoc- | AssociateAddress AllocationId={used-address} InstanceId={kept-instance} AllowReassociation=false
            InvalidInstanceID | The terminated instance '$InstanceId' is not in a valid state for this operation. | AssociateAddress AllocationId={address} InstanceId={terminated}
            AddressLimitExceeded | The maximum number of addresses has been reached: 5 | bob: AllocateAddress ; AllocateAddress ; AllocateAddress ; AllocateAddress ; AllocateAddress ; AllocateAddress
            InvalidIPAddress.InUse | Address $PrivateIpAddress is in use. | RunInstances ImageId={kept-image} SubnetId={subnet} PrivateIpAddress=172.31.0.77 MinCount=1 MaxCount=1 ; RunInstances ImageId={kept-image} SubnetId={subnet} PrivateIpAddress=172.31.0.77 MinCount=1 MaxCount=1
            InvalidGroupId.Malformed | Invalid id: "$GroupId" | DeleteSecurityGroup GroupId=x
            InvalidGroup.NotFound | The security group '$GroupId' does not exist | DeleteSecurityGroup GroupId=sg-0123456789abcdef0
            InvalidGroup.Duplicate | The security group '$GroupName' already exists for VPC 'vpc- | CreateSecurityGroup GroupName={groupname} GroupDescription=x
            InvalidGroup.Reserved | Cannot use reserved security group name: default | CreateSecurityGroup GroupName=default GroupDescription=x
            CannotDelete | name: "default" cannot be deleted by a user | DeleteSecurityGroup GroupName=default
            DependencyViolation | resource $GroupId has a dependent object | DeleteSecurityGroup GroupId={used-group}
            InvalidPermission.Duplicate | already exists | AuthorizeSecurityGroupIngress GroupId={open-group} IpProtocol=tcp FromPort=22 ToPort=22 CidrIp=10.0.0.0/8
            InvalidPermission.NotFound | The specified rule does not exist in this security group. | RevokeSecurityGroupIngress GroupId={group} IpProtocol=tcp FromPort=22 ToPort=22 CidrIp=10.0.0.0/8
            InvalidSecurityGroupRuleId.Malformed | Invalid id: "$SecurityGroupRuleId.1" | DescribeSecurityGroupRules SecurityGroupRuleId.1=sgr-x
            InvalidSecurityGroupRuleId.NotFound | The security group rule ID '$SecurityGroupRuleId.1' does not exist | DescribeSecurityGroupRules SecurityGroupRuleId.1=sgr-0123456789abcdef0
            RulesPerSecurityGroupLimitExceeded | The maximum number of rules per security group has been reached: 60 | AuthorizeSecurityGroupIngress GroupId={group} IpPermissions.1.IpProtocol=tcp IpPermissions.1.FromPort=22 IpPermissions.1.ToPort=22 IpPermissions.1.IpRanges.1-61.CidrIp=10.0.#.0/24
            ResourceLimitExceeded | The maximum number of security groups per interface is 5 | RunInstances ImageId={kept-image} SecurityGroupId.1-6={group} MinCount=1 MaxCount=1
            """;

    private CatalogueOfEc2() {}

    static List<CatalogueRow> rows() {
        List<CatalogueRow> rows = new ArrayList<>();
        for (String family : List.of(CALLERS, MEMBERS, IMAGES, DISKS, SERVERS, PLACES)) {
            family.lines().map(CatalogueRow::line).forEach(rows::add);
        }
        rows.add(modifiedTooOften());
        rows.add(modifiedMeanwhile());
        rows.add(zoneWithoutSubnet());
        rows.add(subnetIsFull());
        rows.addAll(CatalogueOfNetworks.rows());
        return rows;
    }

    private static CatalogueRow modifiedTooOften() {
        return CatalogueRow.call(
                "VolumeModificationRateExceeded",
                "You've reached the maximum modification rate per volume limit.",
                "ModifyVolume",
                (door, fixtures) -> {
                    String volume = fixtures.fresh("volume");
                    for (int size = 2; size <= 5; size++) {
                        var _ = modify(door, volume, size);
                        fixtures.service().settle();
                    }
                    return modify(door, volume, 6);
                });
    }

    /** The other modification stands there as one that has not ended yet. */
    private static CatalogueRow modifiedMeanwhile() {
        return CatalogueRow.call(
                "IncorrectModificationState",
                "cannot be modified in modification state MODIFYING",
                "ModifyVolume",
                (door, fixtures) -> {
                    String volume = fixtures.fresh("modified-volume");
                    change(fixtures, "UPDATE volume_modification SET state = 'modifying' WHERE volume_id = ?", volume);
                    try {
                        return modify(door, volume, 3);
                    } finally {
                        change(
                                fixtures,
                                "UPDATE volume_modification SET state = 'completed' WHERE volume_id = ?",
                                volume);
                    }
                });
    }

    private static Object modify(CatalogueDoor door, String volume, int size) {
        return door.ask(Who.ALICE, "ModifyVolume", Map.of("VolumeId", volume, "Size", Integer.toString(size)));
    }

    private static CatalogueRow zoneWithoutSubnet() {
        return CatalogueRow.call(
                "MissingInput",
                "No default subnet for availability zone: 'eu-west-1c'.",
                "RunInstances",
                (door, fixtures) -> {
                    String image = fixtures.fresh("public-image");
                    var _ = door.ask(Who.BOB, "DescribeSubnets", Map.of());
                    change(
                            fixtures,
                            "DELETE FROM subnet WHERE account = ? AND zone = 'eu-west-1c'",
                            Fixtures.OTHER_ACCOUNT);
                    Map<String, String> launch = new LinkedHashMap<>(
                            Map.of("ImageId", image, "InstanceType", "t3.nano", "MinCount", "1", "MaxCount", "1"));
                    launch.put("Placement.AvailabilityZone", "eu-west-1c");
                    return door.ask(Who.BOB, "RunInstances", launch);
                });
    }

    /** Bob's network, in a subnet made smaller than any that EC2 gives: thousands of servers would take their time. */
    private static CatalogueRow subnetIsFull() {
        return CatalogueRow.call(
                "InsufficientFreeAddressesInSubnet",
                "Insufficient free addresses in subnet 'subnet-",
                "RunInstances",
                (door, fixtures) -> {
                    String image = fixtures.fresh("public-image");
                    var _ = door.ask(Who.BOB, "DescribeSubnets", Map.of());
                    change(
                            fixtures,
                            "UPDATE subnet SET cidr = substr(cidr, 1, instr(cidr, '/')) || '28' WHERE account = ?",
                            Fixtures.OTHER_ACCOUNT);
                    Map<String, String> launch = new LinkedHashMap<>(
                            Map.of("ImageId", image, "InstanceType", "t3.nano", "MinCount", "12", "MaxCount", "12"));
                    return door.ask(Who.BOB, "RunInstances", launch);
                });
    }

    private static void change(Fixtures fixtures, String statement, String value) {
        fixtures.service().database().writing(transaction -> transaction.sql().execute(statement, value));
    }
}
