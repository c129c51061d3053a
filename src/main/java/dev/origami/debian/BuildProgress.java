package dev.origami.debian;

/** Hears how a build goes on; called from one thread at a time. */
public interface BuildProgress {
    /** A sentence for a person about what happens now. */
    void line(String text);

    /** How much is done, 0 to 100; it never falls. */
    void percent(int percent);

    /** For callers that do not listen. */
    static BuildProgress none() {
        return new BuildProgress() {
            @Override
            public void line(String text) {}

            @Override
            public void percent(int percent) {}
        };
    }
}
