package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.InstanceLimits;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.SecurityGroupId;
import dev.origami.image.BootFiles;
import dev.origami.image.ImageSettings;
import dev.origami.image.Images;
import dev.origami.instance.ImageFacts;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceSettings;
import dev.origami.instance.InstanceSettings.Devices;
import dev.origami.instance.InstanceSettings.Protection;
import dev.origami.instance.InstanceType;
import dev.origami.instance.InstanceTypes;
import dev.origami.instance.ShutdownBehavior;
import dev.origami.network.InterfaceGroups;
import dev.origami.network.NetworkInterface;
import dev.origami.volume.Attachment;
import dev.origami.volume.Volume;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.ec2.model.AttributeBooleanValue;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.InstanceBlockDeviceMappingSpecification;
import software.amazon.awssdk.services.ec2.model.ModifyInstanceAttributeRequest;

/** What a ModifyInstanceAttribute does, in either of its two styles (source section 3.4). */
final class InstanceChange {
    private final InstanceView.Source resources;
    private final Images images;
    private final BootFiles bootFiles;
    private final InstanceLimits limits;

    InstanceChange(InstanceView.Source resources, Images images, InstanceLimits limits) {
        this.resources = resources;
        this.images = images;
        this.bootFiles = new BootFiles(images);
        this.limits = limits;
    }

    /** The request in the new style, {@code InstanceType.Value=x}; the old one is {@code Attribute} with {@code Value}. */
    static ModifyInstanceAttributeRequest newStyle(ModifyInstanceAttributeRequest request) {
        String attribute = request.attributeAsString();
        String value = request.value();
        if (attribute == null || (value == null && isOtherwiseGiven(request))) {
            return request;
        }
        if (value == null) {
            throw ApiException.missing("value");
        }
        var changed = request.toBuilder();
        switch (attribute) {
            case "instanceType" -> changed.instanceType(text(value));
            case "userData" -> changed.userData(data -> data.value(SdkBytes.fromByteArray(decoded(value))));
            case "disableApiTermination" -> changed.disableApiTermination(flag(attribute, value));
            case "disableApiStop" -> changed.disableApiStop(flag(attribute, value));
            case "instanceInitiatedShutdownBehavior" -> changed.instanceInitiatedShutdownBehavior(text(value));
            case "sourceDestCheck" -> changed.sourceDestCheck(flag(attribute, value));
            case "ebsOptimized" -> changed.ebsOptimized(flag(attribute, value));
            case "enaSupport" -> changed.enaSupport(flag(attribute, value));
            case "sriovNetSupport" -> changed.sriovNetSupport(text(value));
            case "kernel" -> changed.kernel(text(value));
            case "ramdisk" -> changed.ramdisk(text(value));
            default -> throw ApiException.invalidValue("attribute", attribute, "There is no such attribute to modify.");
        }
        return changed.build();
    }

    /**
     * Starts the instance as its image does from now on, as far as it was changed.
     *
     * @param attribute {@code kernel} or {@code ramdisk}
     */
    void reset(Transaction transaction, Caller caller, Instance instance, String attribute) {
        ImageSettings settings = images.find(transaction.sql(), instance.image().image())
                .orElseThrow(() -> Images.notFound(List.of(instance.image().image())))
                .settings();
        String kernel = settings.kernel() == null ? "" : settings.kernel();
        String ramDisk = settings.ramdisk() == null ? "" : settings.ramdisk();
        startWith(
                transaction,
                caller,
                instance,
                attribute.equals("kernel") ? kernel : null,
                attribute.equals("kernel") ? null : ramDisk);
    }

