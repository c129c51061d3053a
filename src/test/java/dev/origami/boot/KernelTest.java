package dev.origami.boot;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.FilterOptions;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.LZMAOutputStream;
import org.tukaani.xz.X86Options;
import org.tukaani.xz.XZ;
import org.tukaani.xz.XZOutputStream;

/** What is a kernel that can be started directly, and what is none. */
class KernelTest {
    @TempDir
    Path directory;

    private Kernel unpack(byte[] file) throws IOException, NotBootableException {
        return Kernel.unpack(file, directory.resolve("kernel"));
    }

    private void refused(byte[] file, String why) {
        assertThatThrownBy(() -> unpack(file))
                .isInstanceOf(NotBootableException.class)
                .hasMessageContaining(why);
    }

    @Test
    void isUnpackedHoweverItIsPacked() throws Exception {
        byte[] plain = Kernels.plain("virtio_blk ".repeat(5000));
        Map<String, byte[]> files = Map.of(
                "plain", plain,
                "plain in gzip", Kernels.gzip(plain),
                "bzImage", Kernels.bzImage(plain),
                "bzImage in gzip", Kernels.gzip(Kernels.bzImage(plain)),
                "gzip", Kernels.bzImage(Kernels.gzip(plain)),
                "xz", Kernels.bzImage(Kernels.withLength(xz(plain), plain.length)),
                "lzma", Kernels.bzImage(Kernels.withLength(lzma(plain), plain.length)),
                "zstd", Kernels.bzImage(Kernels.withLength(Zstd.compress(plain), plain.length)),
                "lz4", Kernels.bzImage(Kernels.withLength(lz4(plain), plain.length)));
        for (var file : files.entrySet()) {
            assertThat(unpack(file.getValue())).as(file.getKey()).isEqualTo(new Kernel("i386", true));
            assertThat(directory.resolve("kernel")).as(file.getKey()).hasBinaryContent(plain);
        }
    }

    @Test
    void isAskedForVirtio() throws Exception {
        assertThat(unpack(Kernels.plain("virtio_bl")).hasVirtio()).isFalse();
        assertThat(unpack(Kernels.plain("virtvirtio_blk")).hasVirtio()).isTrue();
    }

    @Test
    void whatIsNoneIsRefusedWithTheReason() throws Exception {
        byte[] plain = Kernels.plain("");
        refused(new byte[0], "no Linux kernel");
        refused("#!/bin/sh\n".getBytes(US_ASCII), "no Linux kernel");
        refused(Kernels.gzip("text".getBytes(US_ASCII)), "no Linux kernel");
        refused(Kernels.bzImage("BZh9".getBytes(US_ASCII)), "packed in a way");
        refused(Kernels.bzImage(java.util.Arrays.copyOf(Kernels.gzip(plain), 40)), "damaged");
        byte[] old = Kernels.bzImage(plain);
        old[0x206] = 7;
        refused(old, "older than");
        byte[] cut = Kernels.bzImage(plain);
        ByteBuffer.wrap(cut).order(ByteOrder.LITTLE_ENDIAN).putInt(0x24c, 1 << 20);
        refused(cut, "cut off");
        byte[] arm = plain.clone();
        arm[18] = (byte) 183;
        refused(arm, "neither i386 nor x86_64");
        byte[] withoutEntry = plain.clone();
        withoutEntry[52 + 64 + 8] = 17;
        refused(withoutEntry, "CONFIG_PVH");
        refused(java.util.Arrays.copyOf(plain, 100), "cut off");
    }

    @Property(tries = 300)
    void noiseEndsInTheOneFault(@ForAll byte[] noise, @ForAll int at, @ForAll boolean packed) throws Exception {
        byte[] file = Kernels.bzImage(packed ? Kernels.gzip(Kernels.plain("x")) : lz4(Kernels.plain("x")));
        int start = Math.floorMod(at, file.length);
        System.arraycopy(noise, 0, file, start, Math.min(noise.length, file.length - start));
        Path to = Files.createTempFile("kernel", null);
        try {
            Kernel _ = Kernel.unpack(file, to);
        } catch (NotBootableException e) {
            assertThat(e.getMessage()).isNotBlank();
        } finally {
            Files.delete(to);
        }
    }

    static byte[] xz(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        FilterOptions[] filters = {new X86Options(), new LZMA2Options()};
        try (OutputStream out = new XZOutputStream(packed, filters, XZ.CHECK_CRC32)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] lzma(byte[] plain) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new LZMAOutputStream(packed, new LZMA2Options(), -1)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    /** Two literals, a match that overlaps itself where the bytes repeat, and so on: by hand, byte by byte. */
    private static byte[] lz4(byte[] plain) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        int at = 0;
        while (at < plain.length) {
            int run = 1;
            while (at + run < plain.length && plain[at + run] == plain[at]) {
                run++;
            }
            boolean matches = run >= 6 && at + run < plain.length;
            int match = matches ? Math.min(run - 1, 4 + 14) : 0;
            block.write(1 << 4 | Math.max(0, match - 4));
            block.write(plain[at]);
            at++;
            if (matches) {
                block.write(1);
                block.write(0);
                at += match;
            } else if (at < plain.length) {
                // Every sequence but the last has a match, so what has none is a block of literals of its own.
                byte[] rest = java.util.Arrays.copyOfRange(plain, at - 1, plain.length);
                return lz4(block, 2, rest);
            }
        }
        return lz4(block, 0, new byte[0]);
    }

    private static byte[] lz4(ByteArrayOutputStream begun, int drop, byte[] literals) {
        byte[] before = java.util.Arrays.copyOf(begun.toByteArray(), begun.size() - drop);
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(before);
        if (literals.length > 0) {
            block.write(Math.min(literals.length, 15) << 4);
            int more = literals.length - 15;
            while (more >= 255) {
                block.write(255);
                more -= 255;
            }
            if (more >= 0) {
                block.write(more);
            }
            block.writeBytes(literals);
        }
        return ByteBuffer.allocate(8 + block.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Lz4Input.MAGIC)
                .putInt(block.size())
                .put(block.toByteArray())
                .array();
    }
}
