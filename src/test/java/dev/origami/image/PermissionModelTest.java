package dev.origami.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.origami.account.Caller;
import dev.origami.account.Grantee;
import dev.origami.config.DatabaseLimits;
import dev.origami.config.EventLimits;
import dev.origami.config.ImageLimits;
import dev.origami.database.Database;
import dev.origami.database.PageWanted;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.event.Events;
import dev.origami.id.AccountId;
import dev.origami.id.ImageId;
import dev.origami.id.Region;
import dev.origami.image.PermissionModel.Action;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeTry;

/** Whatever is done to permissions, in whatever order: who sees an image and who may launch it is as the model says. */
class PermissionModelTest {
    private static final Region HERE = new Region("eu-west-1");
    private static final InstantSource CLOCK = () -> Instant.parse("2026-01-31T09:14:22Z");
    private static final List<Caller> ACCOUNTS = Stream.of("111111111111", "222222222222", "333333333333")
            .map(id -> new Caller(new AccountId(id), HERE, "ec2"))
            .toList();

    private final Images rules = new Images(CLOCK, ImageLimits.defaults(), new Events(CLOCK, EventLimits.defaults()));
    private final LaunchPermissions permissions = new LaunchPermissions(rules, ImageLimits.defaults());
    private final ImageLives lives = new ImageLives(rules, CLOCK, ImageLimits.defaults());
    private final AccountSettings settings = new AccountSettings(ImageLimits.defaults());
    private final Path directory;
    private final Database database;

    PermissionModelTest() throws IOException {
        directory = Files.createTempDirectory("permissions");
        database = Database.open(directory.resolve("origami.db"), DatabaseLimits.defaults());
    }

    @BeforeTry
    void forgetImages() {
        database.writing(transaction -> {
            for (String table : List.of("image", "image_launch_permission", "account_image_settings")) {
                transaction.sql().execute("DELETE FROM " + table);
            }
        });
    }

    @AfterProperty
    void close() throws IOException {
        database.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(tries = 60)
    void agreesWithTheModel(@ForAll("actions") List<Action> actions) {
        List<ImageId> images = List.of(image(0), image(1));
        PermissionModel model =
                new PermissionModel(ACCOUNTS.stream().map(Caller::account).toList());
        for (Action action : actions) {
            Optional<ErrorCode> expected = model.apply(action);
            assertThat(refusal(() -> apply(images, action))).as("%s", action).isEqualTo(expected);
            for (int account = 0; account < ACCOUNTS.size(); account++) {
                assertAgree(model, images, account);
            }
        }
    }

    private void assertAgree(PermissionModel model, List<ImageId> images, int account) {
        Caller caller = ACCOUNTS.get(account);
        Set<ImageId> all = shown(caller, new Images.Include(true, true));
        Set<ImageId> usual = shown(caller, new Images.Include(false, false));
        for (int i = 0; i < images.size(); i++) {
            ImageId id = images.get(i);
            assertThat(all.contains(id)).as("sees").isEqualTo(model.sees(account, i));
            assertThat(usual.contains(id)).as("is shown").isEqualTo(model.isShown(account, i));
            assertThat(refusal(() -> database.read(sql -> rules.requireLaunchable(sql, caller, id))))
                    .as("launches")
                    .isEqualTo(model.launch(account, i));
            Image image = database.read(sql -> rules.find(sql, id)).orElseThrow();
            assertThat(image.isPublic()).isEqualTo(model.isPublic(i));
            assertThat(image.isPublic() && image.life().deprecationTime() == null)
                    .as("public for ever")
                    .isFalse();
        }
    }

    private Set<ImageId> shown(Caller caller, Images.Include include) {
        return database
                .read(sql -> rules.search(
                        sql,
                        caller,
                        new ImageQuery(List.of(), include, AccountSettingsTable.allowedImages(sql, caller)),
                        PageWanted.all()))
                .items()
                .stream()
                .map(Image::id)
                .collect(Collectors.toSet());
    }

    private void apply(List<ImageId> images, Action action) {
        Caller by = ACCOUNTS.get(action.by());
        database.writing(transaction -> {
            switch (action) {
                case Action.Share share ->
                    permissions.modify(transaction, by, images.get(share.image()), share.added(), share.removed());
                case Action.Reset reset -> permissions.reset(transaction, by, images.get(reset.image()));
                case Action.Cancel cancel -> permissions.cancel(transaction, by, images.get(cancel.image()));
                case Action.Disable disable -> lives.disable(transaction, by, images.get(disable.image()));
                case Action.Enable enable -> lives.enable(transaction, by, images.get(enable.image()));
                case Action.Block block -> settings.blockPublicAccess(transaction, by, block.block());
            }
        });
    }

    private static Optional<ErrorCode> refusal(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (ApiException refusal) {
            return Optional.of(refusal.code());
        }
    }

    /** The image of this number, of the account of the same number. */
    private ImageId image(int number) {
        Caller owner = ACCOUNTS.get(number);
        Image image = new Image(
                ImageId.create(),
                owner.account(),
                HERE,
                "image " + number,
                null,
                new ImageState.Available(),
                CLOCK.instant(),
                new ImageSettings("x86_64", "hvm", "/dev/xvda", null, null, null, null, null, null, null, null),
                List.of(),
                ImageSource.NONE,
                false);
        database.writing(transaction -> rules.insert(transaction, image));
        return image.id();
    }

    @Provide
    Arbitrary<List<Action>> actions() {
        Arbitrary<Integer> by = Arbitraries.integers().between(0, ACCOUNTS.size() - 1);
        Arbitrary<Integer> image = Arbitraries.integers().between(0, 1);
        Arbitrary<Set<Grantee>> grantees = Arbitraries.of(ACCOUNTS)
                .<Grantee>map(caller -> new Grantee.Account(caller.account()))
                .set()
                .ofMaxSize(2)
                .flatMap(named -> Arbitraries.of(true, false)
                        .map(all -> all
                                ? Stream.concat(named.stream(), Stream.of(new Grantee.Everybody()))
                                        .collect(Collectors.toSet())
                                : named));
        Arbitrary<Action> action = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        4, Combinators.combine(by, image, grantees, grantees).as(Action.Share::new)),
                net.jqwik.api.Tuple.of(1, Combinators.combine(by, image).as(Action.Reset::new)),
                net.jqwik.api.Tuple.of(2, Combinators.combine(by, image).as(Action.Cancel::new)),
                net.jqwik.api.Tuple.of(2, Combinators.combine(by, image).as(Action.Disable::new)),
                net.jqwik.api.Tuple.of(2, Combinators.combine(by, image).as(Action.Enable::new)),
                net.jqwik.api.Tuple.of(
                        1, Combinators.combine(by, Arbitraries.of(true, false)).as(Action.Block::new)));
        return action.list().ofMinSize(1).ofMaxSize(20);
    }
}