    /** Null leaves one as it is, and an empty text takes it away; a machine without a kernel is given the usual one. */
    private void startWith(
            Transaction transaction,
            Caller caller,
            Instance instance,
            @Nullable String kernel,
            @Nullable String ramDisk) {
        ImageFacts has = instance.image();
        if (has.virtualization().equals(ImageFacts.HVM)) {
            throw new ApiException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    "The attribute '" + (kernel == null ? "ramdisk" : "kernel")
                            + "' is of paravirtual instances only, and '" + instance.id() + "' is none.");
        }
        resources.instances().requireStopped(instance);
        BootFiles.Chosen chosen = bootFiles.choose(
                transaction.sql(),
                caller,
                has.virtualization(),
                has.architecture(),
                changed(kernel, has.kernel()),
                changed(ramDisk, has.ramdisk()));
        resources.instances().startWith(transaction, instance.id(), chosen.kernel(), chosen.ramDisk());
    }

    private static @Nullable String changed(@Nullable String wanted, @Nullable String has) {
        if (wanted == null) {
            return has;
        }
        return wanted.isEmpty() ? null : wanted;
    }

    /**
     * Applies what the request gives.
     *
     * @return whether the instance is in other groups now
     * @throws ApiException {@code IncorrectInstanceState}, {@code InvalidParameterValue},
     *     {@code InvalidInstanceAttributeValue}, {@code InvalidGroup.NotFound}, and more
     */
    boolean apply(Transaction transaction, Caller caller, Instance instance, ModifyInstanceAttributeRequest request) {
        InstanceSettings settings = settings(instance, request);
        if (!settings.equals(instance.settings())) {
            resources.instances().change(transaction, instance.id(), settings);
        }
        String kernel = value(request.kernel());
        String ramDisk = value(request.ramdisk());
        if (kernel != null || ramDisk != null) {
            startWith(transaction, caller, instance, kernel, ramDisk);
        }
        for (InstanceBlockDeviceMappingSpecification mapping : request.blockDeviceMappings()) {
            mapping(transaction, instance, mapping);
        }
        NetworkInterface nic = resources
                .interfaces()
                .ofInstance(transaction.sql(), instance.id())
                .orElse(null);
        Boolean check = value(request.sourceDestCheck());
        if (check != null && nic != null) {
            resources.interfaces().setSourceDestCheck(transaction, nic, check);
        }
        if (request.groups().isEmpty() || nic == null) {
            return false;
        }
        List<SecurityGroupId> groups = InterfaceGroups.ofPresent(
                resources.groups(),
                transaction.sql(),
                caller,
                nic.vpc(),
                request.groups().stream().map(SecurityGroupId::parse).toList());
        resources.interfaces().setGroups(transaction, nic, groups);
        return true;
    }

    private InstanceSettings settings(Instance instance, ModifyInstanceAttributeRequest request) {
        InstanceSettings settings = instance.settings();
        Protection protection = settings.protection();
        settings = settings.with(new Protection(
                or(value(request.disableApiTermination()), protection.termination()),
                or(value(request.disableApiStop()), protection.stop())));
        ShutdownBehavior behavior = LaunchReader.shutdown(value(request.instanceInitiatedShutdownBehavior()));
        if (behavior != null) {
            settings = settings.with(behavior);
        }
        InstanceSettings stopped = whileStopped(instance, settings, request);
        if (!stopped.equals(settings)) {
            resources.instances().requireStopped(instance);
        }
        return stopped;
    }

    /** What a running machine would not see. */
    private InstanceSettings whileStopped(
            Instance instance, InstanceSettings settings, ModifyInstanceAttributeRequest request) {
        InstanceSettings changed = settings;
        String type = value(request.instanceType());
        if (type != null) {
            requireRunsOn(instance, type);
            changed = changed.with(type);
        }
        if (request.userData() != null && request.userData().value() != null) {
            byte[] raw = request.userData().value().asByteArray();
            String data = LaunchReader.userData(Base64.getEncoder().encodeToString(raw), limits);
            changed = changed.withUserData(raw.length == 0 ? null : data);
        }
        Devices devices = changed.devices();
        String sriov = value(request.sriovNetSupport());
        if (sriov != null && !sriov.equals("simple")) {
            throw new ApiException(
                    ErrorCode.INVALID_INSTANCE_ATTRIBUTE_VALUE, "Invalid value '" + sriov + "' for sriovNetSupport");
        }
        return changed.with(new Devices(
                or(value(request.ebsOptimized()), devices.ebsOptimized()),
                or(value(request.enaSupport()), devices.enaSupport()),
                sriov == null ? devices.sriovNetSupport() : sriov));
    }

    private static void requireRunsOn(Instance instance, String name) {
        InstanceType type = InstanceTypes.find(name)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_INSTANCE_ATTRIBUTE_VALUE, "Invalid value '" + name + "' for InstanceType."));
        boolean enaMissing = type.enaSupport().equals("required")
                && !instance.settings().devices().enaSupport();
        if (!type.architectures().contains(instance.image().architecture())
                || !type.virtualizationTypes().contains(instance.image().virtualization())
                || !type.bootModes().contains(instance.image().currentBootMode())
                || enaMissing) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The instance '" + instance.id() + "' cannot be of type '" + name + "': its architecture,"
                            + " virtualization type, boot mode or network card is not supported by that.");
        }
    }

    /** Only whether the volume goes with the instance can be changed. */
    private void mapping(Transaction transaction, Instance instance, InstanceBlockDeviceMappingSpecification mapping) {
        String device = mapping.deviceName();
        if (device == null) {
            throw ApiException.missing("blockDeviceMapping.deviceName");
        }
        Volume volume = resources.volumes().attachedTo(transaction.sql(), instance.id()).stream()
                .filter(candidate -> isAt(candidate.attachment(), device))
                .findFirst()
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_INSTANCE_ATTRIBUTE_VALUE, "No device is currently mapped at " + device));
        if (mapping.ebs() == null) {
            return;
        }
        String said = mapping.ebs().volumeId();
        if (said != null && !said.equals(volume.id().value())) {
            throw new ApiException(
                    ErrorCode.INVALID_INSTANCE_ATTRIBUTE_VALUE,
                    "The volume at " + device + " is " + volume.id() + " and not " + said);
        }
        Boolean deleteOnTermination = mapping.ebs().deleteOnTermination();
        if (deleteOnTermination != null) {
            resources.volumes().deleteOnTermination(transaction, volume.id(), deleteOnTermination);
        }
    }

    private static boolean isAt(@Nullable Attachment attachment, String device) {
        return attachment != null && attachment.device().equals(device);
    }

    private static boolean isOtherwiseGiven(ModifyInstanceAttributeRequest request) {
        return !request.blockDeviceMappings().isEmpty()
                || !request.groups().isEmpty()
                || java.util.stream.Stream.of(
                                request.instanceType(),
                                request.kernel(),
                                request.ramdisk(),
                                request.userData(),
                                request.disableApiTermination(),
                                request.disableApiStop(),
                                request.instanceInitiatedShutdownBehavior(),
                                request.sourceDestCheck(),
                                request.ebsOptimized(),
                                request.enaSupport(),
                                request.sriovNetSupport())
                        .anyMatch(Objects::nonNull);
    }

    private static boolean or(@Nullable Boolean value, boolean otherwise) {
        return value == null ? otherwise : value;
    }

    private static @Nullable Boolean value(@Nullable AttributeBooleanValue attribute) {
        return attribute == null ? null : attribute.value();
    }

    private static @Nullable String value(@Nullable AttributeValue attribute) {
        return attribute == null ? null : attribute.value();
    }

    private static AttributeValue text(String value) {
        return AttributeValue.builder().value(value).build();
    }

    private static AttributeBooleanValue flag(String attribute, String value) {
        return switch (value) {
            case "true", "True" -> AttributeBooleanValue.builder().value(true).build();
            case "false", "False" ->
                AttributeBooleanValue.builder().value(false).build();
            default -> throw ApiException.invalidValue(attribute, value, "Expecting true or false.");
        };
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.INVALID_USER_DATA_MALFORMED, "Invalid BASE64 encoding of user data.");
        }
    }
}
