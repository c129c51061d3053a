package dev.origami.template;

import dev.origami.id.LaunchTemplateId;

/** What a launch template is asked for by. */
public sealed interface TemplateKey {
    /** Its id. */
    record ById(LaunchTemplateId id) implements TemplateKey {}

    /** Its name, of which an account has each once in a region. */
    record ByName(String name) implements TemplateKey {}
}
