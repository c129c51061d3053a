package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.DiskChain;
import dev.origami.block.ManifestId;
import dev.origami.block.tool.QemuNodes;
import dev.origami.machine.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Disks as QEMU's block nodes. Each node is named and its format given, and what lies below it is told by name: nothing
 * that stands in a file's header is believed.
 */
final class BlockNodes {
    private final Bases bases;

    BlockNodes(Bases bases) {
        this.bases = bases;
    }

    /** The nodes of a disk, lowest first; the last is the one that the device uses. */
    List<ObjectNode> of(Disk disk) {
        return switch (disk) {
            case Disk.Volume volume -> chain(volume.node(), volume.chain());
            case Disk.Blank blank -> blank(blank.node(), blank.file());
        };
    }

    private static List<ObjectNode> blank(String disk, Path file) {
        ObjectNode raw = Qmp.JSON
                .createObjectNode()
                .put("driver", "raw")
                .put("node-name", disk + "-0")
                .put("discard", "unmap")
                .put("file", disk + "-0f");
        return List.of(file(disk + "-0f", file), raw);
    }

    private List<ObjectNode> chain(String disk, DiskChain chain) {
        List<ObjectNode> nodes = new ArrayList<>();
        String below = null;
        String secret = DiskSecrets.name(disk, chain.lineage());
        if (chain.base() != null) {
            below = baseName(disk, 0);
            nodes.add(base(below, chain.base(), secret));
        }
        int number = 0;
        for (Path frozen : chain.frozen()) {
            String name = disk + "-" + number;
            nodes.addAll(overlay(name, frozen, below, secret, true));
            below = name;
            number++;
        }
        nodes.addAll(overlay(disk + "-" + number, chain.live(), below, secret, false));
        return nodes;
    }

    static String name(ObjectNode node) {
        return node.path("node-name").asText();
    }

    /** The name of a disk's base; each base that it is moved to has a number of its own. */
    static String baseName(String disk, int number) {
        return disk + "-b" + number;
    }

    /** The name of the node that comes above a given one when an overlay is put on it. */
    static String nextName(String node) {
        int dash = node.lastIndexOf('-');
        return node.substring(0, dash + 1) + (Integer.parseInt(node.substring(dash + 1)) + 1);
    }

    /**
     * An overlay, as the node of its file and its own.
     *
     * @param below the node that it lies on; null when there is nothing yet
     * @param secret the name of the secret that opens it; null when it is not encrypted
     */
    static List<ObjectNode> overlay(
            String name, Path file, @Nullable String below, @Nullable String secret, boolean frozen) {
        ObjectNode storage = file(name + "f", file);
        if (frozen) {
            storage.put("read-only", true);
        }
        return List.of(storage, qcow2(name, below, secret, frozen));
    }

    /** The node of an overlay over that of its file. */
    static ObjectNode qcow2(String name, @Nullable String below, @Nullable String secret, boolean frozen) {
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
        if (frozen) {
            qcow2.put("read-only", true);
        }
        QemuNodes.encrypted(qcow2, secret);
        return qcow2;
    }

    ObjectNode base(String name, ManifestId manifest, @Nullable String secret) {
        return QemuNodes.backing(bases.of(manifest), secret).put("node-name", name);
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
