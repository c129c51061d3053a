package dev.origami.guest;

import java.util.ArrayList;
import java.util.List;

/** The kinds of tiny guests: what processors they are for, and what starts them. Of the JDK alone, as {@link TinyGuest}. */
public enum TinyKind {
    /** x86_64, by BIOS. */
    PLAIN("", "amd64", "cloud-amd64", "", "", 24),
    /** The same with an ssh server. */
    SSH("ssh-", "amd64", "cloud-amd64", "", "", 24),
    /** i386, by BIOS. */
    I386("i386-", "i386", "686-pae", "", "", 24),
    /** arm64, by UEFI. */
    ARM64("arm64-", "arm64", "cloud-arm64", "arm64-efi", "grub-efi-arm64-bin", 36),
    /** x86_64, by UEFI, with a GRUB that nobody has signed. */
    UEFI("uefi-", "amd64", "cloud-amd64", "x86_64-efi", "grub-efi-amd64-bin", 28),
    /** x86_64, by UEFI, with what Microsoft and Debian have signed: shim, GRUB, kernel. */
    SIGNED("signed-", "amd64", "cloud-amd64", "x86_64-efi", "shim-signed grub-efi-amd64-signed", 28);

    final String prefix;
    /** In Debian's words. */
    final String architecture;
    /** GRUB's word for the UEFI that starts it; empty for BIOS. */
    final String uefi;
    /** The room of the first partition. */
    final int bootMiB;

    private final String kernel;
    /** The packages of what starts it, a space between two. */
    private final String loader;

    TinyKind(String prefix, String architecture, String kernel, String uefi, String loader, int bootMiB) {
        this.prefix = prefix;
        this.architecture = architecture;
        this.kernel = kernel;
        this.uefi = uefi;
        this.loader = loader;
        this.bootMiB = bootMiB;
    }

    /** The packages that it is made from. */
    List<String> packages() {
        List<String> all = new ArrayList<>(List.of("linux-image-" + kernel));
        if (!loader.isEmpty()) {
            all.addAll(List.of(loader.split(" ", -1)));
        }
        if (!architecture.equals("amd64")) {
            all.add("busybox-static");
        }
        return all;
    }

    /** The serial console, as its kernel names it. */
    String console() {
        return this == ARM64 ? "ttyAMA0" : "ttyS0";
    }

    boolean hasSsh() {
        return this == SSH;
    }
}
