package dev.origami.boot;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.SingleXZInputStream;

/** The ways in which kernels and RAM disks are packed, each told by how it begins. */
enum Packed {
    NOT,
    GZIP,
    XZ,
    LZMA,
    ZSTD,
    LZ4,
    /** Some that is not unpacked here: bzip2 and LZO. */
    OTHERWISE;

    /** What unpacking may take, in KiB: kernels are packed with dictionaries of 32 MiB, distributions' tools with 64. */
    private static final int MEMORY_KIB = 128 << 10;

    static Packed of(byte[] bytes, int at) {
        if (Bytes.has(bytes, at, "\u001f\u008b")) {
            return GZIP;
        }
        if (Bytes.has(bytes, at, "\u00fd7zXZ\0")) {
            return XZ;
        }
        if (Bytes.has(bytes, at, "]\0\0")) {
            return LZMA;
        }
        if (Bytes.has(bytes, at, "(\u00b5/\u00fd")) {
            return ZSTD;
        }
        if (Bytes.has(bytes, at, "\u0002!L\u0018")) {
            return LZ4;
        }
        return Bytes.has(bytes, at, "BZh") || Bytes.has(bytes, at, "\u0089LZO") ? OTHERWISE : NOT;
    }

    /**
     * What was packed. Reading it fails with an {@link IOException} where it is not sound.
     *
     * @throws NotBootableException when it cannot be unpacked here
     */
    InputStream open(byte[] bytes, int offset, int length) throws IOException, NotBootableException {
        InputStream in = new ByteArrayInputStream(bytes, offset, length);
        return switch (this) {
            case NOT -> in;
            case GZIP -> new GZIPInputStream(in);
            case XZ -> new SingleXZInputStream(in, MEMORY_KIB);
            case LZMA -> new LZMAInputStream(in, MEMORY_KIB);
            case ZSTD -> new ZstdInputStreamNoFinalizer(in);
            case LZ4 -> {
                in.skipNBytes(Integer.BYTES);
                yield new Lz4Input(in);
            }
            case OTHERWISE ->
                throw new NotBootableException(
                        "it is packed in a way that is not known here: use gzip, xz, LZMA, zstd or LZ4");
        };
    }
}
