package dev.origami.api;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;

/** The members by which a launch is told what to make, in a RunInstances as in a launch template. */
final class LaunchMembers {
    private static final List<String> HONOURED = List.of(
            "ImageId",
            "InstanceType",
            "KeyName",
            "UserData",
            "TagSpecification.*",
            "BlockDeviceMapping.DeviceName",
            "BlockDeviceMapping.NoDevice",
            "BlockDeviceMapping.VirtualName",
            "BlockDeviceMapping.Ebs.SnapshotId",
            "BlockDeviceMapping.Ebs.VolumeSize",
            "BlockDeviceMapping.Ebs.VolumeType",
            "BlockDeviceMapping.Ebs.Iops",
            "BlockDeviceMapping.Ebs.Throughput",
            "BlockDeviceMapping.Ebs.DeleteOnTermination",
            "BlockDeviceMapping.Ebs.Encrypted",
            "BlockDeviceMapping.Ebs.KmsKeyId",
            "SecurityGroup",
            "SecurityGroupId",
            "Placement.AvailabilityZone",
            "NetworkInterface.SubnetId",
            "NetworkInterface.SecurityGroupId",
            "NetworkInterface.AssociatePublicIpAddress",
            "NetworkInterface.AssociateCarrierIpAddress",
            "NetworkInterface.PrivateIpAddress",
            "NetworkInterface.Description",
            "NetworkInterface.NetworkInterfaceId",
            "NetworkInterface.DeleteOnTermination",
            "MetadataOptions.HttpEndpoint",
            "MetadataOptions.HttpTokens",
            "MetadataOptions.HttpPutResponseHopLimit",
            "MetadataOptions.InstanceMetadataTags",
            "InstanceInitiatedShutdownBehavior",
            "DisableApiTermination",
            "DisableApiStop",
            "CreditSpecification.CpuCredits",
            "CpuOptions.CoreCount",
            "CpuOptions.ThreadsPerCore",
            "InstanceMarketOptions.MarketType",
            "InstanceMarketOptions.SpotOptions.MaxPrice",
            "InstanceMarketOptions.SpotOptions.SpotInstanceType",
            "InstanceMarketOptions.SpotOptions.InstanceInterruptionBehavior",
            "MaintenanceOptions.AutoRecovery",
            "Monitoring.Enabled",
            "EbsOptimized");

    private static final Map<String, String[]> HARMLESS = Map.ofEntries(
            one("Placement.Tenancy", "default"),
            one("NetworkInterface.DeviceIndex", "0"),
            one("NetworkInterface.NetworkCardIndex", "0"),
            one("NetworkInterface.InterfaceType", "interface"),
            one("MetadataOptions.HttpProtocolIpv6", "disabled"),
            one("HibernationOptions.Configured", "false"),
            one("EnclaveOptions.Enabled", "false"),
            one("CapacityReservationSpecification.CapacityReservationPreference", "open", "none"),
            one("PrivateDnsNameOptions.HostnameType", "ip-name"),
            one("PrivateDnsNameOptions.EnableResourceNameDnsARecord", "false"),
            one("PrivateDnsNameOptions.EnableResourceNameDnsAAAARecord", "false"));

    private LaunchMembers() {}

    private static Map.Entry<String, String[]> one(String path, String... values) {
        return Map.entry(path, values);
    }

    /** Declares them; the prefix is where they stand in the request, with a dot, or empty. */
    static <I extends SdkPojo, O extends SdkPojo> Operation<I, O> declare(Operation<I, O> operation, String prefix) {
        HONOURED.forEach(path -> operation.honours(prefix + path));
        HARMLESS.forEach((path, values) -> operation.harmless(prefix + path, values));
        return operation;
    }
}
