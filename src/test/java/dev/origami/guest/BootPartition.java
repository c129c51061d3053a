package dev.origami.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** What starts a tiny guest: GRUB between the partition table and the first partition, or a partition of UEFI's form. */
final class BootPartition {
    /** Of the first sector that part which is code; the table of partitions follows. */
    private static final int BOOT_CODE = 440;

    private static final int SECTOR = 512;
    private static final Path GRUB_OF_BIOS = Path.of("/usr/lib/grub/i386-pc");

    private final TinyKind kind;
    private final Path work;
    private final Path unpacked;
    private final Path settings;

    /**
     * @param unpacked the packages of the kind
     * @param grub what GRUB is to do
     */
    BootPartition(TinyKind kind, Path work, Path unpacked, byte[] grub) throws IOException {
        this.kind = kind;
        this.work = work;
        this.unpacked = unpacked;
        this.settings = work.resolve("grub.cfg");
        Files.writeString(
                settings,
                new String(grub, StandardCharsets.UTF_8).replace("console=ttyS0", "console=" + kind.console()));
    }

    boolean isOfUefi() {
        return !kind.uefi.isEmpty();
    }

    /** The code of the first sector; empty where UEFI starts the guest. */
    byte[] firstSector() throws IOException {
        byte[] code = new byte[BOOT_CODE];
        if (!isOfUefi()) {
            byte[] all = Files.readAllBytes(GRUB_OF_BIOS.resolve("boot.img"));
            System.arraycopy(all, 0, code, 0, BOOT_CODE);
        }
        return code;
    }

    /** What follows the first sector. */
    byte[] gap() throws IOException, InterruptedException {
        if (isOfUefi()) {
            return new byte[SECTOR];
        }
        return grub("i386-pc", GRUB_OF_BIOS, "(,msdos1)/", List.of("biosdisk", "part_msdos", "ext2", "linux"));
    }

    /** UEFI's partition with these files. */
    byte[] ofUefi(Path files) throws IOException, InterruptedException {
        String uefi = kind.uefi;
        Path loaders = Files.createDirectories(files.resolve("EFI/BOOT"));
        Path loader = loaders.resolve(uefi.startsWith("arm64") ? "BOOTAA64.EFI" : "BOOTX64.EFI");
        if (kind == TinyKind.SIGNED) {
            copy("usr/lib/shim/shimx64.efi.signed", loader);
            copy("usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed", loaders.resolve("grubx64.efi"));
            // Where Debian's own GRUB looks.
            Files.copy(
                    settings,
                    Files.createDirectories(files.resolve("EFI/debian")).resolve("grub.cfg"));
        } else {
            Path modules = unpacked.resolve("usr/lib/grub").resolve(uefi);
            Files.write(loader, grub(uefi, modules, "/", List.of("part_msdos", "fat", "linux")));
        }
        Path image = work.resolve("uefi.img");
        Tool.run(List.of(
                "mformat",
                "-C",
                "-i",
                image.toString(),
                "-T",
                Integer.toString(kind.bootMiB * 2048),
                "-v",
                "TINY",
                "::"));
        List<String> copy = new ArrayList<>(List.of("mcopy", "-s", "-i", image.toString()));
        try (var all = Files.list(files)) {
            all.map(Path::toString).sorted().forEach(copy::add);
        }
        copy.add("::");
        Tool.run(copy);
        return Files.readAllBytes(image);
    }

    private void copy(String from, Path to) throws IOException {
        Files.copy(unpacked.resolve(from), to, StandardCopyOption.REPLACE_EXISTING);
    }

    private byte[] grub(String format, Path modules, String prefix, List<String> wanted)
            throws IOException, InterruptedException {
        Path core = work.resolve("core.img");
        List<String> command = new ArrayList<>(List.of("grub-mkimage", "-O", format, "-d", modules.toString()));
        command.addAll(List.of("-o", core.toString(), "-c", settings.toString(), "-p", prefix));
        command.addAll(wanted);
        Tool.run(command);
        return Files.readAllBytes(core);
    }
}
