package dev.origami.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RamDiskTest {
    @Test
    void driversAreFoundInEachOfItsArchives() throws Exception {
        byte[] microcode = archive("kernel/x86/microcode/AuthenticAMD.bin");
        byte[] drivers = archive("lib/modules/virtio_blk.ko");
        assertThat(RamDisk.of(drivers).hasVirtio()).isTrue();
        assertThat(RamDisk.of(Kernels.gzip(drivers)).hasVirtio()).isTrue();
        assertThat(RamDisk.of(both(microcode, KernelTest.xz(drivers))).hasVirtio())
                .isTrue();
        assertThat(RamDisk.of(both(microcode, new byte[512])).hasVirtio()).isFalse();
    }

    @Test
    void whatIsNoneIsRefused() throws Exception {
        for (byte[] file : new byte[][] {
            {},
            "text".getBytes(US_ASCII),
            "070701".getBytes(US_ASCII),
            both(archive("a"), "text".getBytes(US_ASCII)),
            java.util.Arrays.copyOf(Kernels.gzip(archive("a")), 20)
        }) {
            if (file.length > 0 && file[0] == '0' && file.length > 200) {
                // What follows an archive and is not packed is passed over, as kernels do.
                assertThat(RamDisk.of(file).hasVirtio()).isFalse();
            } else {
                assertThatThrownBy(() -> RamDisk.of(file)).isInstanceOf(NotBootableException.class);
            }
        }
    }

    @Property(tries = 300)
    void noiseEndsInTheOneFault(@ForAll byte[] noise, @ForAll int at) throws Exception {
        byte[] file = both(archive("a"), archive("b"));
        int start = Math.floorMod(at, file.length);
        System.arraycopy(noise, 0, file, start, Math.min(noise.length, file.length - start));
        try {
            RamDisk _ = RamDisk.of(file);
        } catch (NotBootableException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static byte[] both(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    private static byte[] archive(String name) {
        return both(entry(name, 10), entry("TRAILER!!!", 0));
    }

    private static byte[] entry(String name, int size) {
        StringBuilder header = new StringBuilder("070701");
        int[] fields = {1, 0100755, 0, 0, 1, 0, size, 0, 0, 0, 0, name.length() + 1, 0};
        for (int field : fields) {
            header.append(String.format("%08X", field));
        }
        header.append(name).append('\0');
        while (header.length() % 4 != 0) {
            header.append('\0');
        }
        header.append("x".repeat(size));
        while (header.length() % 4 != 0) {
            header.append('\0');
        }
        return header.toString().getBytes(US_ASCII);
    }
}
