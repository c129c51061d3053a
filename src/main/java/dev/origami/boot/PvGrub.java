package dev.origami.boot;

import dev.origami.filesystem.Disk;
import dev.origami.filesystem.DiskFiles;
import dev.origami.filesystem.UnreadableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What EC2's PV-GRUB does (source section 7.5): it looks for a menu on the root disk, and starts the kernel that this
 * names, from the same disk, with what else the menu says. Its words on the console are GRUB's.
 */
public final class PvGrub {
    private static final int LONGEST_MENU = 1 << 20;
    /** The longest command line that Linux takes on x86. */
    private static final int LONGEST_ARGUMENTS = 2047;

    private static final int PARTITIONS_SEARCHED = 4;
    private static final Pattern PLACE = Pattern.compile("\\(hd0(?:,(\\d{1,3}))?\\)(.*)");

    private final DiskFiles files;
    private final String architecture;
    private final StringBuilder console = new StringBuilder();

    private PvGrub(DiskFiles files, String architecture) {
        this.files = files;
        this.architecture = architecture;
    }

    /** Where a menu was found. */
    private record Menu(int part, MenuList list) {}

    /** What one entry came to; the message is GRUB's. */
    private static final class EntryException extends Exception {
        private static final long serialVersionUID = 1L;

        EntryException(String message) {
            super(message);
        }
    }

    /**
     * Looks for what is to be started.
     *
     * @param partitioned whether it looks into partitions only ({@code hd00}), or first at a file system on the disk itself
     *     ({@code hd0})
     * @param architecture that of the loader, which starts kernels of its own only
     * @param kernel where the kernel is written to
     * @param ramDisk where the RAM disk is written to, if there is one
     */
    public static Start find(Disk disk, boolean partitioned, String architecture, Path kernel, Path ramDisk)
            throws IOException {
        DiskFiles files;
        try {
            files = DiskFiles.of(disk);
        } catch (UnreadableException e) {
            return new Start.Failed("Error 17: Cannot mount selected partition (" + e.getMessage() + ")\n");
        }
        PvGrub grub = new PvGrub(files, architecture);
        return grub.find(partitioned, kernel, ramDisk);
    }

    private Start find(boolean partitioned, Path kernel, Path ramDisk) throws IOException {
        Optional<Menu> menu = menu(partitioned);
        if (menu.isEmpty()) {
            return new Start.Failed(
                    "PV-GRUB: no menu.lst was found: looked for " + String.join(", ", searched(partitioned))
                            + " in ext2, ext3 and ext4 file systems\n\nError 15: File not found\n");
        }
        for (int number : menu.get().list().toTry()) {
            MenuList.Entry entry = menu.get().list().entries().get(number);
            try {
                return start(menu.get(), entry, kernel, ramDisk);
            } catch (EntryException e) {
                console.append("\n").append(e.getMessage()).append("\n\n");
            }
        }
        if (menu.get().list().toTry().isEmpty()) {
            console.append("PV-GRUB: menu.lst has no entry to boot\n");
        }
        return new Start.Failed(console.toString());
    }

    private static List<Integer> partsToSearch(boolean partitioned) {
        List<Integer> parts = new ArrayList<>();
        if (!partitioned) {
            parts.add(DiskFiles.WHOLE);
        }
        for (int part = 0; part < PARTITIONS_SEARCHED; part++) {
            parts.add(part);
        }
        return parts;
    }

    /** On a disk without partitions {@code /grub} is not looked at, as EC2's does not. */
    private static List<String> pathsToSearch(int part) {
        return part == DiskFiles.WHOLE
                ? List.of("/boot/grub/menu.lst")
                : List.of("/boot/grub/menu.lst", "/grub/menu.lst");
    }

    private static List<String> searched(boolean partitioned) {
        return partsToSearch(partitioned).stream()
                .flatMap(part -> pathsToSearch(part).stream().map(path -> name(part) + path))
                .toList();
    }

    private Optional<Menu> menu(boolean partitioned) throws IOException {
        for (int part : partsToSearch(partitioned)) {
            for (String path : pathsToSearch(part)) {
                try {
                    Optional<byte[]> text = files.read(part, path, LONGEST_MENU);
                    if (text.isPresent()) {
                        return Optional.of(
                                new Menu(part, MenuList.parse(new String(text.get(), StandardCharsets.ISO_8859_1))));
                    }
                } catch (UnreadableException e) {
                    // The next place may have one that can be read.
                    console.append(name(part))
                            .append(path)
                            .append(": ")
                            .append(e.getMessage())
                            .append('\n');
                }
            }
        }
        return Optional.empty();
    }

    private Start start(Menu menu, MenuList.Entry entry, Path kernel, Path ramDisk) throws IOException, EntryException {
        console.append("    Booting '").append(entry.title()).append("'\n\n");
        int root = menu.part();
        if (entry.root() != null) {
            console.append("root ").append(entry.root()).append('\n');
            root = part(entry.root());
        }
        if (entry.kernel() == null) {
            throw new EntryException("Error 8: Kernel must be loaded before booting");
        }
        console.append("kernel ")
                .append(entry.kernel())
                .append(' ')
                .append(entry.arguments())
                .append('\n');
        if (entry.arguments().length() > LONGEST_ARGUMENTS) {
            throw new EntryException("Error 9: Unknown boot failure (the command line is longer than Linux takes)");
        }
        requireKernel(read(root, entry.kernel(), Kernel.LONGEST), kernel);
        boolean hasRamDisk = entry.initrd() != null;
        if (entry.initrd() != null) {
            console.append("initrd ").append(entry.initrd()).append('\n');
            Path _ = Files.write(ramDisk, read(root, entry.initrd(), RamDisk.LONGEST));
        }
        return new Start.Found(kernel, hasRamDisk ? ramDisk : null, entry.arguments());
    }

    private void requireKernel(byte[] file, Path to) throws IOException, EntryException {
        try {
            String found = Kernel.unpack(file, to).architecture();
            if (!found.equals(architecture)) {
                throw new EntryException("Error 13: Invalid or unsupported executable format (a kernel of " + found
                        + ", and this loader starts those of " + architecture + ")");
            }
        } catch (NotBootableException e) {
            throw new EntryException("Error 13: Invalid or unsupported executable format (" + e.getMessage() + ")");
        }
    }

    private byte[] read(int root, String path, int most) throws IOException, EntryException {
        Matcher place = PLACE.matcher(path);
        int part = root;
        String file = path;
        if (path.startsWith("(")) {
            if (!place.matches()) {
                throw new EntryException("Error 21: Selected disk does not exist");
            }
            part = part(path.substring(0, path.indexOf(')') + 1));
            file = place.group(2);
        }
        if (!files.isReadable(part)) {
            throw new EntryException("Error 17: Cannot mount selected partition");
        }
        try {
            return files.read(part, file, most).orElseThrow(() -> new EntryException("Error 15: File not found"));
        } catch (UnreadableException e) {
            throw new EntryException("Error 16: Inconsistent filesystem structure (" + e.getMessage() + ")");
        }
    }

    private int part(String name) throws EntryException {
        Matcher place = PLACE.matcher(name);
        if (!place.matches()) {
            throw new EntryException("Error 21: Selected disk does not exist");
        }
        @Nullable String number = place.group(1);
        if (number == null) {
            return DiskFiles.WHOLE;
        }
        int part = Integer.parseInt(number);
        if (!files.partitions().contains(part)) {
            throw new EntryException("Error 22: No such partition");
        }
        return part;
    }

    private static String name(int part) {
        return part == DiskFiles.WHOLE ? "(hd0)" : "(hd0," + part + ")";
    }
}
