package dev.origami.block.cache;

import dev.origami.block.ManifestId;
import dev.origami.block.NoSuchManifestException;
import dev.origami.block.nbd.NbdDisk;
import dev.origami.block.nbd.NbdExports;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every stored disk as an export, named by its manifest in hexadecimal digits and read through its cache file. */
public final class CachedExports implements NbdExports {
    private static final Logger LOG = LoggerFactory.getLogger(CachedExports.class);
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    private final CacheFiles caches;

    public CachedExports(CacheFiles caches) {
        this.caches = caches;
    }

    /** Whether a name can be that of an export. */
    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    @Override
    public Optional<NbdDisk> open(String name) throws IOException {
        if (!isName(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(caches.open(new ManifestId(name)));
        } catch (NoSuchManifestException e) {
            LOG.warn("A client asked for a disk that is not stored: {}", name);
            return Optional.empty();
        }
    }

    /** The disks that are in use: a client that knows none is told no others. */
    @Override
    public List<String> names() {
        return caches.inUse().stream().map(ManifestId::hex).toList();
    }
}
