package dev.origami.machine.qemu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.origami.config.GuestLimits;
import dev.origami.machine.MachineException;
import dev.origami.machine.MachineSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A PC with PCI Express, started by BIOS or UEFI. */
final class Q35 extends PcieBoard {
    @Override
    public String program() {
        return "qemu-system-x86_64";
    }

    @Override
    public String packages() {
        return "qemu-system-x86 qemu-utils";
    }

    @Override
    public List<ObjectNode> firmware(MachineSpec spec, Path directory) throws IOException, MachineException {
        return switch (spec.firmware()) {
            case BIOS -> List.of();
            case UEFI ->
                UefiFiles.nodes(
                        UefiBuild.X86_64, directory, spec.firmwareOptions().variables());
        };
    }

    @Override
    public List<String> processors(Accelerator accelerator, GuestLimits limits) {
        List<String> arguments = new ArrayList<>(accelerator.arguments(limits));
        arguments.addAll(List.of(
                "-cpu",
                switch (accelerator) {
                    case KVM -> "host";
                    // Five-level page tables cost emulation a level on every walk.
                    case TCG -> "max,la57=off";
                }));
        return arguments;
    }

    @Override
    public List<String> machine(MachineSpec spec) {
        List<String> arguments = new ArrayList<>();
        switch (spec.firmware()) {
            case BIOS -> arguments.addAll(List.of("-machine", "q35,vmport=off"));
            case UEFI -> {
                // What is in system management mode changes the variables, and nobody else.
                arguments.addAll(List.of("-machine", "q35,vmport=off,smm=on" + UefiFiles.machineOptions()));
                arguments.addAll(List.of("-global", "driver=cfi.pflash01,property=secure,value=on"));
                arguments.addAll(List.of("-global", "ICH9-LPC.disable_s3=1"));
            }
        }
        // Only from the disk that is to be started from, never from another that has something to start.
        arguments.addAll(List.of("-boot", "strict=on"));
        arguments.addAll(identity(spec));
        return arguments;
    }

    @Override
    public List<String> slots(GuestLimits limits) {
        List<String> arguments = new ArrayList<>();
        // What it shows can be looked at; nobody sits before it.
        arguments.addAll(
                List.of("-device", "VGA,bus=pcie.0,addr=" + Ports.SCREEN + ",vgamem_mb=" + limits.screenMiB()));
        arguments.addAll(super.slots(limits));
        return arguments;
    }
}
