package dev.origami.filesystem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever is on a disk, it is read or not, soon, and nothing else happens. */
class HostileDiskTest {
    private static final int MOST_READS = 4096;
    private static final OperatingSystem SYSTEM = new OperatingSystem("debian", "Debian", "12");

    private final List<byte[]> disks = new ArrayList<>();

    HostileDiskTest() throws Exception {
        Path root = Files.createTempDirectory("hostile");
        Path etc = Files.createDirectory(root.resolve("etc"));
        Path lib = Files.createDirectories(root.resolve("usr/lib"));
        Files.writeString(lib.resolve("os-release"), "ID=debian\nNAME=Debian\nVERSION_ID=12\n");
        Files.createSymbolicLink(etc.resolve("os-release"), Path.of("../usr/lib/os-release"));
        disks.add(ExtImages.of(root, "-t", "ext4", "-b", "1024"));
        disks.add(ExtImages.of(root, "-t", "ext2", "-b", "1024"));
        disks.add(ExtImages.inMbr(disks.get(0), true));
        disks.add(ExtImages.inGpt(disks.get(0)));
        for (Path path :
                List.of(etc.resolve("os-release"), etc, lib.resolve("os-release"), lib, lib.getParent(), root)) {
            Files.delete(path);
        }
    }

    /** Counts, and remembers where was read, which is where changes matter. */
    private static final class Watched implements Disk {
        private final byte[] bytes;
        private final List<Integer> places = new ArrayList<>();

        Watched(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public void read(long offset, ByteBuffer into) {
            places.add((int) offset);
            assertThat(places).hasSizeLessThanOrEqualTo(MOST_READS);
            into.put(bytes, Math.toIntExact(offset), into.remaining());
        }
    }

    @Property(tries = 3000)
    void changedInSomePlaces(@ForAll Random random) throws IOException {
        byte[] bytes = disks.get(random.nextInt(disks.size())).clone();
        // Each change makes another way through the disk, along which the next is.
        for (int changes = random.nextInt(6); changes >= 0; changes--) {
            Watched watched = new Watched(bytes);
            Optional<OperatingSystem> found = SystemReader.read(watched);
            assertThat(found.map(OperatingSystem::id).orElse("none")).isNotEmpty();
            int place = watched.places.isEmpty()
                    ? 0
                    : watched.places.get(random.nextInt(watched.places.size())) + random.nextInt(1024);
            change(bytes, Math.min(place, bytes.length - Long.BYTES), random);
        }
    }

    private static void change(byte[] bytes, int place, Random random) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        switch (random.nextInt(5)) {
            case 0 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[place] = (byte) random.nextInt();
            case 2 -> buffer.putInt(place, random.nextInt(20));
            case 3 -> buffer.putInt(place, -1 - random.nextInt(3));
            default -> buffer.putLong(place, random.nextLong());
        }
    }

    @Property(tries = 300)
    void noise(@ForAll Random random) throws IOException {
        byte[] bytes = new byte[random.nextInt(64 << 10)];
        random.nextBytes(bytes);
        if (bytes.length > 2048 && random.nextBoolean()) {
            ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).putShort(1024 + 0x38, (short) 0xEF53);
        }
        assertThat(SystemReader.read(new Watched(bytes))).isNotEqualTo(Optional.of(SYSTEM));
    }

    @Property(tries = 200)
    void cutOff(@ForAll Random random) throws IOException {
        byte[] whole = disks.get(random.nextInt(disks.size()));
        byte[] cut = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
        Optional<OperatingSystem> found = SystemReader.read(new Watched(cut));
        assertThat(found.isEmpty() || found.equals(Optional.of(SYSTEM))).isTrue();
    }

    @Property(tries = 1)
    void asTheyAreTheyAreRead() throws IOException {
        for (byte[] disk : disks) {
            assertThat(SystemReader.read(new Watched(disk))).contains(SYSTEM);
        }
    }
}
