package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.Arn;
import dev.origami.id.ImageId;
import dev.origami.id.InstanceId;
import dev.origami.instance.InstanceState;
import dev.origami.instance.Instances;
import dev.origami.template.LaunchTemplates;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import software.amazon.awssdk.services.ec2.model.DescribeImageReferencesRequest;
import software.amazon.awssdk.services.ec2.model.DescribeImageReferencesResponse;
import software.amazon.awssdk.services.ec2.model.ImageReference;
import software.amazon.awssdk.services.ec2.model.ResourceTypeOption;
import software.amazon.awssdk.services.ec2.model.ResourceTypeRequest;

/**
 * DescribeImageReferences (source section 1.9): which of the caller's own resources name certain images. Whose those
 * are, and whether they are there, does not matter.
 */
final class ImageReferenceApi {
    private static final PageRange PAGES = PageRange.of(5, Integer.MAX_VALUE);
    private static final int IMAGES = 10;
    private static final int USUAL_DEPTH = 10;
    private static final int LARGEST_DEPTH = 10_000;

    private static final String INSTANCE = "ec2:Instance";
    private static final String STATE_NAME = "state-name";
    private static final String LAUNCH_TEMPLATE = "ec2:LaunchTemplate";
    private static final String VERSION_DEPTH = "version-depth";

    /** What has images on EC2 and is not offered here, so that nobody has any. */
    private static final Set<String> NOT_HERE =
            Set.of("ssm:Parameter", "imagebuilder:ImageRecipe", "imagebuilder:ContainerRecipe");

    private final Database database;
    private final Instances instances;
    private final LaunchTemplates templates;
    private final Paging paging;

    /** A kind of resource that is looked through. */
    private sealed interface Search {
        /** Instances in one of these states. */
        record OfInstances(Set<InstanceState> states) implements Search {}

        /** That many versions of each launch template, the newest first. */
        record OfTemplates(int depth) implements Search {}
    }

    /** A resource that names an image. */
    private record Reference(String image, String type, String arn) {
        String key() {
            return image + " " + type + " " + arn;
        }
    }

