package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.block.DiskChain;
import dev.origami.block.ManifestId;
import dev.origami.id.LineageId;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineException;
import dev.origami.machine.Machines.NewOverlay;
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
    private final DiskSecrets secrets;
    private final int spareSlots;

    /** The node that a device uses now, and the overlay file in it. */
    record Live(String node, String file) {}

    BlockGraph(Qmp control, BlockNodes nodes, DiskSecrets secrets, int spareSlots) {
        this.control = control;
        this.nodes = nodes;
        this.secrets = secrets;
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
        open(disk.node(), chain, DiskSecrets.lineage(disk));
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
    String addOverlay(String liveNode, NewOverlay overlay) throws MachineException, InterruptedException {
        String disk = Disk.nodeOf(overlay.volume());
        String name = BlockNodes.nextName(liveNode);
        String secret = DiskSecrets.name(disk, overlay.lineage());
        open(disk, BlockNodes.overlay(name, overlay.overlay(), null, secret, false), overlay.lineage());
        return name;
    }

    /** Takes away what secrets QEMU was given: it needs none for what is open. */
    void forgetSecrets() throws MachineException, InterruptedException {
        for (String name : secretNames()) {
            JsonNode _ =
                    control.execute("object-del", Qmp.JSON.createObjectNode().put("id", name));
        }
    }

    /** Adds the nodes of a disk that are not there yet; for this long only QEMU has the passphrase. */
    private void open(String disk, List<ObjectNode> wanted, @Nullable LineageId lineage)
            throws MachineException, InterruptedException {
        Set<String> present = names();
        List<ObjectNode> missing = wanted.stream()
                .filter(node -> !present.contains(BlockNodes.name(node)))
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        if (lineage == null) {
            add(missing);
            return;
        }
        JsonNode _ = control.execute(
                "object-add",
                Qmp.JSON
                        .createObjectNode()
                        .put("qom-type", "secret")
                        .put("id", DiskSecrets.name(disk, lineage))
                        .put("data", secrets.passphrase(lineage)));
        try {
            add(missing);
        } finally {
            forgetSecrets();
        }
    }

    private void add(List<ObjectNode> wanted) throws MachineException, InterruptedException {
        for (ObjectNode node : wanted) {
            JsonNode _ = control.execute("blockdev-add", node);
        }
    }

    private List<String> secretNames() throws MachineException, InterruptedException {
        List<String> names = new ArrayList<>();
        ObjectNode where = Qmp.JSON.createObjectNode().put("path", "/objects");
        for (JsonNode object : control.execute("qom-list", where)) {
            if (object.path("type").asText().equals("child<secret>")) {
                names.add(object.path("name").asText());
            }
        }
        return names;
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
        String base = chain.base() == null ? null : addBase(disk, chain.base(), chain.lineage());
        ObjectNode lowest =
                BlockNodes.qcow2(kept.getFirst(), base, DiskSecrets.name(disk, chain.lineage()), kept.size() > 1);
        ObjectNode arguments = Qmp.JSON.createObjectNode();
        arguments.putArray("options").add(lowest);
        JsonNode _ = control.execute("blockdev-reopen", arguments);
        List<String> dropped = names().stream()
                .filter(name -> name.startsWith(disk + "-") && !name.equals(base))
                .filter(name -> kept.stream().noneMatch(node -> name.equals(node) || name.equals(node + "f")))
                .toList();
        remove(dropped);
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
    private String addBase(String disk, ManifestId manifest, @Nullable LineageId lineage)
            throws MachineException, InterruptedException {
        Set<String> present = names();
        int number = 0;
        while (present.contains(BlockNodes.baseName(disk, number))) {
            number++;
        }
        String name = BlockNodes.baseName(disk, number);
        open(disk, List.of(nodes.base(name, manifest, DiskSecrets.name(disk, lineage))), lineage);
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
