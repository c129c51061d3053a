package dev.origami.machine.qemu;

import dev.origami.block.ManifestId;
import dev.origami.block.nbd.NbdDisk;
import dev.origami.block.nbd.NbdExports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** A raw file under the name of a manifest, as the block store would serve it. */
record RawFileExports(ManifestId manifest, Path file) implements NbdExports {
    @Override
    public Optional<NbdDisk> open(String name) throws IOException {
        return name.equals(manifest.hex())
                ? Optional.of(new RawFile(FileChannel.open(file, StandardOpenOption.READ)))
                : Optional.empty();
    }

    @Override
    public List<String> names() {
        return List.of(manifest.hex());
    }

    private record RawFile(FileChannel channel) implements NbdDisk {
        @Override
        public long sizeBytes() {
            try {
                return channel.size();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public ByteBuffer read(long offset, int lengthBytes, Memory memory) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
            while (bytes.hasRemaining()) {
                int _ = channel.read(bytes, offset + bytes.position());
            }
            return bytes.flip();
        }

        @Override
        public void allocation(long offset, long lengthBytes, Extents extents) {
            boolean _ = extents.next(lengthBytes, false);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
