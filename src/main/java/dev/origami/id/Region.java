package dev.origami.id;

/** A region by name, for example {@code eu-west-1}. Whether it exists is for {@code zone} to say. */
public record Region(String name) {
    @Override
    public String toString() {
        return name;
    }
}