    ImageReferenceApi(Database database, Instances instances, LaunchTemplates templates, Paging paging) {
        this.database = database;
        this.instances = instances;
        this.templates = templates;
        this.paging = paging;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "DescribeImageReferences", DescribeImageReferencesRequest::builder, this::describeReferences)
                .requires("ImageId")
                .honours("IncludeAllResourceTypes", "ResourceType.ResourceType")
                .honours("ResourceType.ResourceTypeOption.OptionName", "ResourceType.ResourceTypeOption.OptionValue")
                .honours("MaxResults", "NextToken"));
    }

    private DescribeImageReferencesResponse describeReferences(Caller caller, DescribeImageReferencesRequest request) {
        Set<String> images = images(request.imageIds());
        List<Search> searches = searches(request);
        Set<Reference> found = database.read(sql -> {
            Set<Reference> references = new LinkedHashSet<>();
            searches.forEach(search -> references.addAll(found(sql, caller, images, search)));
            return references;
        });
        Page<Reference> page = paging.page(
                caller, PAGES, request.maxResults(), request.nextToken(), List.copyOf(found), Reference::key);
        return DescribeImageReferencesResponse.builder()
                .imageReferences(
                        page.items().stream().map(ImageReferenceApi::wire).toList())
                .nextToken(page.nextToken())
                .build();
    }

    private static Set<String> images(List<String> ids) {
        if (ids.size() > IMAGES) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "At most " + IMAGES + " images may be named in one call");
        }
        Set<String> images = new LinkedHashSet<>();
        ids.forEach(id -> images.add(ImageId.parse(id).value()));
        return images;
    }

    private static List<Search> searches(DescribeImageReferencesRequest request) {
        boolean all = Boolean.TRUE.equals(request.includeAllResourceTypes());
        if (all && !request.resourceTypes().isEmpty()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "The parameter ResourceType cannot be used when IncludeAllResourceTypes is true");
        }
        if (all) {
            return List.of(
                    new Search.OfInstances(EnumSet.allOf(InstanceState.class)), new Search.OfTemplates(USUAL_DEPTH));
        }
        if (request.resourceTypes().isEmpty()) {
            throw new ApiException(
                    ErrorCode.MISSING_PARAMETER,
                    "The request must contain the parameter ResourceType, or IncludeAllResourceTypes with true");
        }
        return request.resourceTypes().stream()
                .flatMap(ImageReferenceApi::search)
                .toList();
    }

    private static Stream<Search> search(ResourceTypeRequest request) {
        String type = request.resourceTypeAsString();
        if (type == null) {
            throw ApiException.missing("ResourceType.ResourceType");
        }
        return switch (type) {
            case INSTANCE -> Stream.of(new Search.OfInstances(states(values(request, STATE_NAME))));
            case LAUNCH_TEMPLATE -> Stream.of(new Search.OfTemplates(depth(values(request, VERSION_DEPTH))));
            default -> {
                if (!NOT_HERE.contains(type)) {
                    throw ApiException.invalidValue("resourceType", type, "Expecting a type of resource with images.");
                }
                List<String> _ = values(request, "");
                yield Stream.of();
            }
        };
    }

    /** The values of the one option that a type has. */
    private static List<String> values(ResourceTypeRequest request, String optionOfType) {
        List<String> values = new ArrayList<>();
        for (ResourceTypeOption option : request.resourceTypeOptions()) {
            String name = option.optionNameAsString();
            if (name == null) {
                throw ApiException.missing("ResourceType.ResourceTypeOption.OptionName");
            }
            if (!name.equals(optionOfType)) {
                throw ApiException.invalidValue(
                        "optionName", name, request.resourceTypeAsString() + " has no such option.");
            }
            if (option.optionValues().isEmpty()) {
                throw ApiException.missing("ResourceType.ResourceTypeOption.OptionValue");
            }
            values.addAll(option.optionValues());
        }
        return values;
    }

    private static Set<InstanceState> states(List<String> names) {
        if (names.isEmpty()) {
            return EnumSet.allOf(InstanceState.class);
        }
        Set<InstanceState> states = EnumSet.noneOf(InstanceState.class);
        for (String name : names) {
            states.add(Stream.of(InstanceState.values())
                    .filter(state -> state.wire().equals(name))
                    .findFirst()
                    .orElseThrow(() ->
                            ApiException.invalidValue("optionValue", name, "Expecting the state of an instance.")));
        }
        return states;
    }

    private static int depth(List<String> values) {
        if (values.isEmpty()) {
            return USUAL_DEPTH;
        }
        String value = values.getFirst();
        if (values.size() > 1 || !value.matches("[1-9][0-9]{0,4}") || Integer.parseInt(value) > LARGEST_DEPTH) {
            throw ApiException.invalidValue(
                    "optionValue", String.join(", ", values), "Expecting one number from 1 to " + LARGEST_DEPTH + ".");
        }
        return Integer.parseInt(value);
    }

    private List<Reference> found(Handle sql, Caller caller, Set<String> images, Search search) {
        return switch (search) {
            case Search.OfInstances(Set<InstanceState> states) ->
                instances.of(sql, caller).stream()
                        .filter(instance -> states.contains(instance.state()))
                        .filter(instance ->
                                images.contains(instance.image().image().value()))
                        .map(instance ->
                                new Reference(instance.image().image().value(), INSTANCE, arn(caller, instance.id())))
                        .toList();
            case Search.OfTemplates(int depth) ->
                templates.uses(sql, caller, images, depth).stream()
                        .map(use -> new Reference(
                                use.image(),
                                LAUNCH_TEMPLATE,
                                Arn.of(
                                        caller.region(),
                                        caller.account(),
                                        LaunchTemplateApi.RESOURCE_TYPE,
                                        use.template())))
                        .toList();
        };
    }

    private static String arn(Caller caller, InstanceId id) {
        return Arn.of(caller.region(), caller.account(), "instance", id);
    }

    private static ImageReference wire(Reference reference) {
        return ImageReference.builder()
                .imageId(reference.image())
                .resourceType(reference.type())
                .arn(reference.arn())
                .build();
    }
}
