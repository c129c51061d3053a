package dev.origami.contract;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.command.WholeService;
import dev.origami.error.ApiException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is in a state in which something cannot be done to it: EC2's code for it (source sections 2.5, 3.3, 12). */
class WrongStatesTest {
    @TempDir(factory = QuickDirectory.class)
    private static Path directory;

    private static WholeService service;
    private static Fixtures fixtures;

    @BeforeAll
    static void open() throws Exception {
        service = new WholeService(directory);
        fixtures = new Fixtures(service);
    }

    @AfterAll
    static void close() throws Exception {
        service.close();
    }

    @TestFactory
    Stream<DynamicTest> isRefused() {
        return Stream.of("""
                terminated | IncorrectInstanceState | StartInstances InstanceId.1={terminated}
                terminated | IncorrectInstanceState | StopInstances InstanceId.1={terminated}
                terminated | IncorrectState | AttachVolume VolumeId={volume} InstanceId={terminated} Device=/dev/sdf
                runs | IncorrectInstanceState | ModifyInstanceAttribute InstanceId={instance} InstanceType.Value=t3.small
                stopped | IncorrectInstanceState | CreateReplaceRootVolumeTask InstanceId={stopped}
                of another volume | InvalidParameterValue | CreateReplaceRootVolumeTask InstanceId={instance} SnapshotId={block-snapshot}
                two sources | InvalidParameterCombination | CreateReplaceRootVolumeTask InstanceId={instance} SnapshotId={block-snapshot} ImageId={image}
                disabled | InvalidAMIID.Unavailable | CreateReplaceRootVolumeTask InstanceId={instance} ImageId={disabled-image}
                smaller | InvalidParameterValue | CopyVolumes SourceVolumeId={larger-volume} Size=1
                smaller | InvalidParameterValue | ModifyVolume VolumeId={larger-volume} Size=1
                a root | InvalidParameterValue | ModifyVolume InstanceId={instance} VolumeId={latest-root} VolumeType=st1 Size=125
                never modified | InvalidVolumeModification.NotFound | DescribeVolumesModifications VolumeId.1={volume}
                attached and runs | IncorrectState | ModifyVolumeAttribute VolumeId={attached} AutoEnableIO.Value=true
                attached | VolumeInUse | DeleteVolume VolumeId={attached}
                attached | VolumeInUse | AttachVolume VolumeId={attached} InstanceId={instance} Device=/dev/sdg
                free | IncorrectState | DetachVolume VolumeId={volume}
                root of what runs | OperationNotPermitted | DetachVolume InstanceId={instance} VolumeId={latest-root}
                device taken | InvalidParameterValue | AttachVolume VolumeId={volume} InstanceId={instance} Device=/dev/xvda
                other zone | InvalidVolume.ZoneMismatch | AttachVolume VolumeId={far-volume} InstanceId={instance} Device=/dev/sdf
                of an image | InvalidSnapshot.InUse | DeleteSnapshot SnapshotId={block-snapshot}
                locked | OperationNotPermitted | DeleteSnapshot SnapshotId={locked-snapshot}
                not locked | IncorrectState | UnlockSnapshot SnapshotId={snapshot}
                pending | IncorrectState | CreateVolume AvailabilityZone=eu-west-1a SnapshotId={pending-snapshot}
                pending | IncorrectState | CopySnapshot SourceRegion=eu-west-1 SourceSnapshotId={pending-snapshot}
                deregistered | InvalidAMIID.Unavailable | RunInstances ImageId={deregistered} MinCount=1 MaxCount=1
                deregistered | InvalidAMIID.Unavailable | DeregisterImage ImageId={deregistered}
                in the bin | InvalidAMIID.Unavailable | RunInstances ImageId={recycled-image} MinCount=1 MaxCount=1
                in the bin | InvalidAMIID.Unavailable | DeregisterImage ImageId={recycled-image}
                in the bin | InvalidAMIID.Unavailable | DescribeImageAttribute ImageId={recycled-image} Attribute=launchPermission
                in the bin | InvalidAMIID.NotFound | CopyImage SourceRegion=eu-west-1 SourceImageId={recycled-image} Name={name}
                in the bin | InvalidSnapshot.NotFound | DeleteSnapshot SnapshotId={recycled-snapshot}
                in the bin | InvalidSnapshot.NotFound | CreateVolume AvailabilityZone=eu-west-1a SnapshotId={recycled-snapshot}
                in the bin | InvalidSnapshot.NotFound | DescribeSnapshots SnapshotId.1={recycled-snapshot}
                not set up for it | UnsupportedHibernationConfiguration | StopInstances InstanceId.1={instance} Hibernate=true
                runs | IncorrectInstanceState | ModifyInstancePlacement InstanceId={instance} Tenancy=default
                stopped | IncorrectInstanceState | GetConsoleScreenshot InstanceId={kept-stopped}
                no UEFI | UnsupportedOperation | GetInstanceUefiData InstanceId={kept-instance}
                in the bin | InvalidVolume.NotFound | DeleteVolume VolumeId={recycled-volume}
                in the bin | InvalidVolume.NotFound | CreateSnapshot VolumeId={recycled-volume}
                in the bin | InvalidVolume.NotFound | DescribeVolumes VolumeId.1={recycled-volume}
                not in the bin | InvalidVolume.NotFound | RestoreVolumeFromRecycleBin VolumeId={volume}
                not in the bin | InvalidAMIID.NotFound | RestoreImageFromRecycleBin ImageId={image}
                not in the bin | InvalidSnapshot.NotFound | RestoreSnapshotFromRecycleBin SnapshotId={snapshot}
                disabled | InvalidAMIID.Unavailable | RunInstances ImageId={disabled-image} MinCount=1 MaxCount=1
                disabled | InvalidAMIID.Unavailable | CopyImage SourceRegion=eu-west-1 SourceImageId={disabled-image} Name={name}
                disabled | InvalidAMIID.Unavailable | ModifyImageAttribute ImageId={disabled-image} UserId.1=222222222222
                disabled | InvalidAMIID.Unavailable | DisableImage ImageId={disabled-image}
                deregistered | InvalidAMIID.Unavailable | EnableImage ImageId={deregistered}
                protected | OperationNotPermitted | DeregisterImage ImageId={protected-image}
                public | OperationNotPermitted | DisableImageDeprecation ImageId={public-image}
                public | InvalidParameterValue | EnableImageDeprecation ImageId={public-image} DeprecateAt=2028-01-31T09:15:00Z
                past | InvalidParameterValue | EnableImageDeprecation ImageId={image} DeprecateAt=2026-01-31T09:14:22Z
                too far | InvalidParameterValue | EnableImageDeprecation ImageId={image} DeprecateAt=2036-01-31T09:14:23Z
                own | OperationNotPermitted | CancelImageLaunchPermission ImageId={image}
                protected | OperationNotPermitted | TerminateInstances InstanceId.1={protected}
                protected | OperationNotPermitted | StopInstances InstanceId.1={protected}
                the default one | CannotDelete | DeleteSecurityGroup GroupName=default
                used | DependencyViolation | DeleteSecurityGroup GroupId={used-group}
                has subnets | DependencyViolation | DeleteVpc VpcId={vpc}
                has a group | DependencyViolation | DeleteVpc VpcId={vpc-of-group}
                attached | DependencyViolation | DeleteInternetGateway InternetGatewayId={attached-igw}
                has another | InvalidParameterValue | AttachInternetGateway VpcId={vpc} InternetGatewayId={igw}
                has a gateway | DependencyViolation | DeleteVpc VpcId={gated-vpc}
                has a table | DependencyViolation | DeleteVpc VpcId={tabled-vpc}
                the main one | DependencyViolation | DeleteRouteTable RouteTableId={main-table}
                has another | Resource.AlreadyAssociated | AssociateRouteTable SubnetId={associated-subnet} RouteTableId={own-table}
                of another network | InvalidParameterValue | AssociateRouteTable SubnetId={subnet} RouteTableId={own-table}
                the main one | InvalidParameterValue | DisassociateRouteTable AssociationId={main-association}
                of another network | InvalidParameterValue | ReplaceRouteTableAssociation AssociationId={association} RouteTableId={main-table-of-default}
                the network itself | InvalidParameterValue | DeleteRoute RouteTableId={own-table} DestinationCidrBlock=10.9.0.0/16
                the network itself | RouteAlreadyExists | CreateRoute RouteTableId={public-table} GatewayId={latest-igw} DestinationCidrBlock=10.9.0.0/16
                within the network | InvalidParameterValue | CreateRoute RouteTableId={public-table} GatewayId={latest-igw} DestinationCidrBlock=10.9.1.0/24
                of another network | InvalidParameterValue | CreateRoute RouteTableId={own-table} GatewayId={latest-igw} DestinationCidrBlock=0.0.0.0/0
                not there | InvalidParameterValue | ReplaceRoute RouteTableId={public-table} GatewayId={latest-igw} DestinationCidrBlock=0.0.0.0/0
                has a network ACL | DependencyViolation | DeleteVpc VpcId={acled-vpc}
                the default one | InvalidParameterValue | DeleteNetworkAcl NetworkAclId={default-acl}
                used | DependencyViolation | DeleteNetworkAcl NetworkAclId={used-acl}
                of another network | InvalidParameterValue | ReplaceNetworkAclAssociation AssociationId={acl-association} NetworkAclId={default-acl}
                no such number | InvalidParameterValue | CreateNetworkAclEntry NetworkAclId={own-acl} RuleNumber=32767 Egress=true Protocol=-1 RuleAction=deny CidrBlock=0.0.0.0/0
                no such action | InvalidParameterValue | CreateNetworkAclEntry NetworkAclId={own-acl} RuleNumber=1 Egress=true Protocol=-1 RuleAction=drop CidrBlock=0.0.0.0/0
                no such protocol | InvalidParameterValue | CreateNetworkAclEntry NetworkAclId={own-acl} RuleNumber=1 Egress=true Protocol=256 RuleAction=deny CidrBlock=0.0.0.0/0
                no ports | MissingParameter | CreateNetworkAclEntry NetworkAclId={own-acl} RuleNumber=1 Egress=true Protocol=6 RuleAction=deny CidrBlock=0.0.0.0/0
                no range | InvalidParameterValue | CreateNetworkAclEntry NetworkAclId={own-acl} RuleNumber=1 Egress=true Protocol=6 RuleAction=deny CidrBlock=0.0.0.0/0 PortRange.From=2 PortRange.To=1
                no type | MissingParameter | CreateNetworkAclEntry NetworkAclId={own-acl} RuleNumber=1 Egress=true Protocol=1 RuleAction=deny CidrBlock=0.0.0.0/0
                two at once | InvalidParameterCombination | ModifyVpcAttribute VpcId={vpc} EnableDnsSupport.Value=true EnableDnsHostnames.Value=true
                nothing said | InvalidParameterCombination | ModifyVpcAttribute VpcId={vpc}
                of another network | InvalidGroup.NotFound | ModifyInstanceAttribute InstanceId={instance} GroupId.1={far-group}
                of another network | InvalidGroup.NotFound | AuthorizeSecurityGroupIngress GroupId={group} IpPermissions.1.IpProtocol=-1 IpPermissions.1.Groups.1.GroupId={far-group}
                name taken | InvalidLaunchTemplateName.AlreadyExistsException | CreateLaunchTemplate LaunchTemplateName={templatename} LaunchTemplateData.InstanceType=t3.micro
                no such version | InvalidLaunchTemplateId.VersionNotFound | RunInstances LaunchTemplate.LaunchTemplateId={template} LaunchTemplate.Version=7 MinCount=1 MaxCount=1
                no such version | InvalidLaunchTemplateId.VersionNotFound | ModifyLaunchTemplate LaunchTemplateId={template} SetDefaultVersion=7
                no image named | MissingParameter | RunInstances InstanceType=t3.micro MinCount=1 MaxCount=1
                says nothing | MissingParameter | CreateLaunchTemplate LaunchTemplateName={name}
                name taken | InvalidKeyPair.Duplicate | CreateKeyPair KeyName={keyname} KeyType=ed25519
                name taken | InvalidGroup.Duplicate | CreateSecurityGroup GroupName={groupname} GroupDescription=x
                there | InvalidPermission.Duplicate | AuthorizeSecurityGroupIngress GroupId={open-group} IpProtocol=tcp FromPort=22 ToPort=22 CidrIp=10.0.0.0/8
                in use | InvalidIPAddress.InUse | ReleaseAddress AllocationId={used-address}
                another's | Resource.AlreadyAssociated | AssociateAddress AllocationId={used-address} InstanceId={kept-instance} AllowReassociation=false
                terminated | InvalidInstanceID | AssociateAddress AllocationId={address} InstanceId={terminated}
                not there | InvalidPermission.NotFound | RevokeSecurityGroupIngress GroupId={group} IpProtocol=tcp FromPort=22 ToPort=22 CidrIp=10.0.0.0/8
                """.lines().toArray(String[]::new)).map(WrongStatesTest::test);
    }

    /** A line: why, the code, and the request. */
    private static DynamicTest test(String line) {
        String[] parts = line.split(" [|] ", -1);
        String[] words = parts[2].split(" ", -1);
        return DynamicTest.dynamicTest(words[0] + ": " + parts[0], () -> {
            Map<String, String> members = new LinkedHashMap<>();
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                members.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
            Map<String, String> given = fixtures.made(members);
            assertThatThrownBy(() -> fixtures.ask(WholeService.ALICE, words[0], given))
                    .asInstanceOf(InstanceOfAssertFactories.type(ApiException.class))
                    .returns(parts[1], refusal -> refusal.code().wire());
        });
    }
}
