package dev.origami.debian;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What every disk holds: the packages of the base, and the few files that no package brings. */
final class DebianBase {
    /** As in Debian's own cloud images, without what only a larger machine wants. */
    private static final List<String> PACKAGES = List.of(
            "ca-certificates",
            "cloud-guest-utils",
            "cloud-init",
            "cloud-initramfs-growroot",
            "curl",
            "dbus",
            "e2fsprogs",
            "fdisk",
            "grub-pc-bin",
            "grub2-common",
            "initramfs-tools",
            "iproute2",
            "iputils-ping",
            "kmod",
            "less",
            "libpam-systemd",
            "netbase",
            "netplan.io",
            "openssh-server",
            "procps",
            "sudo",
            "systemd-resolved",
            "systemd-sysv",
            "systemd-timesyncd",
            "tzdata",
            "udev",
            "vim-tiny",
            "zstd");

    /** The files that no package brings, by their absolute path in the disk. */
    static final List<String> FILES = List.of(
            "/boot/grub/grub.cfg",
            "/etc/default/grub",
            "/etc/default/locale",
            "/etc/fstab",
            "/etc/udev/rules.d/70-ec2-virtio-devices.rules");

    /** What the installation makes out of the packages' files, for a person to read. */
    static final List<String> MADE = List.of(
            "/boot/grub/i386-pc: GRUB's modules, copied from grub-pc-bin",
            "/boot/initrd.img-*: by update-initramfs",
            "/etc/systemd/system: systemd-networkd.service enabled",
            "the boot sector and the gap before the partition: GRUB's boot.img, and a core image by grub-mkimage");

    private DebianBase() {}

    /** The packages of every disk of that architecture: there is no kernel for clouds of 32 bits. */
    static List<String> packages(String architecture) {
        List<String> all = new ArrayList<>(PACKAGES);
        all.add(architecture.equals(DebianRecipe.I386) ? "linux-image-686-pae" : "linux-image-cloud-amd64");
        Collections.sort(all);
        return List.copyOf(all);
    }

    /** The text of a file of {@link #FILES}, in which @UUID@ stands for the file system's. */
    static String file(String path) {
        return resource("files" + path);
    }

    /** The script that turns an installed tree into a disk. */
    static String finish() {
        return resource("finish.sh");
    }

    private static String resource(String name) {
        try (InputStream in = DebianBase.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
