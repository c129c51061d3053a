package dev.origami.instance;

import dev.origami.id.ImageId;
import org.jspecify.annotations.Nullable;

/**
 * What an instance has from its image: copied at the launch, and not consulted again (source section 3.1).
 *
 * @param architecture in EC2's words
 * @param virtualization {@code hvm} or {@code paravirtual}
 * @param rootDeviceType {@code ebs} or {@code instance-store}
 * @param bootMode as the image says; null when it says nothing
 * @param currentBootMode what the instance boots with: {@code legacy-bios} or {@code uefi}
 */
public record ImageFacts(
        ImageId image,
        String architecture,
        String virtualization,
        String rootDeviceName,
        String rootDeviceType,
        @Nullable String bootMode,
        String currentBootMode,
        @Nullable String kernel,
        @Nullable String ramdisk,
        @Nullable String tpmSupport) {
    public static final String EBS = "ebs";
    public static final String HVM = "hvm";

    /** EC2's words for the operating system and how it is paid for; all instances have the same. */
    public static final String PLATFORM_DETAILS = "Linux/UNIX";

    public static final String USAGE_OPERATION = "RunInstances";
}
