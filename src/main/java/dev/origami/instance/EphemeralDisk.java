package dev.origami.instance;

/**
 * A disk of the instance store that an instance has mapped.
 *
 * @param number N of {@code ephemeralN}
 */
public record EphemeralDisk(String device, int number) {
    public String virtualName() {
        return "ephemeral" + number;
    }
}
