package dev.origami.machine.host;

import dev.origami.config.GuestLimits;
import dev.origami.config.GuestNetworkLimits;
import dev.origami.machine.host.Ability.Kind;
import dev.origami.machine.qemu.Accelerator;
import dev.origami.machine.qemu.UefiBuild;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What this host can do, all tried at the same time and each under a time limit. */
public record HostAbilities(List<Ability> all) {
    private static final String INSTALL = "sudo apt-get install -y ";

    /** Nothing is bound there for long, and nobody else is likely to use it. */
    private static final String TRIAL_ADDRESS = "127.255.254.253";

    private static final String PORT_REMEDY = "sudo sysctl -w net.ipv4.ip_unprivileged_port_start=22";

    public HostAbilities {
        all = List.copyOf(all);
    }

    /** Tries everything; takes no longer than the longest trial. */
    public static HostAbilities probe(GuestLimits guests, GuestNetworkLimits networks) throws InterruptedException {
        List<Callable<Ability>> trials = new ArrayList<>(ofMachines(guests, new Trials(networks)));
        trials.addAll(ofNetworks(new Trials(networks)));
        return run(trials);
    }

    /** Tries only what networks in namespaces need: all that must be known before guests can be adopted. */
    public static HostAbilities probeNetworks(GuestNetworkLimits networks) throws InterruptedException {
        return run(ofNetworks(new Trials(networks)));
    }

    private static List<Callable<Ability>> ofMachines(GuestLimits guests, Trials trials) {
        return List.of(
                () -> trials.program(
                        Kind.QEMU, "to run instances", "qemu-system-x86", "qemu-system-x86_64", "--version"),
                () -> trials.program(
                        Kind.QEMU_ARM64,
                        "to run instances of arm64",
                        "qemu-system-arm qemu-efi-aarch64",
                        "qemu-system-aarch64",
                        "--version"),
                HostAbilities::uefi,
                () -> trials.program(Kind.TPM, "images that want a TPM", "swtpm", "swtpm", "--version"),
                () -> kvm(guests),
                () -> trials.program(Kind.QEMU_IMG, "for disks", "qemu-utils", "qemu-img", "--version"),
                () -> trials.program(Kind.SSH, "to enter instances", "openssh-client", "ssh", "-V"),
                HostAbilities::port22);
    }

    private static List<Callable<Ability>> ofNetworks(Trials trials) {
        return List.of(
                () -> trials.inNamespace(
                        Kind.NAMESPACES,
                        "networks without root",
                        "sudo sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0",
                        "true"),
                () -> trials.inNamespace(
                        Kind.TAP,
                        "interfaces of guests",
                        "sudo modprobe tun && sudo chmod 0666 /dev/net/tun",
                        "ip tuntap add dev trial mode tap"),
                () -> trials.inNamespace(
                        Kind.FIREWALL, "security groups, routes, network ACLs", INSTALL + "nftables", Trials.FIREWALL),
                () -> trials.program(
                        Kind.NAMESPACE_TOOLS, "to enter networks", "util-linux iproute2", "nsenter", "--version"),
                () -> trials.program(Kind.SLIRP, "the way out of a network", "slirp4netns", "slirp4netns", "--version"),
                () -> trials.program(Kind.DHCP, "addresses of guests", "dnsmasq-base", "dnsmasq", "--version"),
                () -> trials.program(Kind.RELAY, "the way to the metadata service", "socat", "socat", "-V"));
    }

