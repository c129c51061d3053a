package dev.origami.block.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.Backing;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Disks in the words of QEMU's block layer. Every node names its driver, and its backing or that it has none, so nothing
 * that a file says about itself decides what is opened.
 */
public final class QemuNodes {
    /** How long a guest waits for an export that is away: some 30 years, since QEMU has no word for "for ever". */
    private static final long RECONNECT_SECONDS = 1_000_000_000;
    /** How long QEMU tries to reach the export when it opens a disk; there it must not hang. */
    private static final int OPEN_SECONDS = 10;

    private QemuNodes() {}

    /** A file in a format, without any backing. */
    public static ObjectNode file(String driver, Path path, boolean readOnly) {
        ObjectNode node = object().put("driver", driver).put("read-only", readOnly);
        node.set("file", storage(path, readOnly));
        if (!driver.equals("raw")) {
            node.putNull("backing");
        }
        return node;
    }

    /**
     * An overlay, without any backing.
     *
     * @param secret the name of the secret that opens it; null when it is not encrypted
     */
    public static ObjectNode overlay(Path path, @Nullable String secret, boolean readOnly) {
        ObjectNode node = file("qcow2", path, readOnly);
        encrypted(node, secret);
        return node;
    }

    /** Says of a qcow2 node how it is encrypted. */
    public static void encrypted(ObjectNode qcow2, @Nullable String secret) {
        if (secret != null) {
            qcow2.set("encrypt", object().put("format", "luks").put("key-secret", secret));
        }
    }

    /**
     * A base, read-only.
     *
     * @param secret the name of the secret that opens it; null when it is not encrypted
     */
    public static ObjectNode backing(Backing backing, @Nullable String secret) {
        return switch (backing) {
            case Backing.Export export -> {
                ObjectNode node = object().put("driver", "nbd").put("read-only", true);
                node.set(
                        "server",
                        object().put("type", "unix").put("path", export.socket().toString()));
                yield node.put("export", export.name())
                        .put("reconnect-delay", RECONNECT_SECONDS)
                        .put("open-timeout", OPEN_SECONDS);
            }
            case Backing.FullFile file -> file("raw", file.path(), true);
            case Backing.LuksFile file -> luks(file.path(), secret);
        };
    }

    private static ObjectNode luks(Path path, @Nullable String secret) {
        if (secret == null) {
            throw new IllegalArgumentException("Nothing opens the encrypted base " + path);
        }
        ObjectNode node =
                object().put("driver", "luks").put("key-secret", secret).put("read-only", true);
        node.set("file", storage(path, true));
        return node;
    }

    /**
     * Overlays over each other, oldest first, over a base or nothing: one node with all the others inside of it.
     *
     * @param secret the name of the secret that opens all of them; null when they are not encrypted
     */
    public static ObjectNode overlays(
            List<Path> oldestFirst, @Nullable Backing base, @Nullable String secret, boolean readOnly) {
        ObjectNode below = base == null ? null : backing(base, secret);
        for (int i = 0; i < oldestFirst.size(); i++) {
            boolean top = i == oldestFirst.size() - 1;
            ObjectNode node = overlay(oldestFirst.get(i), secret, readOnly || !top);
            if (below != null) {
                node.set("backing", below);
            }
            below = node;
        }
        if (below == null) {
            throw new IllegalArgumentException("Neither overlays nor a base");
        }
        return below;
    }

    private static ObjectNode storage(Path path, boolean readOnly) {
        return object().put("driver", "file").put("filename", path.toString()).put("read-only", readOnly);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
