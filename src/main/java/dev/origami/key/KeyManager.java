package dev.origami.key;

/** Who made a key and decides of it: the account, or the service for the account's volumes. */
public enum KeyManager {
    CUSTOMER,
    AWS
}
