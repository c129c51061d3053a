package dev.origami.machine.network;

import java.util.List;

/**
 * What connects a machine to its network.
 *
 * @param prefix the words before QEMU's command that run it inside of the network; empty when nothing has to
 * @param arguments QEMU's arguments for the network back end {@code net0}
 */
public record Attachment(List<String> prefix, List<String> arguments) {
    public Attachment {
        prefix = List.copyOf(prefix);
        arguments = List.copyOf(arguments);
    }
}
