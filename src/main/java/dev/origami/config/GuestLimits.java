package dev.origami.config;

import java.time.Duration;

/**
 * Limits of machines and their guests.
 *
 * @param spareSlots how many disks a machine may have that have no letter of their own, at most 7
 * @param controlPatience how long a command to QEMU may take
 * @param startPatience how long QEMU may take until its processors run
 * @param quitPatience how long QEMU may take to end by its own means, or to tell what its console holds
 * @param killPatience how long a killed process may take to be gone
 * @param adoptPatience how long the start of the service waits for machines of an earlier one to answer
 * @param watchPause after which a machine's console is kept again, and one that does not answer is asked again
 * @param kvmTrial how long the trial of KVM may take
 * @param resumeRounds how often a guest that waits is told to go on before it is left to wait
 * @param dirtyFlushRounds how often what a guest wrote is flushed before it is frozen, at most
 * @param dirtyFlushEnough a flush that took no longer leaves little to do while the guest stands still
 * @param consoleBytes how much of a guest's serial console is kept
 * @param screenMiB memory of the screen; what it holds is as large as the screen can be
 * @param wakePause what a guest gets to light its screen after a key was pressed
 * @param translationMiB memory that emulation uses for translated code
 */
public record GuestLimits(
        int spareSlots,
        Duration controlPatience,
        Duration startPatience,
        Duration quitPatience,
        Duration killPatience,
        Duration adoptPatience,
        Duration watchPause,
        Duration kvmTrial,
        int resumeRounds,
        int dirtyFlushRounds,
        Duration dirtyFlushEnough,
        int consoleBytes,
        int screenMiB,
        Duration wakePause,
        int translationMiB) {
    public static GuestLimits defaults() {
        return new GuestLimits(
                6,
                Duration.ofSeconds(30),
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                10,
                8,
                Duration.ofMillis(5),
                64 * 1024,
                4,
                Duration.ofMillis(500),
                256);
    }
}
