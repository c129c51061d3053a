package dev.origami.operation;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.image.BootFiles;
import dev.origami.image.Image;
import dev.origami.image.ImageSettings;
import dev.origami.instance.ImageFacts;
import dev.origami.instance.InstanceType;
import dev.origami.instance.InstanceTypes;
import java.util.function.Supplier;

/** Which image runs on which instance type, checked in EC2's order (source section 3.1). */
final class LaunchRules {
    private static final String UEFI = "uefi";
    private static final String LEGACY_BIOS = "legacy-bios";

    private LaunchRules() {}

    /** @throws ApiException {@code InvalidParameterValue} */
    static InstanceType type(String name) {
        return InstanceTypes.find(name)
                .orElseThrow(() -> new ApiException(
                        ErrorCode.INVALID_PARAMETER_VALUE, "Invalid value '" + name + "' for InstanceType."));
    }

    /**
     * What an instance of the type has from the image.
     *
     * @param start gives the kernel and RAM disk, which are checked after all else
     * @throws ApiException {@code InvalidParameterValue}, {@code InvalidParameterCombination}, {@code Unsupported}
     */
    static ImageFacts facts(Image image, InstanceType type, Supplier<BootFiles.Chosen> start) {
        ImageSettings settings = image.settings();
        requireArchitecture(settings.architecture(), type);
        requireVirtualization(settings.virtualization(), type);
        if (!type.rootDeviceTypes().contains(ImageFacts.EBS)) {
            throw combination("The AMI '" + image.id() + "' with an ebs root device is not supported for the instance"
                    + " type '" + type.name() + "'.");
        }
        if (type.enaSupport().equals("required") && !Boolean.TRUE.equals(settings.enaSupport())) {
            throw combination("Enhanced networking with the Elastic Network Adapter (ENA) is required for the '"
                    + type.name() + "' instance type. Ensure that you are using an AMI that is enabled for ENA.");
        }
        String bootMode = bootMode(settings, type);
        if (settings.tpmSupport() != null
                && !(bootMode.equals(UEFI) && type.tpmSupport().equals("supported"))) {
            throw combination("The instance type '" + type.name() + "' does not support NitroTPM with boot mode '"
                    + bootMode + "'.");
        }
        BootFiles.Chosen chosen = start.get();
        return new ImageFacts(
                image.id(),
                settings.architecture(),
                settings.virtualization(),
                settings.rootDeviceName(),
                ImageFacts.EBS,
                settings.bootMode(),
                bootMode,
                chosen.kernel(),
                chosen.ramDisk(),
                settings.tpmSupport());
    }

    private static void requireArchitecture(String architecture, InstanceType type) {
        if (!type.architectures().contains(architecture)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "The architecture '" + String.join(",", type.architectures())
                            + "' of the specified instance type does not match the architecture '" + architecture
                            + "' of the specified AMI. Specify an instance type and an AMI that have matching"
                            + " architectures, and try again.");
        }
    }

    private static void requireVirtualization(String virtualization, InstanceType type) {
        if (type.virtualizationTypes().contains(virtualization)) {
            return;
        }
        if (virtualization.equals(ImageSettings.HVM)) {
            throw combination(
                    "Non-Windows instances with a virtualization type of 'hvm' are currently not supported for"
                            + " this instance type.");
        }
        throw combination("Virtualization type 'hvm' is required for instances of type '" + type.name()
                + "'. Ensure that you are using an AMI with virtualization type 'hvm'.");
    }

    /** What it boots with: as the image says where the type can, else the type's own way. */
    private static String bootMode(ImageSettings settings, InstanceType type) {
        String wanted = settings.bootMode();
        String usual = type.bootModes().contains(LEGACY_BIOS) ? LEGACY_BIOS : UEFI;
        if (wanted == null) {
            return usual;
        }
        if (wanted.equals("uefi-preferred")) {
            return type.bootModes().contains(UEFI) ? UEFI : usual;
        }
        if (!type.bootModes().contains(wanted)) {
            throw combination("The boot mode '" + wanted + "' of the AMI is not supported by the instance type '"
                    + type.name() + "'.");
        }
        return wanted;
    }

    private static ApiException combination(String why) {
        return new ApiException(ErrorCode.INVALID_PARAMETER_COMBINATION, why);
    }
}
