package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestLimits;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A machine of arm64 with PCI Express, started by UEFI. As on EC2 it has no screen. It is always emulated. */
final class Virt extends PcieBoard {
    @Override
    public String program() {
        return "qemu-system-aarch64";
    }

    @Override
    public String packages() {
        return "qemu-system-arm qemu-efi-aarch64";
    }

    @Override
    public List<ObjectNode> firmware(MachineSpec spec, Path directory) throws IOException, MachineException {
        return UefiFiles.nodes(
                UefiBuild.ARM64, directory, spec.firmwareOptions().variables());
    }

    @Override
    public List<String> processors(Accelerator accelerator, GuestLimits limits) {
        List<String> arguments = new ArrayList<>(Accelerator.TCG.arguments(limits));
        // What the types of EC2's second generation have.
        arguments.addAll(List.of("-cpu", "neoverse-n1"));
        return arguments;
    }

    @Override
    public List<String> machine(MachineSpec spec) {
        // With the second version there would be at most eight processors.
        List<String> arguments = new ArrayList<>(
                List.of("-machine", "virt,gic-version=3" + UefiFiles.machineOptions(), "-boot", "strict=on"));
        arguments.addAll(identity(spec));
        return arguments;
    }

    @Override
    public String tpm() {
        return "tpm-tis-device";
    }
}
