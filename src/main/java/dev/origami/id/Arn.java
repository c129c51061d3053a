package dev.origami.id;

/** Names that are good beyond an account and region (source section 0). */
public final class Arn {
    private Arn() {}

    /** Of a resource that belongs to an account: {@code arn:aws:ec2:REGION:ACCOUNT:TYPE/ID}. */
    public static String of(Region region, AccountId account, String type, ResourceId id) {
        return text(region, account.value(), type, id);
    }

    /** Of an image or a snapshot, in whose names no account stands. */
    public static String ofEveryAccount(Region region, String type, ResourceId id) {
        return text(region, "", type, id);
    }

    /** Of an account itself, as who does something: {@code arn:aws:iam::ACCOUNT:root}. */
    public static String root(AccountId account) {
        return "arn:aws:iam::" + account.value() + ":root";
    }

    private static String text(Region region, String account, String type, ResourceId id) {
        return "arn:aws:ec2:" + region.name() + ":" + account + ":" + type + "/" + id.value();
    }
}
