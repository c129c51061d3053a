package dev.origami.api;

import dev.origami.config.ApiLimits;
import dev.origami.config.InstanceLimits;
import dev.origami.database.Database;
import dev.origami.id.InstanceId;
import dev.origami.id.KeyPairId;
import dev.origami.id.LaunchTemplateId;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.SecurityGroupRuleId;
import dev.origami.id.SpotRequestId;
import dev.origami.image.AccountSettings;
import dev.origami.instance.GuestSigns;
import dev.origami.instance.HostCapacity;
import dev.origami.instance.Instance;
import dev.origami.instance.InstanceChecks;
import dev.origami.instance.MetadataTags;
import dev.origami.instance.SpotRequests;
import dev.origami.machine.Machines;
import dev.origami.operation.Firewall;
import dev.origami.operation.Launch;
import dev.origami.operation.RunInstances;
import dev.origami.operation.SubnetFirewall;
import dev.origami.tag.TaggedKind;
import dev.origami.tag.Tags;
import dev.origami.template.TemplateKey;
import dev.origami.zone.Places;
import java.time.InstantSource;
import java.util.function.Supplier;

/** All operations of servers and of what they stand on: places, key pairs, networks, instances. */
public final class ServerApis {
    private final Launch.Resources resources;
    private final PlaceApi places;
    private final KeyPairApi keyPairs;
    private final NetworkApis networks;
    private final NetworkInterfaceApi interfaces;
    private final NetworkInterfaceAttributeApi interfaceAttributes;
    private final AddressApi addresses;
    private final SecurityGroupApi securityGroups;
    private final SecurityGroupRuleApi rules;
    private final SecurityGroupRuleObjectApi ruleObjects;
    private final InstanceApi instances;
    private final InstanceStatusApi statuses;
    private final InstancePowerApi power;
    private final InstanceAttributeApi attributes;
    private final InstanceCreditApi credits;
    private final FleetApi fleets;
    private final SpotRequestApi spotRequests;
    private final SpotPriceApi spotPrices;
    private final InstanceOptionsApi options;
    private final ConsoleScreenshotApi screenshots;
    private final InstanceUefiApi uefi;
    private final InstanceTypeApi types;
    private final InstanceImageApi images;
    private final ImageReferenceApi references;
    private final LaunchTemplateApi templates;
    private final LaunchTemplateVersionApi templateVersions;
    private final LaunchTemplateDataApi templateData;

    /** What all operations share. */
    public record Shared(
            Database database,
            Places places,
            InstantSource clock,
            Paging paging,
            ClientTokens clientTokens,
            GuestSigns signs,
            AccountSettings imageSettings,
            ApiLimits apiLimits,
            InstanceLimits instanceLimits) {}

    /**
     * Makes them.
     *
     * @param host measures the host, each time that something is launched
     */
    public ServerApis(
            Shared shared,
            Launch.Resources resources,
            Firewall firewall,
            SubnetFirewall subnets,
            AddressApi addresses,
            Machines machines,
            RunInstances runInstances,
            InstancePowerApi.Operations operations,
            Supplier<HostCapacity> host) {
        this.resources = resources;
        this.addresses = addresses;
        Database database = shared.database();
        Paging paging = shared.paging();
        ApiLimits limits = shared.apiLimits();
        Tags tags = resources.tags();
        InstanceView.Source views = new InstanceView.Source(
                resources.instances(), resources.interfaces(), resources.groups(), resources.volumes(), tags);
        this.places = new PlaceApi(database, limits);
        this.keyPairs = new KeyPairApi(database, resources.keyPairs(), tags, limits);
        this.networks = new NetworkApis(
                database,
                shared.places(),
                resources.interfaces(),
                subnets,
                tags,
                paging,
                shared.clientTokens(),
                limits);
        this.interfaces = new NetworkInterfaceApi(
                database, resources.groups(), resources.interfaces(), tags, paging, shared.clientTokens(), limits);
        this.interfaceAttributes =
                new NetworkInterfaceAttributeApi(database, resources.groups(), resources.interfaces(), firewall, tags);
        this.securityGroups = new SecurityGroupApi(database, resources.groups(), tags, paging, limits);
        NamedGroups named = new NamedGroups(resources.groups(), firewall);
        this.rules = new SecurityGroupRuleApi(database, resources.groups(), named, tags);
        this.ruleObjects = new SecurityGroupRuleObjectApi(database, resources.groups(), named, tags, paging, limits);
        this.instances = new InstanceApi(
                database,
                runInstances,
                host,
                views,
                resources.templates(),
                tags,
                paging,
                shared.clientTokens(),
                limits,
                shared.instanceLimits());
        this.statuses = new InstanceStatusApi(
                database, resources.instances(), new InstanceChecks(shared.signs()), paging, limits);
        this.power = new InstancePowerApi(database, shared.clock(), resources.instances(), machines, host, operations);
        this.attributes =
                new InstanceAttributeApi(database, views, resources.images(), firewall, shared.instanceLimits());
        this.credits = new InstanceCreditApi(database, resources.instances(), paging, shared.clientTokens(), limits);
        this.fleets = new FleetApi(
                database,
                runInstances,
                host,
                resources.instances(),
                resources.templates(),
                tags,
                shared.clientTokens(),
                shared.instanceLimits());
        this.spotRequests = new SpotRequestApi(
                database,
                shared.clock(),
                runInstances,
                host,
                views,
                tags,
                paging,
                shared.clientTokens(),
                limits,
                shared.instanceLimits());
        this.spotPrices = new SpotPriceApi(database, paging, limits);
        this.options = new InstanceOptionsApi(database, resources.instances(), shared.clock());
        this.screenshots = new ConsoleScreenshotApi(database, resources.instances(), machines);
        this.uefi = new InstanceUefiApi(database, resources.instances(), machines);
        this.types = new InstanceTypeApi(database, shared.places(), paging, limits);
        this.images = new InstanceImageApi(
                database, views, resources.images(), shared.imageSettings(), shared.clock(), paging, limits);
        this.references = new ImageReferenceApi(database, resources.instances(), resources.templates(), paging);
        this.templates =
                new LaunchTemplateApi(database, resources.templates(), tags, paging, shared.clientTokens(), limits);
        this.templateVersions =
                new LaunchTemplateVersionApi(database, resources.templates(), paging, shared.clientTokens(), limits);
        this.templateData = new LaunchTemplateDataApi(database, views);
    }