    private static HostAbilities run(List<Callable<Ability>> trials) throws InterruptedException {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Ability> found = new ArrayList<>();
            for (Future<Ability> trial : executor.invokeAll(trials)) {
                found.add(trial.get());
            }
            return new HostAbilities(found);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a trial of this host failed", e);
        }
    }

    /** One of them. */
    public Ability of(Kind kind) {
        return all.stream()
                .filter(ability -> ability.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    /** Whether guests can have networks in namespaces; where not, they have neither the internet nor each other. */
    public boolean namespaceNetworks() {
        return all.stream()
                .filter(ability -> ability.kind().isForNamespaceNetworks())
                .allMatch(Ability::present);
    }

    private static Ability uefi() {
        Optional<Path> program = UefiBuild.X86_64.program();
        return new Ability(
                Kind.UEFI,
                "images that boot with UEFI",
                program.isPresent(),
                program.map(Path::toString).orElse("is not installed"),
                program.isPresent() ? "" : INSTALL + UefiBuild.X86_64.inPackage());
    }

    private static Ability kvm(GuestLimits limits) {
        boolean works = Accelerator.probe(limits) == Accelerator.KVM;
        return new Ability(
                Kind.KVM,
                "fast instances",
                works,
                works ? "works" : "does not run a machine: instances are emulated, which is slower",
                works ? "" : "sudo modprobe -a kvm_intel kvm_amd; sudo usermod -aG kvm $USER");
    }

    private static Ability port22() {
        String purpose = "ssh to public addresses without a port";
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(false);
            socket.bind(new InetSocketAddress(InetAddress.getByName(TRIAL_ADDRESS), 22));
            return new Ability(Kind.PORT_22, purpose, true, "can be bound", "");
        } catch (IOException e) {
            boolean taken = String.valueOf(e.getMessage()).contains("in use");
            return taken
                    ? new Ability(
                            Kind.PORT_22,
                            purpose,
                            false,
                            "a server listens on port 22 of all addresses: ssh is on port 2222 of public addresses",
                            "sudo ss -ltnp 'sport = :22'   # then give that server a ListenAddress of its own")
                    : new Ability(
                            Kind.PORT_22,
                            purpose,
                            false,
                            "is for root only: ssh is on port 2222 of public addresses",
                            PORT_REMEDY);
        }
    }

    /** Trials that are a program's run. */
    private record Trials(GuestNetworkLimits limits) {
        /** Connection tracking and address translation are kernel modules of their own. */
        static final String FIREWALL = "nft 'table inet trial { chain forward { type filter hook forward priority 0;"
                + " ct state established accept; }; chain out { type nat hook postrouting priority 100;"
                + " masquerade; }; }'";

        Ability program(Kind kind, String purpose, String packages, String... command) throws InterruptedException {
            Optional<String> printed = run(List.of(command));
            return new Ability(
                    kind,
                    purpose,
                    printed.isPresent(),
                    printed.flatMap(text ->
                                    text.lines().filter(line -> !line.isBlank()).findFirst())
                            .orElse(command[0] + " does not run"),
                    printed.isPresent() ? "" : INSTALL + packages);
        }

        Ability inNamespace(Kind kind, String purpose, String remedy, String script) throws InterruptedException {
            Optional<String> printed = run(List.of("unshare", "-Urn", "sh", "-c", script));
            boolean works = printed.isPresent();
            return new Ability(kind, purpose, works, works ? "works" : "does not work", works ? "" : remedy);
        }

        /** What a program printed; empty when it is not there, fails, or does not end. */
        private Optional<String> run(List<String> command) throws InterruptedException {
            try {
                ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
                builder.environment().merge("PATH", "/usr/sbin:/sbin", (path, more) -> path + ":" + more);
                Process process = builder.start();
                try (InputStream printed = process.getInputStream()) {
                    process.getOutputStream().close();
                    // None of them prints more than a pipe holds.
                    if (!process.waitFor(limits.trial().toMillis(), TimeUnit.MILLISECONDS)
                            || process.exitValue() != 0) {
                        return Optional.empty();
                    }
                    return Optional.of(new String(printed.readNBytes(limits.outputBytes()), StandardCharsets.UTF_8));
                } finally {
                    process.destroyForcibly();
                }
            } catch (IOException absent) {
                return Optional.empty();
            }
        }
    }
}
