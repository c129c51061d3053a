package dev.origami.guest;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The disk of a small Linux: Debian's cloud kernel, busybox and a few lines of shell. It boots through the firmware like
 * any image, or through PV-GRUB, asks for its address, prints {@code tiny: ready} on its console, serves a {@link GuestShell} on
 * {@link GuestShell#PORT}, runs its user data once per instance, and shuts down when the power button is pressed. What
 * is written to {@code /data} stays on the disk.
 *
 * <p>There are several kinds, for other processors and other firmware; one has an ssh server, Debian's dropbear, that lets
 * in the instance's key: it takes longer to boot.
 *
 * <p>Built once from Debian's packages, then kept in the user's cache under a name that says what it was built from.
 */
public final class TinyGuest {
    private static final int SECTOR = 512;
    private static final int MIB = 1024 * 1024;
    private static final int BOOT_START_MIB = 1;
    private static final int DISK_MIB = 64;
    private static final int BOOT_CODE = 440;

    private static final int PARTITION_TABLE = 446;
    private static final int LINUX = 0x83;
    private static final int UEFI = 0xEF;

    private static final List<String> SCRIPTS = List.of("init", "off", "address", "metadata", "user-data");

    private static final String SSH_SCRIPT = "ssh-server";
    private static final List<Path> SSH_PROGRAMS =
            List.of(Path.of("/usr/sbin/dropbear"), Path.of("/usr/bin/dropbearkey"));
    /** A line of ldd: a library, by its path on the host. */
    private static final Pattern LIBRARY = Pattern.compile("(?m)^\\s(?:.* => )?(/\\S+) \\(");

    /** Modules of the kernel, in the order in which they need each other. */
    private static final List<String> MODULES = List.of(
            "virtio",
            "virtio_ring",
            "virtio_pci_legacy_dev",
            "virtio_pci_modern_dev",
            "virtio_pci",
            "virtio_blk",
            "failover",
            "net_failover",
            "virtio_net",
            "evdev",
            "button",
            "efivarfs",
            "tpm_tis_core",
            "tpm_tis");

    private final Path work;
    private final Path cache;
    private final TinyKind kind;

    private TinyGuest(Path work, Path cache, TinyKind kind) {
        this.work = work;
        this.cache = cache;
        this.kind = kind;
    }

    /** The raw disk of the plain kind, 64 MiB, which nobody may write to: put an overlay on it, or copy it. */
    public static Path disk() throws IOException, InterruptedException {
        return disk(TinyKind.PLAIN);
    }

    /** The disk of a kind, of the same size. */
    public static Path disk(TinyKind kind) throws IOException, InterruptedException {
        Path cache = cacheDirectory();
        Files.createDirectories(cache);
        Path disk = cache.resolve("tiny-" + kind.prefix + recipe(kind) + ".raw");
        // The file's lock is for other processes; one process cannot take it twice.
        synchronized (TinyGuest.class) {
            try (FileChannel lock = FileChannel.open(cache.resolve("lock"), CREATE, WRITE);
                    FileLock _ = lock.lock()) {
                if (!Files.exists(disk)) {
                    Path work = Files.createTempDirectory(cache, "build");
                    try {
                        new TinyGuest(work, cache, kind).build(disk);
                    } finally {
                        deleteTree(work);
                    }
                }
            }
        }
        return disk;
    }

    /** Prints where the disk is, for scripts. */
    public static void main() throws IOException, InterruptedException {
        IO.println(disk());
    }

    private static Path cacheDirectory() {
        String cache = System.getenv("XDG_CACHE_HOME");
        return (cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache))
                .resolve("origami-test");
    }

    private static String recipe(TinyKind kind) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String script : SCRIPTS) {
                digest.update(resource(script));
            }
            if (kind.hasSsh()) {
                digest.update(resource(SSH_SCRIPT));
                for (Path program : SSH_PROGRAMS) {
                    digest.update(Files.readAllBytes(program));
                }
            }
            digest.update(resource("grub.cfg"));
            digest.update(resource("menu.lst"));
            digest.update(String.join(" ", MODULES).getBytes(StandardCharsets.UTF_8));
            digest.update((kind.packages() + " " + kind.bootMiB).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private void build(Path disk) throws IOException, InterruptedException {
        Path unpacked = new DebianPackages(cache, kind.architecture).unpack(work.resolve("packages"), kind.packages());
        Path boot = Files.createDirectory(work.resolve("boot"));
        Files.copy(found(unpacked, "vmlinuz-"), boot.resolve("vmlinuz"));
        Files.write(boot.resolve("initrd"), initialRamDisk(unpacked));
        Files.write(Files.createDirectory(boot.resolve("grub")).resolve("menu.lst"), resource("menu.lst"));
        Path data = Files.createDirectory(work.resolve("data"));
        Path raw = work.resolve("disk");
        BootPartition loader = new BootPartition(kind, work, unpacked, resource("grub.cfg"));
        int dataStartMiB = BOOT_START_MIB + kind.bootMiB;
        int dataMiB = DISK_MIB - 1 - dataStartMiB;
        try (FileChannel out = FileChannel.open(raw, CREATE, WRITE)) {
            put(out, 0, firstSector(loader, dataStartMiB, dataMiB));
            put(out, SECTOR, loader.gap());
            byte[] bootFiles = loader.isOfUefi() ? loader.ofUefi(boot) : fileSystem(boot, "tiny-boot", kind.bootMiB);
            put(out, (long) BOOT_START_MIB * MIB, bootFiles);
            put(out, (long) dataStartMiB * MIB, fileSystem(data, "tiny-data", dataMiB));
            put(out, (long) DISK_MIB * MIB - 1, new byte[1]);
        }
        Files.setPosixFilePermissions(raw, PosixFilePermissions.fromString("r--r--r--"));
        Files.move(raw, disk, StandardCopyOption.ATOMIC_MOVE);
    }

    private byte[] initialRamDisk(Path kernel) throws IOException, InterruptedException {
        InitialRamDisk archive = new InitialRamDisk();
        for (String directory : List.of("bin", "dev", "proc", "sys", "lib", "lib/modules", "data", "run", "etc")) {
            archive.directory(directory);
        }
        Path busybox = kind.architecture.equals("amd64") ? Path.of("/bin/busybox") : kernel.resolve("bin/busybox");
        archive.program("bin/busybox", Files.readAllBytes(busybox));
        String inKernel = Files.readString(found(kernel, "modules.order").resolveSibling("modules.builtin"));
        for (String script : SCRIPTS) {
            archive.program(script.equals("init") ? "init" : "bin/" + script, resource(script));
        }
        int order = 10;
        for (String module : MODULES) {
            if (!inKernel.contains("/" + module + ".ko")) {
                byte[] code = Files.readAllBytes(found(kernel, module + ".ko"));
                archive.program("lib/modules/" + order + "-" + module, code);
                order++;
            }
        }
        if (kind.hasSsh()) {
            addSsh(archive);
        }
        return archive.finish();
    }

    private static void addSsh(InitialRamDisk archive) throws IOException, InterruptedException {
        archive.directory("root");
        archive.program("bin/" + SSH_SCRIPT, resource(SSH_SCRIPT));
        Set<Path> libraries = new TreeSet<>();
        for (Path program : SSH_PROGRAMS) {
            archive.program("bin/" + program.getFileName(), Files.readAllBytes(program));
            Matcher library = LIBRARY.matcher(Tool.run(List.of("ldd", program.toString())));
            while (library.find()) {
                libraries.add(Path.of(library.group(1)));
            }
        }
        Set<Path> directories = new TreeSet<>(Set.of(Path.of("lib")));
        for (Path library : libraries) {
            Path inside = library.subpath(0, library.getNameCount());
            for (int depth = 1; depth < inside.getNameCount(); depth++) {
                if (directories.add(inside.subpath(0, depth))) {
                    archive.directory(inside.subpath(0, depth).toString());
                }
            }
            archive.program(inside.toString(), Files.readAllBytes(library));
        }
    }

    private static byte[] firstSector(BootPartition loader, int dataStartMiB, int dataMiB) throws IOException {
        ByteBuffer sector = ByteBuffer.allocate(SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        sector.put(loader.firstSector(), 0, BOOT_CODE);
        sector.position(PARTITION_TABLE);
        boolean uefi = loader.isOfUefi();
        putPartition(sector, !uefi, uefi ? UEFI : LINUX, BOOT_START_MIB, dataStartMiB - BOOT_START_MIB);
        putPartition(sector, false, LINUX, dataStartMiB, dataMiB);
        sector.putShort(SECTOR - 2, (short) 0xaa55);
        return sector.array();
    }

    private static void putPartition(ByteBuffer sector, boolean active, int type, int startMiB, int sizeMiB) {
        sector.put((byte) (active ? 0x80 : 0)).put(new byte[3]);
        sector.put((byte) type).put(new byte[3]);
        sector.putInt(startMiB * (MIB / SECTOR)).putInt(sizeMiB * (MIB / SECTOR));
    }

    private byte[] fileSystem(Path content, String label, int sizeMiB) throws IOException, InterruptedException {
        Path file = work.resolve(label);
        Tool.run(List.of(
                "/sbin/mke2fs",
                "-q",
                "-t",
                "ext2",
                "-b",
                "1024",
                "-L",
                label,
                "-E",
                "root_owner=0:0",
                "-d",
                content.toString(),
                file.toString(),
                sizeMiB + "M"));
        return Files.readAllBytes(file);
    }

    private static void put(FileChannel out, long position, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            int _ = out.write(buffer, position + buffer.position());
        }
    }

    private static Path found(Path directory, String prefix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            Optional<Path> file = files.filter(
                            path -> path.getFileName().toString().startsWith(prefix))
                    .findFirst();
            return file.orElseThrow(() -> new IOException(prefix + " is not in the packages"));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = TinyGuest.class.getResourceAsStream("/guest/" + name)) {
            if (in == null) {
                throw new IOException(name + " is missing");
            }
            return in.readAllBytes();
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(tree)) {
            paths = new ArrayList<>(walk.sorted(Comparator.reverseOrder()).toList());
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