    public void addTo(OperationTable table) {
        places.addTo(table);
        keyPairs.addTo(table);
        networks.addTo(table);
        interfaces.addTo(table);
        interfaceAttributes.addTo(table);
        addresses.addTo(table);
        securityGroups.addTo(table);
        rules.addTo(table);
        ruleObjects.addTo(table);
        instances.addTo(table);
        statuses.addTo(table);
        power.addTo(table);
        attributes.addTo(table);
        credits.addTo(table);
        fleets.addTo(table);
        spotRequests.addTo(table);
        spotPrices.addTo(table);
        options.addTo(table);
        screenshots.addTo(table);
        uefi.addTo(table);
        types.addTo(table);
        images.addTo(table);
        references.addTo(table);
        templates.addTo(table);
        templateVersions.addTo(table);
        templateData.addTo(table);
    }

    /** Makes known what of this can be tagged. */
    public void addTo(Tags tags) {
        tags.register(new TaggedKind(
                InstanceId.PREFIX,
                "instance",
                (sql, caller, id) -> {
                    var _ = resources.instances().requireOwned(sql, caller, InstanceId.parse(id));
                },
                (sql, id, given) -> {
                    Instance instance = resources.instances().get(sql, new InstanceId(id));
                    if (instance.settings().metadata().instanceTags()) {
                        MetadataTags.requireNames(given);
                    }
                }));
        tags.register(new TaggedKind(KeyPairId.PREFIX, "key-pair", (sql, caller, id) -> {
            var _ = resources.keyPairs().require(sql, caller, KeyPairId.parse(id));
        }));
        tags.register(new TaggedKind(SecurityGroupId.PREFIX, "security-group", (sql, caller, id) -> {
            var _ = resources.groups().require(sql, caller, SecurityGroupId.parse(id));
        }));
        tags.register(new TaggedKind(
                SecurityGroupRuleId.PREFIX, SecurityGroupRuleObjectApi.RESOURCE_TYPE, (sql, caller, id) -> {
                    var _ = resources.groups().requireRule(sql, caller, SecurityGroupRuleId.parse(id));
                }));
        tags.register(new TaggedKind(SpotRequestId.PREFIX, SpotRequests.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = SpotRequests.require(sql, caller, SpotRequestId.parse(id));
        }));
        tags.register(new TaggedKind(NetworkInterfaceId.PREFIX, "network-interface", (sql, caller, id) -> {
            var _ = resources.interfaces().require(sql, caller, NetworkInterfaceId.parse(id));
        }));
        addresses.addTo(tags);
        tags.register(new TaggedKind(LaunchTemplateId.PREFIX, LaunchTemplateApi.RESOURCE_TYPE, (sql, caller, id) -> {
            var _ = resources.templates().require(sql, caller, new TemplateKey.ById(LaunchTemplateId.parse(id)));
        }));
        NetworkApis.addTo(tags);
    }
}
