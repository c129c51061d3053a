package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.encryption.Lineage;
import dev.origami.id.InstanceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.instance.CpuOptions;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceSettings;
import dev.origami.instance.MetadataOptions;
import dev.origami.network.NetworkInterface;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreditSpecification;
import software.amazon.awssdk.services.ec2.model.GetLaunchTemplateDataRequest;
import software.amazon.awssdk.services.ec2.model.GetLaunchTemplateDataResponse;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateBlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateCpuOptions;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceMetadataOptions;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateInstanceNetworkInterfaceSpecification;
import software.amazon.awssdk.services.ec2.model.LaunchTemplateTagSpecification;
import software.amazon.awssdk.services.ec2.model.ResponseLaunchTemplateData;

/**
 * GetLaunchTemplateData: what a launch template would say of an instance that is there. Its private address is left out,
 * so that another instance can be launched from it.
 */
final class LaunchTemplateDataApi {
    private final Database database;
    private final InstanceView.Source views;

    LaunchTemplateDataApi(Database database, InstanceView.Source views) {
        this.database = database;
        this.views = views;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("GetLaunchTemplateData", GetLaunchTemplateDataRequest::builder, this::getData)
                .requires("InstanceId"));
    }

    private GetLaunchTemplateDataResponse getData(Caller caller, GetLaunchTemplateDataRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        InstanceView view =
                database.read(sql -> views.selected(sql, caller, List.of(id))).getFirst();
        return GetLaunchTemplateDataResponse.builder()
                .launchTemplateData(data(view))
                .build();
    }

    private static ResponseLaunchTemplateData data(InstanceView view) {
        Instance instance = view.instance();
        InstanceSettings settings = instance.settings();
        List<Tag> tags = view.tags().stream()
                .filter(tag -> !tag.key().startsWith(Tags.RESERVED))
                .toList();
        return ResponseLaunchTemplateData.builder()
                .imageId(instance.image().image().value())
                .instanceType(settings.type())
                .keyName(instance.keyName())
                .userData(settings.userData())
                .ebsOptimized(settings.devices().ebsOptimized())
                .monitoring(monitoring -> monitoring.enabled(settings.monitoring()))
                .placement(
                        placement -> placement.availabilityZone(instance.zone()).tenancy("default"))
                .disableApiTermination(settings.protection().termination())
                .disableApiStop(settings.protection().stop())
                .instanceInitiatedShutdownBehavior(settings.shutdown().wire())
                .creditSpecification(
                        settings.cpuCredits() == null
                                ? null
                                : CreditSpecification.builder()
                                        .cpuCredits(settings.cpuCredits())
                                        .build())
                .cpuOptions(cpu(settings.cpu()))
                .maintenanceOptions(options -> options.autoRecovery(settings.autoRecovery() ? "default" : "disabled"))
                .metadataOptions(metadata(settings.metadata()))
                .blockDeviceMappings(view.volumes().stream()
                        .map(LaunchTemplateDataApi::mapping)
                        .filter(Objects::nonNull)
                        .toList())
                .networkInterfaces(view.nic().stream()
                        .map(LaunchTemplateDataApi::networkInterface)
                        .toList())
                .tagSpecifications(
                        tags.isEmpty()
                                ? List.of()
                                : List.of(LaunchTemplateTagSpecification.builder()
                                        .resourceType("instance")
                                        .tags(TagSpecifications.write(tags))
                                        .build()))
                .build();
    }

    private static @Nullable LaunchTemplateCpuOptions cpu(@Nullable CpuOptions options) {
        return options == null
                ? null
                : LaunchTemplateCpuOptions.builder()
                        .coreCount(options.cores())
                        .threadsPerCore(options.threads())
                        .build();
    }

    private static LaunchTemplateInstanceMetadataOptions metadata(MetadataOptions options) {
        return LaunchTemplateInstanceMetadataOptions.builder()
                .httpEndpoint(options.endpoint() ? "enabled" : "disabled")
                .httpTokens(options.tokensRequired() ? "required" : "optional")
                .httpPutResponseHopLimit(options.hopLimit())
                .httpProtocolIpv6("disabled")
                .instanceMetadataTags(options.instanceTags() ? "enabled" : "disabled")
                .build();
    }

    private static @Nullable LaunchTemplateBlockDeviceMapping mapping(Volume volume) {
        Attachment attachment = volume.attachment();
        return attachment == null
                ? null
                : LaunchTemplateBlockDeviceMapping.builder()
                        .deviceName(attachment.device())
                        .ebs(ebs -> ebs.snapshotId(
                                        volume.snapshot() == null
                                                ? null
                                                : volume.snapshot().value())
                                .volumeSize(volume.settings().sizeGiB())
                                .volumeType(volume.settings().type().wire())
                                .iops(volume.settings().iops())
                                .throughput(volume.settings().throughput())
                                .deleteOnTermination(attachment.deleteOnTermination())
                                .encrypted(volume.lineage() != null)
                                .kmsKeyId(Lineage.keyOf(volume.lineage())))
                        .build();
    }

    private static LaunchTemplateInstanceNetworkInterfaceSpecification networkInterface(NetworkInterface nic) {
        return LaunchTemplateInstanceNetworkInterfaceSpecification.builder()
                .deviceIndex(0)
                .networkCardIndex(0)
                .interfaceType("interface")
                .deleteOnTermination(nic.attached().deleteOnTermination())
                .associatePublicIpAddress(nic.isOfCarrier() ? null : Boolean.valueOf(nic.wantsPublic()))
                .associateCarrierIpAddress(nic.isOfCarrier() ? Boolean.valueOf(nic.wantsPublic()) : null)
                .description(nic.description())
                .subnetId(nic.subnet().value())
                .groups(nic.groups().stream().map(SecurityGroupId::value).toList())
                .build();
    }
}
