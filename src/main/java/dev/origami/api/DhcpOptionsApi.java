package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.config.ApiLimits;
import dev.origami.database.Database;
import dev.origami.id.DhcpOptionsId;
import dev.origami.network.DhcpOptions;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.AttributeValue;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeDhcpOptionsResponse;
import software.amazon.awssdk.services.ec2.model.DhcpConfiguration;

/** What servers are told by DHCP: one set, which nobody makes or deletes. */
final class DhcpOptionsApi {
    static final String RESOURCE_TYPE = "dhcp-options";
    private static final PageRange PAGES = PageRange.of(5, 1000);
    private static final String DOMAIN_NAME = "domain-name";
    private static final String SERVERS = "domain-name-servers";
    private static final String AMAZON_DNS = "AmazonProvidedDNS";

    private final Database database;
    private final Tags tags;
    private final Paging paging;
    private final Filters<View> filters;

    private record View(DhcpOptions options, List<Tag> tags) {}

    DhcpOptionsApi(Database database, Tags tags, Paging paging, ApiLimits limits) {
        this.database = database;
        this.tags = tags;
        this.paging = paging;
        this.filters = new Filters<View>(limits)
                .text("dhcp-options-id", view -> view.options().id().value())
                .texts("key", view -> List.of(DOMAIN_NAME, SERVERS))
                .texts("value", view -> List.of(view.options().domainName(), AMAZON_DNS))
                .text("owner-id", view -> view.options().account().value())
                .tags(View::tags);
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("DescribeDhcpOptions", DescribeDhcpOptionsRequest::builder, this::describe)
                .honours("DhcpOptionsId", "Filter.*", "MaxResults", "NextToken"));
    }

    private DescribeDhcpOptionsResponse describe(Caller caller, DescribeDhcpOptionsRequest request) {
        DhcpOptions options = DhcpOptions.of(caller.account(), caller.region());
        request.dhcpOptionsIds().forEach(id -> options.require(DhcpOptionsId.parse(id)));
        View only = new View(options, database.read(sql -> tags.of(sql, caller, options.id())));
        List<View> found = Stream.of(only).filter(filters.of(request.filters())).toList();
        Page<View> page = paging.page(
                caller,
                PAGES,
                request.maxResults(),
                request.nextToken(),
                found,
                view -> view.options().id().value());
        return DescribeDhcpOptionsResponse.builder()
                .dhcpOptions(page.items().stream().map(DhcpOptionsApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static software.amazon.awssdk.services.ec2.model.DhcpOptions wire(View view) {
        return software.amazon.awssdk.services.ec2.model.DhcpOptions.builder()
                .dhcpOptionsId(view.options().id().value())
                .ownerId(view.options().account().value())
                .dhcpConfigurations(
                        configuration(DOMAIN_NAME, view.options().domainName()), configuration(SERVERS, AMAZON_DNS))
                .tags(TagSpecifications.write(view.tags()))
                .build();
    }

    private static DhcpConfiguration configuration(String key, String value) {
        return DhcpConfiguration.builder()
                .key(key)
                .values(AttributeValue.builder().value(value).build())
                .build();
    }
}
