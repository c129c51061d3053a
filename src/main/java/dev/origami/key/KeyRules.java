package dev.origami.key;

import dev.origami.config.KeyLimits;
import java.time.InstantSource;

/** All rules of keys, over one master key. */
public record KeyRules(
        MasterKey master,
        Keys keys,
        Aliases aliases,
        KeyTags tags,
        Grants grants,
        KeyAccess access,
        Encryption encryption,
        DataKeys dataKeys) {
    public static KeyRules of(MasterKey master, InstantSource clock, KeyLimits limits) {
        KeyMaterial materials = new KeyMaterial(master);
        Ciphers ciphers = new Ciphers(materials);
        Keys keys = new Keys(materials, clock, limits);
        Grants grants = new Grants(clock, limits);
        KeyAccess access = new KeyAccess(keys, grants);
        return new KeyRules(
                master,
                keys,
                new Aliases(keys, clock, limits),
                new KeyTags(limits),
                grants,
                access,
                new Encryption(access, ciphers, limits),
                new DataKeys(access, ciphers));
    }
}
