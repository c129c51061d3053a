package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.DiskChain;
import dev.origami.block.ManifestId;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The disks of one running machine. QEMU itself is asked each time what there is: after a crash of the service nobody
 * else knows.
 */
final class BlockGraph {
    private final Qmp control;
    private final BlockNodes nodes;
    private final int spareSlots;

    /** The node that a device uses now, and the overlay file in it. */
    record Live(String node, String file) {}

    BlockGraph(Qmp control, BlockNodes nodes, int spareSlots) {
        this.control = control;
        this.nodes = nodes;
        this.spareSlots = spareSlots;
    }

    /** The live overlay of a disk; empty when it is not plugged in. */
    Optional<Live> live(String disk) throws MachineException, InterruptedException {
        for (JsonNode entry : control.execute("query-block")) {
            if (entry.path("qdev").asText().contains("/" + disk + "/")) {
                String node = entry.path("inserted").path("node-name").asText();
                return Optional.of(new Live(node, files(disk).getOrDefault(node, "")));
            }
        }
        return Optional.empty();
    }

    void plug(Disk disk) throws MachineException, InterruptedException {
        if (live(disk.node()).isPresent()) {
            return;
        }
        List<ObjectNode> chain = nodes.of(disk);
        Set<String> present = names();
        for (ObjectNode node : chain) {
            if (!present.contains(BlockNodes.name(node))) {
                JsonNode _ = control.execute("blockdev-add", node);
            }
        }
        ObjectNode device = Qmp.JSON
                .createObjectNode()
                .put("driver", "virtio-blk-pci")
                .put("id", disk.node())
                .put("drive", BlockNodes.name(chain.getLast()))
                .put("serial", disk.node())
                .put("rerror", disk.reportsReadErrors() ? "report" : "stop")
                .put("werror", "stop")
                .put("bus", freePort(disk));
        JsonNode _ = control.execute("device_add", device);
    }

    /** Removes the nodes of a disk that is no longer plugged in. */
    void removeNodes(String disk) throws MachineException, InterruptedException {
        remove(names().stream().filter(name -> name.startsWith(disk + "-")).toList());
    }

    /** Prepares an overlay to be put over a disk's live one; answers its node. */
    String addOverlay(String liveNode, Path overlay) throws MachineException, InterruptedException {
        String name = BlockNodes.nextName(liveNode);
        Set<String> present = names();
        for (ObjectNode node : BlockNodes.overlay(name, overlay, null, false)) {
            if (!present.contains(BlockNodes.name(node))) {
                JsonNode _ = control.execute("blockdev-add", node);
            }
        }
        return name;
    }

    /** Puts overlays over live nodes, all at one moment. */
    void switchTo(Map<String, String> overlayByLive) throws MachineException, InterruptedException {
        ArrayNode actions = Qmp.JSON.createArrayNode();
        overlayByLive.forEach((live, overlay) -> actions.addObject()
                .put("type", "blockdev-snapshot")
                .putObject("data")
                .put("node", live)
                .put("overlay", overlay));
        ObjectNode arguments = Qmp.JSON.createObjectNode();
        arguments.set("actions", actions);
        JsonNode _ = control.execute("transaction", arguments);
    }

    /** Gives the live overlay of a disk that size, and tells the guest. */
    void resize(String disk, long sizeBytes) throws MachineException, InterruptedException {
        Live live = live(disk).orElseThrow(() -> new MachineException("not plugged in: " + disk));
        JsonNode _ = control.execute(
                "block_resize",
                Qmp.JSON.createObjectNode().put("node-name", live.node()).put("size", sizeBytes));
    }

