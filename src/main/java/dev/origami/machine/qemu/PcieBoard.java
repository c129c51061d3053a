package dev.origami.machine.qemu;

import dev.origami.config.GuestLimits;
import dev.origami.machine.Disk;
import dev.origami.machine.MachineSpec;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A board with PCI Express, whose disks and network each have a root port of their own. */
abstract class PcieBoard implements Board {
    @Override
    public List<String> slots(GuestLimits limits) {
        return Ports.arguments(limits.spareSlots());
    }

    @Override
    public String network(MachineSpec spec) {
        return "virtio-net-pci,netdev=net0,mac=" + spec.nic().mac() + ",bus=" + Ports.NETWORK + ",romfile=";
    }

    @Override
    public String entropy() {
        return "virtio-rng-pci,rng=entropy";
    }

    @Override
    public String tpm() {
        return "tpm-crb";
    }

    @Override
    public Optional<String> slot(Disk disk, Set<String> taken, GuestLimits limits) {
        return Ports.free(disk, taken, limits.spareSlots());
    }

    @Override
    public String disk(Disk disk, String node, String slot) {
        String boot = disk.boots() ? ",bootindex=1" : "";
        return "virtio-blk-pci,id=" + disk.node() + ",drive=" + node + ",serial=" + disk.node() + ",bus=" + slot
                + ",rerror=" + (disk.reportsReadErrors() ? "report" : "stop") + ",werror=stop" + boot;
    }

    /** QEMU's arguments by which a guest learns from SMBIOS that it is an instance of EC2, and which. */
    static List<String> identity(MachineSpec spec) {
        String uuid = spec.uuid().toString();
        return List.of(
                "-uuid",
                uuid,
                "-smbios",
                "type=0,vendor=Amazon EC2,version=1.0",
                "-smbios",
                "type=1,manufacturer=Amazon EC2,product=" + spec.instanceType() + ",serial=" + uuid + ",uuid=" + uuid,
                "-smbios",
                "type=2,manufacturer=Amazon EC2,asset=" + spec.id().value(),
                "-smbios",
                "type=3,manufacturer=Amazon EC2,asset=Amazon EC2");
    }
}
