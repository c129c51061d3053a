package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.DiskChain;
import dev.origami.block.ManifestId;
import dev.origami.machine.Disk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Disks as QEMU's block nodes. Each node is named and its format given, and what lies below it is told by name: nothing
 * that stands in a file's header is believed.
 */
final class BlockNodes {
    /** Where exports of the block store are served: a guest that reads while nobody serves waits as long as it takes. */
    private final Path exports;

    private final Duration reconnect;

    BlockNodes(Path exports, Duration reconnect) {
        this.exports = exports;
        this.reconnect = reconnect;
    }

    /** The nodes of a disk, lowest first; the last is the one that the device uses. */
    List<ObjectNode> of(Disk disk) {
        List<ObjectNode> nodes = new ArrayList<>();
        if (disk.blank() != null) {
            nodes.add(file(disk.node() + "-0f", disk.blank()));
            nodes.add(Qmp.JSON
                    .createObjectNode()
                    .put("driver", "raw")
                    .put("node-name", disk.node() + "-0")
                    .put("discard", "unmap")
                    .put("file", disk.node() + "-0f"));
            return nodes;
        }
        DiskChain chain = disk.chain();
        if (chain == null) {
            throw new IllegalArgumentException(disk.node());
        }
        String below = null;
        if (chain.base() != null) {
            below = disk.node() + "-b";
            nodes.add(export(below, chain.base()));
        }
        int number = 0;
        for (Path frozen : chain.frozen()) {
            String name = disk.node() + "-" + number;
            nodes.addAll(overlay(name, frozen, below, true));
            below = name;
            number++;
        }
        nodes.addAll(overlay(disk.node() + "-" + number, chain.live(), below, false));
        return nodes;
    }

    static String name(ObjectNode node) {
        return node.path("node-name").asText();
    }

    /** The name of the node that comes above a given one when an overlay is put on it. */
    static String nextName(String node) {
        int dash = node.lastIndexOf('-');
        return node.substring(0, dash + 1) + (Integer.parseInt(node.substring(dash + 1)) + 1);
    }

    /** An overlay that nothing lies below yet. */
    static List<ObjectNode> overlay(String name, Path file, @Nullable String below, boolean frozen) {
        ObjectNode qcow2 = Qmp.JSON
                .createObjectNode()
                .put("driver", "qcow2")
                .put("node-name", name)
                .put("discard", "unmap")
                .put("file", name + "f");
        if (below == null) {
            qcow2.putNull("backing");
        } else {
            qcow2.put("backing", below);
        }
        ObjectNode storage = file(name + "f", file);
        if (frozen) {
            qcow2.put("read-only", true);
            storage.put("read-only", true);
        }
        return List.of(storage, qcow2);
    }

    ObjectNode export(String name, ManifestId manifest) {
        ObjectNode node = Qmp.JSON
                .createObjectNode()
                .put("driver", "nbd")
                .put("node-name", name)
                .put("export", manifest.hex())
                .put("read-only", true)
                .put("reconnect-delay", reconnect.toSeconds());
        node.putObject("server").put("type", "unix").put("path", exports.toString());
        return node;
    }

    private static ObjectNode file(String name, Path file) {
        return Qmp.JSON
                .createObjectNode()
                .put("driver", "file")
                .put("node-name", name)
                .put("discard", "unmap")
                .put("filename", file.toString());
    }
}
