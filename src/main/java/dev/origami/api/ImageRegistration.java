package dev.origami.api;

import dev.origami.config.ImageLimits;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageKind;
import dev.origami.image.BootFiles;
import dev.origami.image.ImageSettings;
import dev.origami.machine.uefi.UefiData;
import dev.origami.machine.uefi.UefiDataException;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.RegisterImageRequest;

/** How a machine starts, as RegisterImage asks for it (source section 7.2). The old defaults are EC2's, and bite. */
final class ImageRegistration {
    private static final String DEFAULT_ARCHITECTURE = "i386";
    private static final Set<String> ARCHITECTURES = Set.of("i386", "x86_64", "arm64");
    private static final String UEFI = "uefi";
    private static final String UEFI_PREFERRED = "uefi-preferred";
    private static final String LEGACY_BIOS = "legacy-bios";
    private static final String V2 = "v2.0";

    private final RegisterImageRequest request;
    private final ImageLimits limits;

    ImageRegistration(RegisterImageRequest request, ImageLimits limits) {
        this.request = request;
        this.limits = limits;
    }

    /**
     * The settings, checked against each other.
     *
     * @throws ApiException {@code InvalidParameterValue}, {@code InvalidParameterCombination},
     *     {@code MissingParameter}, {@code InvalidKernelId.Malformed}, {@code InvalidRamDiskId.Malformed}
     */
    ImageSettings settings() {
        String architecture =
                oneOf("architecture", request.architectureAsString(), ARCHITECTURES, DEFAULT_ARCHITECTURE);
        String virtualization = oneOf(
                "virtualizationType",
                request.virtualizationType(),
                Set.of(ImageSettings.HVM, ImageSettings.PARAVIRTUAL),
                ImageSettings.PARAVIRTUAL);
        boolean hvm = virtualization.equals(ImageSettings.HVM);
        requireKernelIds(hvm);
        requireDrivers(hvm);
        requireBootMode(architecture);
        return new ImageSettings(
                architecture,
                virtualization,
                rootDeviceName(),
                given(request.kernelId()),
                given(request.ramdiskId()),
                request.enaSupport(),
                request.sriovNetSupport(),
                request.bootModeAsString(),
                request.tpmSupportAsString(),
                request.imdsSupportAsString(),
                request.uefiData());
    }

    private String rootDeviceName() {
        if (request.blockDeviceMappings().isEmpty()) {
            throw new ApiException(
                    ErrorCode.MISSING_PARAMETER,
                    "The request must contain either a manifest location or a root device with a snapshot");
        }
        String root = request.rootDeviceName();
        if (root == null) {
            throw ApiException.missing("RootDeviceName");
        }
        return root;
    }

    private void requireKernelIds(boolean hvm) {
        requireForm(hvm, request.kernelId(), ImageKind.KERNEL);
        requireForm(hvm, request.ramdiskId(), ImageKind.RAM_DISK);
    }

    private static void requireForm(boolean hvm, @Nullable String id, ImageKind kind) {
        String named = given(id);
        if (named == null) {
            return;
        }
        if (hvm) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "A kernel or RAM disk cannot be named for an image with the virtualization type 'hvm'");
        }
        var _ = BootFiles.parse(named, kind);
    }

    /** Clients send an empty text where they have none. */
    private static @Nullable String given(@Nullable String id) {
        return id == null || id.isEmpty() ? null : id;
    }

    private void requireDrivers(boolean hvm) {
        String sriov = request.sriovNetSupport();
        if (sriov != null && !sriov.equals("simple")) {
            throw ApiException.invalidValue("sriovNetSupport", sriov, "Expecting simple.");
        }
        if (!hvm && (sriov != null || Boolean.TRUE.equals(request.enaSupport()))) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "Enhanced networking is supported only for images with the virtualization type 'hvm'");
        }
    }

    private void requireBootMode(String architecture) {
        String bootMode = request.bootModeAsString();
        String _ = oneOf("bootMode", bootMode, Set.of(LEGACY_BIOS, UEFI, UEFI_PREFERRED), LEGACY_BIOS);
        if (architecture.equals("arm64") && LEGACY_BIOS.equals(bootMode)) {
            throw ApiException.invalidValue("bootMode", LEGACY_BIOS, "arm64 has no such firmware.");
        }
        String _ = oneOf("tpmSupport", request.tpmSupportAsString(), Set.of(V2), V2);
        String _ = oneOf("imdsSupport", request.imdsSupportAsString(), Set.of(V2), V2);
        if (request.tpmSupportAsString() != null && !UEFI.equals(bootMode)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION, "TpmSupport can only be set with the boot mode 'uefi'");
        }
        String uefiData = request.uefiData();
        if (uefiData == null) {
            return;
        }
        if (!UEFI.equals(bootMode) && !UEFI_PREFERRED.equals(bootMode)) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "UefiData can only be set with the boot mode 'uefi' or 'uefi-preferred'");
        }
        if (uefiData.length() > limits.uefiDataLength()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "UefiData has at most " + limits.uefiDataLength() + " characters");
        }
        requireUefiData(uefiData);
    }

    private static void requireUefiData(String base64) {
        try {
            UefiData.require(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "UefiData is not base64");
        } catch (UefiDataException e) {
            throw new ApiException(ErrorCode.INVALID_PARAMETER_VALUE, "UefiData cannot be used: " + e.getMessage());
        }
    }

    private static String oneOf(String parameter, @Nullable String value, Set<String> values, String unsaid) {
        if (value != null && !values.contains(value)) {
            throw ApiException.invalidValue(parameter, value, "Expecting one of " + String.join(", ", values) + ".");
        }
        return value == null ? unsaid : value;
    }
}
