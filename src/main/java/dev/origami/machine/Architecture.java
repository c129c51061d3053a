package dev.origami.machine;

/** What processors a guest is made for. */
public enum Architecture {
    X86_64,
    ARM64
}
