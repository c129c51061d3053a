package dev.origami.machine.qemu;

import dev.origami.machine.MachineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * UEFI as this host has it for one kind of machine: its program, and the variables that a new machine begins with.
 *
 * @param inPackage Debian's package of it
 * @param places where distributions have it
 */
public record UefiBuild(String inPackage, List<Place> places) {
    /** That for x86_64 which keeps the guest's hands off the variables, without which secure boot would be none. */
    public static final UefiBuild X86_64 = new UefiBuild(
            "ovmf",
            List.of(
                    // Debian and Ubuntu, older ones of them, Fedora.
                    new Place("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd", "/usr/share/OVMF/OVMF_VARS_4M.fd"),
                    new Place("/usr/share/OVMF/OVMF_CODE.secboot.fd", "/usr/share/OVMF/OVMF_VARS.fd"),
                    new Place("/usr/share/edk2/ovmf/OVMF_CODE.secboot.fd", "/usr/share/edk2/ovmf/OVMF_VARS.fd")));

    public static final UefiBuild ARM64 = new UefiBuild(
            "qemu-efi-aarch64",
            List.of(
                    new Place(
                            "/usr/share/AAVMF/AAVMF_CODE.fd",
                            "/usr/share/AAVMF/AAVMF_VARS.fd",
                            "/usr/share/AAVMF/AAVMF_VARS.ms.fd"),
                    new Place(
                            "/usr/share/edk2/aarch64/QEMU_EFI-pflash.raw",
                            "/usr/share/edk2/aarch64/vars-template-pflash.raw")));

    public UefiBuild {
        places = List.copyOf(places);
    }

    /**
     * Where a distribution has the files.
     *
     * @param variables what a new machine begins with
     * @param store has the form that variables are written into, and maybe some of its own; {@code variables} is without a
     *     form where the firmware makes one at its first start
     */
    public record Place(Path program, Path variables, Path store) {
        Place(String program, String variables) {
            this(program, variables, variables);
        }

        Place(String program, String variables, String store) {
            this(Path.of(program), Path.of(variables), Path.of(store));
        }
    }

    /** The file of the program; empty when it is not installed. */
    public Optional<Path> program() {
        return place().map(Place::program);
    }

    /** @throws MachineException when it is not installed */
    Place require() throws MachineException {
        return place().orElseThrow(
                        () -> new MachineException("UEFI is not installed. Install it: apt-get install " + inPackage));
    }

    private Optional<Place> place() {
        return places.stream()
                .filter(place -> Files.isReadable(place.program()) && Files.isReadable(place.variables()))
                .findFirst();
    }
}