    /** Lets the lowest overlay that stays stand on the chain's base, and drops what was below. */
    void rebase(String disk, DiskChain chain) throws MachineException, InterruptedException {
        Live live = live(disk).orElseThrow(() -> new MachineException("not plugged in: " + disk));
        Map<String, String> nodeByFile = new HashMap<>();
        files(disk).forEach((node, file) -> nodeByFile.put(file, node));
        List<String> kept = new ArrayList<>();
        for (Path frozen : chain.frozen()) {
            String node = nodeByFile.get(frozen.toString());
            if (node == null) {
                throw new MachineException("the machine does not have " + frozen);
            }
            kept.add(node);
        }
        kept.add(live.node());
        String base = chain.base() == null ? null : addBase(disk, chain.base());
        reopen(kept.getFirst(), base, kept.size() > 1);
        List<String> dropped = names().stream()
                .filter(name -> name.startsWith(disk + "-") && !name.equals(base))
                .filter(name -> kept.stream().noneMatch(node -> name.equals(node) || name.equals(node + "f")))
                .toList();
        remove(dropped);
    }

    private void reopen(String node, @Nullable String base, boolean frozen)
            throws MachineException, InterruptedException {
        ObjectNode qcow2 = Qmp.JSON
                .createObjectNode()
                .put("driver", "qcow2")
                .put("node-name", node)
                .put("discard", "unmap")
                .put("file", node + "f");
        if (base == null) {
            qcow2.putNull("backing");
        } else {
            qcow2.put("backing", base);
        }
        if (frozen) {
            qcow2.put("read-only", true);
        }
        ObjectNode arguments = Qmp.JSON.createObjectNode();
        arguments.putArray("options").add(qcow2);
        JsonNode _ = control.execute("blockdev-reopen", arguments);
    }

    /** Removes nodes, the upper ones first: a node that another stands on cannot go. */
    private void remove(List<String> names) throws MachineException, InterruptedException {
        List<String> ordered = names.stream()
                .sorted(Comparator.comparingInt(BlockGraph::height).reversed())
                .toList();
        for (String name : ordered) {
            JsonNode _ =
                    control.execute("blockdev-del", Qmp.JSON.createObjectNode().put("node-name", name));
        }
    }

    /** A format node stands on its file, an overlay on the one numbered below it, and all on the base. */
    private static int height(String name) {
        String last = name.substring(name.lastIndexOf('-') + 1);
        if (last.startsWith("b")) {
            return -1;
        }
        boolean file = last.endsWith("f");
        int number = Integer.parseInt(file ? last.substring(0, last.length() - 1) : last);
        return 2 * number + (file ? 0 : 1);
    }

    private Set<String> names() throws MachineException, InterruptedException {
        Set<String> names = new HashSet<>();
        for (JsonNode node : flat()) {
            names.add(node.path("node-name").asText());
        }
        return names;
    }

    /** A new node, even for a base that is there: it may be read from another place now. */
    private String addBase(String disk, ManifestId manifest) throws MachineException, InterruptedException {
        Set<String> present = names();
        int number = 0;
        while (present.contains(BlockNodes.baseName(disk, number))) {
            number++;
        }
        String name = BlockNodes.baseName(disk, number);
        JsonNode _ = control.execute("blockdev-add", nodes.base(name, manifest));
        return name;
    }

    /**
     * The files of a disk by the node that uses them. Only the node of the file itself says its name plainly: that of the
     * overlay in it says, in a long form, all that lies below.
     */
    private Map<String, String> files(String disk) throws MachineException, InterruptedException {
        Map<String, String> fileByNode = new HashMap<>();
        for (JsonNode node : flat()) {
            String name = node.path("node-name").asText();
            if (name.startsWith(disk + "-") && node.path("drv").asText().equals("file")) {
                fileByNode.put(
                        name.substring(0, name.length() - 1), node.path("file").asText());
            }
        }
        return fileByNode;
    }

    private JsonNode flat() throws MachineException, InterruptedException {
        return control.execute(
                "query-named-block-nodes", Qmp.JSON.createObjectNode().put("flat", true));
    }

    private String freePort(Disk disk) throws MachineException, InterruptedException {
        Set<String> taken = new HashSet<>();
        for (JsonNode bus : control.execute("query-pci")) {
            for (JsonNode device : bus.path("devices")) {
                if (!device.path("pci_bridge").path("devices").isEmpty()) {
                    boolean _ = taken.add(device.path("qdev_id").asText());
                }
            }
        }
        return Ports.free(disk, taken, spareSlots)
                .orElseThrow(() -> new MachineException("the machine has no free slot for " + disk.device()));
    }
}
