package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.InstanceLimits;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.id.InstanceId;
import dev.origami.image.Images;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceSettings;
import dev.origami.instance.Instances;
import dev.origami.instance.MetadataOptions;
import dev.origami.instance.MetadataTags;
import dev.origami.operation.Firewall;
import dev.origami.operation.LaunchSettings;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.EnclaveOptions;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsRequest;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceMetadataOptionsResponse;
import software.amazon.awssdk.services.ec2.model.ResetInstanceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ResetInstanceAttributeResponse;

/** What of an instance can be looked at and changed one by one (source section 3.4). */
public final class InstanceAttributeApi {
    private final Database database;
    private final Instances instances;
    private final InstanceView.Source views;
    private final InstanceChange changes;
    private final Firewall firewall;

    InstanceAttributeApi(
            Database database, InstanceView.Source views, Images images, Firewall firewall, InstanceLimits limits) {
        this.database = database;
        this.instances = views.instances();
        this.views = views;
        this.changes = new InstanceChange(views, images, limits);
        this.firewall = firewall;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "DescribeInstanceAttribute", DescribeInstanceAttributeRequest::builder, this::describeAttribute)
                .requires("InstanceId", "Attribute"));
        table.add(
                Operation.ec2("ModifyInstanceAttribute", ModifyInstanceAttributeRequest::builder, this::modifyAttribute)
                        .requires("InstanceId")
                        .honours("Attribute", "Value", "GroupId")
                        .honours("BlockDeviceMapping.DeviceName", "BlockDeviceMapping.Ebs.DeleteOnTermination")
                        .honours("BlockDeviceMapping.Ebs.VolumeId")
                        .honours("DisableApiTermination.Value", "DisableApiStop.Value", "SourceDestCheck.Value")
                        .honours("InstanceInitiatedShutdownBehavior.Value", "InstanceType.Value", "UserData.Value")
                        .honours("Kernel.Value", "Ramdisk.Value")
                        .honours("EbsOptimized.Value", "EnaSupport.Value", "SriovNetSupport.Value"));
        table.add(Operation.ec2(
                        "ModifyInstanceMetadataOptions",
                        ModifyInstanceMetadataOptionsRequest::builder,
                        this::modifyMetadata)
                .requires("InstanceId")
                .honours("HttpEndpoint", "HttpTokens", "HttpPutResponseHopLimit", "InstanceMetadataTags")
                .harmless("HttpProtocolIpv6", "disabled"));
        table.add(Operation.ec2("ResetInstanceAttribute", ResetInstanceAttributeRequest::builder, this::resetAttribute)
                .requires("InstanceId", "Attribute"));
    }

    private DescribeInstanceAttributeResponse describeAttribute(
            Caller caller, DescribeInstanceAttributeRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        InstanceView view = database.read(sql -> views.of(sql, caller, List.of(instances.requireOwned(sql, caller, id)))
                .getFirst());
        Instance instance = view.instance();
        InstanceSettings settings = instance.settings();
        boolean checks = view.nic().map(nic -> nic.sourceDestCheck()).orElse(true);
        var reply = DescribeInstanceAttributeResponse.builder().instanceId(id.value());
        String attribute = request.attributeAsString();
        return switch (attribute) {
            case "instanceType" -> reply.instanceType(text(settings.type())).build();
            case "kernel" -> reply.kernelId(text(instance.image().kernel())).build();
            case "ramdisk" -> reply.ramdiskId(text(instance.image().ramdisk())).build();
            case "userData" -> reply.userData(text(settings.userData())).build();
            case "disableApiTermination" ->
                reply.disableApiTermination(flag(settings.protection().termination()))
                        .build();
            case "disableApiStop" ->
                reply.disableApiStop(flag(settings.protection().stop())).build();
            case "instanceInitiatedShutdownBehavior" ->
                reply.instanceInitiatedShutdownBehavior(text(settings.shutdown().wire()))
                        .build();
            case "rootDeviceName" ->
                reply.rootDeviceName(text(instance.image().rootDeviceName())).build();
            case "blockDeviceMapping" ->
                reply.blockDeviceMappings(view.volumes().stream()
                                .map(InstanceWire::mapping)
                                .filter(Objects::nonNull)
                                .toList())
                        .build();
            case "productCodes" -> reply.productCodes(List.of()).build();
            case "sourceDestCheck" -> reply.sourceDestCheck(flag(checks)).build();
            case "groupSet" -> reply.groups(InstanceWire.groups(view.groups())).build();
            case "ebsOptimized" ->
                reply.ebsOptimized(flag(settings.devices().ebsOptimized())).build();
            case "sriovNetSupport" ->
                reply.sriovNetSupport(text(settings.devices().sriovNetSupport()))
                        .build();
            case "enaSupport" ->
                reply.enaSupport(flag(settings.devices().enaSupport())).build();
            case "enclaveOptions" ->
                reply.enclaveOptions(EnclaveOptions.builder().enabled(false).build())
                        .build();
            default -> throw ApiException.invalidValue("attribute", attribute, "There is no such attribute.");
        };
    }

    private ModifyInstanceAttributeResponse modifyAttribute(Caller caller, ModifyInstanceAttributeRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        boolean groupsChanged = database.write(transaction -> {
            Instance instance = instances.requireOwned(transaction.sql(), caller, id);
            return changes.apply(transaction, caller, instance, InstanceChange.newStyle(request));
        });
        if (groupsChanged) {
            applyGroups(id);
        }
        return ModifyInstanceAttributeResponse.builder().build();
    }

    private void applyGroups(InstanceId id) {
        var nic = database.read(sql -> views.interfaces().ofInstance(sql, id));
        if (nic.isPresent()) {
            try {
                firewall.apply(nic.get().vpc());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private ModifyInstanceMetadataOptionsResponse modifyMetadata(
            Caller caller, ModifyInstanceMetadataOptionsRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        var wish = LaunchReader.metadata(
                request.httpEndpointAsString(),
                request.httpTokensAsString(),
                request.httpPutResponseHopLimit(),
                request.instanceMetadataTagsAsString());
        MetadataOptions changed = database.write(transaction -> {
            Instance instance = instances.requireOwned(transaction.sql(), caller, id);
            MetadataOptions options =
                    LaunchSettings.overlaid(instance.settings().metadata(), wish);
            if (options.instanceTags()) {
                MetadataTags.requireNames(views.tags().of(transaction.sql(), caller, id));
            }
            instances.change(transaction, id, instance.settings().with(options));
            return options;
        });
        return ModifyInstanceMetadataOptionsResponse.builder()
                .instanceId(id.value())
                .instanceMetadataOptions(InstanceWire.write(changed))
                .build();
    }

    private ResetInstanceAttributeResponse resetAttribute(Caller caller, ResetInstanceAttributeRequest request) {
        InstanceId id = InstanceId.parse(request.instanceId());
        String attribute = request.attributeAsString();
        database.writing(transaction -> {
            Instance instance = instances.requireOwned(transaction.sql(), caller, id);
            switch (attribute) {
                case "sourceDestCheck" ->
                    views.interfaces()
                            .ofInstance(transaction.sql(), instance.id())
                            .ifPresent(nic -> views.interfaces().setSourceDestCheck(transaction, nic, true));
                case "kernel", "ramdisk" -> changes.reset(transaction, caller, instance, attribute);
                default ->
                    throw ApiException.invalidValue("attribute", attribute, "There is no such attribute to reset.");
            }
        });
        return ResetInstanceAttributeResponse.builder().build();
    }

    /** The element is there also when it is empty. */
    private static AttributeValue text(@Nullable String value) {
        return AttributeValue.builder().value(value).build();
    }

    private static AttributeBooleanValue flag(boolean value) {
        return AttributeBooleanValue.builder().value(value).build();
    }
}
