package dev.origami.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.EventLimits;
import dev.origami.config.ImageLimits;
import dev.origami.config.SnapshotLimits;
import dev.origami.database.Database;
import dev.origami.database.PageWanted;
import dev.origami.database.RequestId;
import dev.origami.ebs.EbsSettings;
import dev.origami.ebs.VolumeType;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.event.Event;
import dev.origami.event.Events;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.id.SnapshotId;
import dev.origami.snapshot.Snapshots;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesTest {
    private static final Region HERE = new Region("eu-west-1");
    private static final Caller ALICE = new Caller(new AccountId("111111111111"), HERE, "ec2");
    private static final Caller BOB = new Caller(new AccountId("222222222222"), HERE, "ec2");
    private static final Caller CAROL = new Caller(new AccountId("333333333333"), HERE, "ec2");
    private static final Images.Include ALL = new Images.Include(true, true);
    private static final SnapshotId SNAPSHOT = SnapshotId.create();

    @TempDir
    Path directory;

    private Instant now = Instant.parse("2026-01-31T09:14:22Z");
    private Database database;
    private Images images;
    private LaunchPermissions permissions;

    @BeforeEach
    void open() {
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
        images = new Images(() -> now, ImageLimits.defaults(), new Events(() -> now, EventLimits.defaults()));
        permissions = new LaunchPermissions(images, ImageLimits.defaults());
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anImageComesBackAsItWasRecorded() {
        Image image = new Image(
                ImageId.create(),
                ALICE.account(),
                HERE,
                "full",
                "all of it",
                new ImageState.Pending(),
                now,
                new ImageSettings(
                        "x86_64", "hvm", "/dev/xvda", null, null, true, "simple", "uefi", "v2.0", "v2.0", "AAAA"),
                List.of(
                        ebs("/dev/xvda", 8, VolumeType.GP3),
                        new BlockDeviceMapping.Ephemeral("/dev/sdb", "ephemeral0"),
                        new BlockDeviceMapping.NoDevice("/dev/sdc"),
                        new BlockDeviceMapping.Ebs(
                                "/dev/sdd", null, EbsSettings.of(10, VolumeType.IO1, 500, null), false, false)),
                new ImageSource(ImageId.create(), new Region("us-east-1"), null),
                false);
        database.writing(transaction -> images.insert(transaction, image));

        Image found = find(image.id());

        assertThat(found).isEqualTo(image);
        assertThat(found.snapshots()).containsExactly(SNAPSHOT);
        assertThat(found.root()).contains(ebs("/dev/xvda", 8, VolumeType.GP3));
        assertThat(found.location()).isEqualTo("111111111111/full");
    }

    @Test
    void anImageThatCannotBeMadeIsPublishedWithTheReason() {
        Events events = new Events(() -> now, EventLimits.defaults());
        ImageId id = ImageId.create();
        Image image = new Image(
                id,
                ALICE.account(),
                HERE,
                "to fail",
                null,
                new ImageState.Pending(),
                now,
                new ImageSettings("x86_64", "hvm", "/dev/xvda", null, null, true, null, null, null, null, null),
                List.of(),
                ImageSource.NONE,
                false);
        boolean _ = RequestId.run(
                "the request",
                () -> database.write(transaction -> {
                    images.insert(transaction, image);
                    return true;
                }));
        List<Event> before = database.read(sql -> events.after(sql, ALICE.account(), HERE, 0));
        assertThat(before).isEmpty();

        database.writing(transaction -> {
            assertThat(images.fail(transaction, id, "Server.InternalError", "the disk is full"))
                    .isTrue();
            assertThat(images.fail(transaction, id, "Server.InternalError", "once more"))
                    .isFalse();
        });

        List<Event> told = database.read(sql -> events.after(sql, ALICE.account(), HERE, 0));
        assertThat(told)
                .extracting(event -> event.message().detail().toString())
                .containsExactly(
                        "{RequestId=the request, ImageId=" + id + ", State=failed, ErrorMessage=the disk is full}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "", "with:colon", "ümlaut", "tab\tbed", "new\nline"})
    void aNameOfAnotherFormIsRefused(String name) {
        assertRefused(() -> images.requireName(name), ErrorCode.INVALID_AMI_NAME_MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "A (b) [c] ./-'@_9"})
    void aNameOfTheFormIsTaken(String name) {
        images.requireName(name);
        images.requireName("a".repeat(128));
        assertRefused(() -> images.requireName("a".repeat(129)), ErrorCode.INVALID_AMI_NAME_MALFORMED);
    }

    @Test
    void aNameIsOnceInAnAccountAndRegionUntilTheImageIsDeregistered() {
        ImageId first = available(ALICE, "twice");
        assertThatThrownBy(() -> available(ALICE, "twice"))
                .hasMessage("AMI name twice is already in use by AMI " + first);
        ImageId _ = available(BOB, "twice");
        ImageId _ = available(ALICE, "Twice");

        Image _ = database.write(transaction -> images.deregister(transaction, ALICE, first));

        ImageId _ = available(ALICE, "twice");
    }

    @Test
    void whoSeesAnImage() {
        ImageId own = available(ALICE, "own");
        ImageId shared = available(ALICE, "shared");
        ImageId everybodys = available(ALICE, "everybody's");
        ImageId pending = pending(ALICE, "pending");
        grant(shared, new Grantee.Account(BOB.account()));
        grant(everybodys, new Grantee.Everybody());

        assertThat(visible(ALICE)).containsExactlyInAnyOrder(own, shared, everybodys, pending);
        assertThat(visible(BOB)).containsExactlyInAnyOrder(shared, everybodys);
        assertThat(visible(CAROL)).containsExactly(everybodys);
        assertThat(visible(new Caller(ALICE.account(), new Region("us-east-1"), "ec2")))
                .isEmpty();
        assertThat(find(everybodys).isPublic()).isTrue();
        assertThat(find(shared).isPublic()).isFalse();
    }

    @Test
    void unknownAndInvisibleIdsAreNamedAlike() {
        ImageId own = available(ALICE, "own");
        ImageId unknown = ImageId.create();

        assertThatThrownBy(() -> database.read(sql -> shown(sql, BOB, List.of(own))))
                .hasMessage("The image id '[" + own + "]' does not exist");
        assertThatThrownBy(() -> database.read(sql -> shown(sql, BOB, List.of(own, unknown))))
                .hasMessage("The image ids '[" + own + ", " + unknown + "]' do not exist");
    }

    @Test
    void launchingChecksInOrder() {
        ImageId own = available(ALICE, "own");
        ImageId pending = pending(ALICE, "pending");

        assertThat(launchable(ALICE, own).id()).isEqualTo(own);
        assertRefused(() -> launchable(ALICE, ImageId.create()), ErrorCode.INVALID_AMIID_NOT_FOUND);
        assertRefused(
                () -> launchable(new Caller(ALICE.account(), new Region("us-east-1"), "ec2"), own),
                ErrorCode.INVALID_AMIID_NOT_FOUND);
        assertRefused(() -> launchable(BOB, pending), ErrorCode.INVALID_AMIID_UNAVAILABLE);
        assertThatThrownBy(() -> launchable(BOB, own)).hasMessage("Not authorized for images: [" + own + "]");
        grant(own, new Grantee.Account(BOB.account()));
        assertThat(launchable(BOB, own).id()).isEqualTo(own);
        revoke(own, new Grantee.Account(BOB.account()));
        assertRefused(() -> launchable(BOB, own), ErrorCode.AUTH_FAILURE);
    }

    @Test
    void aDeregisteredImageIsNoLongerAvailableAndLaterUnknown() {
        ImageId id = available(ALICE, "short-lived");
        grant(id, new Grantee.Everybody());
        Image _ = database.write(transaction -> images.deregister(transaction, ALICE, id));

        assertThat(visible(ALICE)).isEmpty();
        assertThat(visible(BOB)).isEmpty();
        assertRefused(() -> launchable(ALICE, id), ErrorCode.INVALID_AMIID_UNAVAILABLE);
        assertRefused(
                () -> database.write(transaction -> images.deregister(transaction, ALICE, id)),
                ErrorCode.INVALID_AMIID_UNAVAILABLE);
        now = now.plus(Duration.ofHours(2));
        assertRefused(() -> launchable(ALICE, id), ErrorCode.INVALID_AMIID_NOT_FOUND);
        assertThat(find(id).state()).isInstanceOf(ImageState.Deregistered.class);
    }

    @Test
    void aPendingImageBecomesAvailableOrFailsOnce() {
        ImageId good = pending(ALICE, "good");
        ImageId bad = pending(ALICE, "bad");
        ImageId gone = pending(ALICE, "gone");
        Image _ = database.write(transaction -> images.deregister(transaction, ALICE, gone));

        assertThat(database.<Boolean>write(transaction -> images.available(transaction, good)))
                .isTrue();
        assertThat(database.<Boolean>write(transaction -> images.fail(transaction, good, "x", "y")))
                .isFalse();
        assertThat(database.<Boolean>write(transaction -> images.available(transaction, gone)))
                .isFalse();
        assertThat(database.<Boolean>write(
                        transaction -> images.fail(transaction, bad, "Server.InternalError", "disk full")))
                .isTrue();
        assertThat(find(bad).state()).isEqualTo(new ImageState.Failed("Server.InternalError", "disk full"));
        assertRefused(() -> launchable(ALICE, bad), ErrorCode.INVALID_AMIID_UNAVAILABLE);
    }

    @Test
    void onlyTheOwnerChangesAnImage() {
        ImageId id = available(ALICE, "mine");
        assertRefused(
                () -> database.write(transaction -> images.deregister(transaction, BOB, id)),
                ErrorCode.INVALID_AMIID_NOT_FOUND);
        grant(id, new Grantee.Account(BOB.account()));
        assertRefused(
                () -> database.write(transaction -> images.deregister(transaction, BOB, id)), ErrorCode.AUTH_FAILURE);
        assertRefused(
                () -> database.writing(transaction -> permissions.reset(transaction, BOB, id)), ErrorCode.AUTH_FAILURE);
        assertRefused(
                () -> database.writing(transaction -> images.describe(transaction, BOB, id, "stolen")),
                ErrorCode.AUTH_FAILURE);

        database.writing(transaction -> permissions.reset(transaction, ALICE, id));
        assertThat(database.<List<Grantee>>read(sql -> permissions.grantees(sql, id)))
                .isEmpty();
    }

    @Test
    void anImageKeepsItsSnapshotsUntilItIsDeregistered() {
        ImageId id = available(ALICE, "user");
        Snapshots snapshots = new Snapshots(() -> now, SnapshotLimits.defaults());
        assertThat(database.<List<ImageId>>read(sql -> snapshots.imagesUsing(sql, SNAPSHOT)))
                .containsExactly(id);

        Image _ = database.write(transaction -> images.deregister(transaction, ALICE, id));

        assertThat(database.<List<ImageId>>read(sql -> snapshots.imagesUsing(sql, SNAPSHOT)))
                .isEmpty();
    }

    private ImageId available(Caller owner, String name) {
        return insert(owner, name, new ImageState.Available());
    }

    private ImageId pending(Caller owner, String name) {
        return insert(owner, name, new ImageState.Pending());
    }

    private ImageId insert(Caller owner, String name, ImageState state) {
        Image image = new Image(
                ImageId.create(),
                owner.account(),
                owner.region(),
                name,
                null,
                state,
                now,
                new ImageSettings("x86_64", "hvm", "/dev/xvda", null, null, null, null, null, null, null, null),
                List.of(ebs("/dev/xvda", 8, VolumeType.GP2)),
                ImageSource.NONE,
                false);
        database.writing(transaction -> images.insert(transaction, image));
        return image.id();
    }

    private static BlockDeviceMapping.Ebs ebs(String device, int sizeGiB, VolumeType type) {
        return new BlockDeviceMapping.Ebs(device, SNAPSHOT, EbsSettings.of(sizeGiB, type, null, null), true, false);
    }

    private void grant(ImageId id, Grantee grantee) {
        database.writing(transaction -> permissions.modify(transaction, ALICE, id, List.of(grantee), List.of()));
    }

    private void revoke(ImageId id, Grantee grantee) {
        database.writing(transaction -> permissions.modify(transaction, ALICE, id, List.of(), List.of(grantee)));
    }

    private Image find(ImageId id) {
        return database.read(sql -> images.find(sql, id)).orElseThrow();
    }

    private Image launchable(Caller caller, ImageId id) {
        return database.read(sql -> images.requireLaunchable(sql, caller, id));
    }

    private List<ImageId> visible(Caller caller) {
        return database.read(sql -> shown(sql, caller, List.of())).stream()
                .map(Image::id)
                .toList();
    }

    private List<Image> shown(Handle sql, Caller caller, List<ImageId> ids) {
        return images.search(
                        sql,
                        caller,
                        new ImageQuery(ids, ALL, AccountSettingsTable.allowedImages(sql, caller)),
                        PageWanted.all())
                .items();
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
