package dev.origami.block.tool;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.Backing;
import dev.origami.block.DiskChain;
import java.nio.file.Path;
import java.util.ArrayList;
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

    private static final int MAX_NODE_NAME = 31;
    private static final String NODE_NAME = "node-name";

    private QemuNodes() {}

    /** A file in a format, without any backing. */
    public static ObjectNode file(String driver, Path path, boolean readOnly) {
        ObjectNode node = object().put("driver", driver).put("read-only", readOnly);
        node.set(
                "file",
                object().put("driver", "file").put("filename", path.toString()).put("read-only", readOnly));
        if (!driver.equals("raw")) {
            node.putNull("backing");
        }
        return node;
    }

    /** A base, read-only. */
    public static ObjectNode backing(Backing backing) {
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
        };
    }

    /** Overlays over each other, oldest first, over a base or nothing: one node with all the others inside of it. */
    public static ObjectNode overlays(List<Path> oldestFirst, @Nullable Backing base, boolean readOnly) {
        ObjectNode below = base == null ? null : backing(base);
        for (int i = 0; i < oldestFirst.size(); i++) {
            boolean top = i == oldestFirst.size() - 1;
            ObjectNode node = file("qcow2", oldestFirst.get(i), readOnly || !top);
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

    /**
     * A volume as nodes with names, in the order in which QEMU must be given them: {@code <name>-base}, {@code <name>-0}
     * for the oldest overlay and so on; the last is the live one. Each names the one below it.
     *
     * @param name short enough that QEMU takes what is made of it, and beginning with a letter
     * @param base where the chain's base is read; null exactly if it has none
     */
    public static List<ObjectNode> named(String name, DiskChain chain, @Nullable Backing base) {
        if ((base == null) != (chain.base() == null)) {
            throw new IllegalArgumentException("A base for a volume without one, or none for one with a base");
        }
        List<ObjectNode> nodes = new ArrayList<>();
        String below = null;
        if (base != null) {
            below = nodeName(name + "-base");
            nodes.add(backing(base).put(NODE_NAME, below));
        }
        List<Path> overlays = chain.overlays();
        for (int i = 0; i < overlays.size(); i++) {
            String own = nodeName(name + "-" + i);
            ObjectNode node = file("qcow2", overlays.get(i), i < overlays.size() - 1);
            if (below != null) {
                node.put("backing", below);
            }
            nodes.add(node.put(NODE_NAME, own));
            below = own;
        }
        return nodes;
    }

    private static String nodeName(String name) {
        if (name.length() > MAX_NODE_NAME) {
            throw new IllegalArgumentException("QEMU takes no node name as long as " + name);
        }
        return name;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
