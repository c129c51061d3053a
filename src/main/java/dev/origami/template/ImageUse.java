package dev.origami.template;

import dev.origami.id.LaunchTemplateId;

/** A launch template and an image that it names. */
public record ImageUse(LaunchTemplateId template, String image) {}
