package dev.origami.image;

import org.jspecify.annotations.Nullable;

/**
 * How a machine of an image starts (source section 7.2), in EC2's words. Copied to what is made of the image.
 *
 * @param architecture {@code i386}, {@code x86_64}, {@code arm64}
 * @param virtualization {@code hvm}, {@code paravirtual}
 * @param rootDeviceName the mapping entry that the machine boots from
 * @param kernel an {@code aki-} id; paravirtual only
 * @param ramdisk an {@code ari-} id; paravirtual only
 * @param enaSupport null when nothing was said
 * @param sriovNetSupport {@code simple}, or null
 * @param bootMode {@code legacy-bios}, {@code uefi}, {@code uefi-preferred}, or null: the machine's default
 * @param tpmSupport {@code v2.0}, or null
 * @param imdsSupport {@code v2.0}, or null
 * @param uefiData the firmware's variables in base64, or null
 */
public record ImageSettings(
        String architecture,
        String virtualization,
        String rootDeviceName,
        @Nullable String kernel,
        @Nullable String ramdisk,
        @Nullable Boolean enaSupport,
        @Nullable String sriovNetSupport,
        @Nullable String bootMode,
        @Nullable String tpmSupport,
        @Nullable String imdsSupport,
        @Nullable String uefiData) {
    public static final String HVM = "hvm";
    public static final String PARAVIRTUAL = "paravirtual";

    /** Of a kernel or RAM disk. */
    public static ImageSettings ofBootFile(String architecture) {
        return new ImageSettings(
                architecture, PARAVIRTUAL, BootFiles.CONTENT, null, null, null, null, null, null, null, null);
    }

    /** The same, started with these. */
    public ImageSettings startedWith(BootFiles.Chosen start) {
        return new ImageSettings(
                architecture,
                virtualization,
                rootDeviceName,
                start.kernel(),
                start.ramDisk(),
                enaSupport,
                sriovNetSupport,
                bootMode,
                tpmSupport,
                imdsSupport,
                uefiData);
    }

    /** The same with other variables of the firmware. */
    public ImageSettings withUefiData(@Nullable String data) {
        return new ImageSettings(
                architecture,
                virtualization,
                rootDeviceName,
                kernel,
                ramdisk,
                enaSupport,
                sriovNetSupport,
                bootMode,
                tpmSupport,
                imdsSupport,
                data);
    }
}
