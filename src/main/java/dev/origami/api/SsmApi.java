package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.image.PublicImages;
import dev.origami.instance.identity.InstanceIdentity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.ssm.model.GetParameterRequest;
import software.amazon.awssdk.services.ssm.model.GetParameterResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersByPathResponse;
import software.amazon.awssdk.services.ssm.model.GetParametersRequest;
import software.amazon.awssdk.services.ssm.model.GetParametersResponse;
import software.amazon.awssdk.services.ssm.model.Parameter;
import software.amazon.awssdk.services.ssm.model.ParameterType;

/**
 * The public parameters of the service SSM (source section 10.6): the newest image of each kind that everybody may
 * launch, and the certificate that identity documents are verified with. Nobody has parameters of its own.
 */
public final class SsmApi {
    /** The certificate of {@link InstanceIdentity}. */
    static final String CERTIFICATE = "/aws/service/origami/instance-identity/certificate";

    private static final int MOST_NAMES = 10;
    private static final PageRange PAGES = PageRange.of(1, 10);

    private final Database database;
    private final InstanceIdentity identity;
    private final Paging paging;

    /** A parameter and what it says. */
    private record Public(String name, String value, long version, Instant since, String dataType) {}

    public SsmApi(Database database, InstanceIdentity identity, Paging paging) {
        this.database = database;
        this.identity = identity;
        this.paging = paging;
    }

    public void addTo(OperationTable table) {
        table.add(Operation.ssm("GetParameter", GetParameterRequest::builder, this::getParameter)
                .requires("Name")
                .harmless("WithDecryption", "true", "false"));
        table.add(Operation.ssm("GetParameters", GetParametersRequest::builder, this::getParameters)
                .requires("Names")
                .harmless("WithDecryption", "true", "false"));
        table.add(Operation.ssm("GetParametersByPath", GetParametersByPathRequest::builder, this::getParametersByPath)
                .requires("Path")
                .honours("Recursive", "MaxResults", "NextToken")
                .harmless("WithDecryption", "true", "false"));
    }

    private GetParameterResponse getParameter(Caller caller, GetParameterRequest request) {
        ParameterName name = ParameterName.parse(request.name());
        Public found = find(caller, name.name())
                .orElseThrow(() -> new ApiException(
                        ErrorCode.SSM_PARAMETER_NOT_FOUND, "The parameter " + request.name() + " is not here"));
        if (!name.admits(found.version())) {
            throw new ApiException(
                    ErrorCode.SSM_PARAMETER_VERSION_NOT_FOUND,
                    "Systems Manager could not find version " + name.selector() + " of " + name.name()
                            + ". Verify the version and try again.");
        }
        return GetParameterResponse.builder()
                .parameter(wire(caller, found, name))
                .build();
    }

    private GetParametersResponse getParameters(Caller caller, GetParametersRequest request) {
        if (request.names().size() > MOST_NAMES) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION, "Member 'names' must have length less than or equal to " + MOST_NAMES);
        }
        List<Parameter> found = new ArrayList<>();
        List<String> invalid = new ArrayList<>();
        for (String text : request.names().stream().distinct().toList()) {
            ParameterName name = ParameterName.parse(text);
            find(caller, name.name())
                    .filter(parameter -> name.admits(parameter.version()))
                    .ifPresentOrElse(parameter -> found.add(wire(caller, parameter, name)), () -> invalid.add(text));
        }
        return GetParametersResponse.builder()
                .parameters(found)
                .invalidParameters(invalid)
                .build();
    }

    private GetParametersByPathResponse getParametersByPath(Caller caller, GetParametersByPathRequest request) {
        String path = request.path();
        if (!path.startsWith("/")) {
            throw new ApiException(
                    ErrorCode.KMS_VALIDATION, "The parameter doesn't meet the parameter name requirements: " + path);
        }
        String above = path.endsWith("/") ? path : path + "/";
        boolean deep = Boolean.TRUE.equals(request.recursive());
        List<Public> below = all(caller).stream()
                .filter(parameter -> parameter.name().startsWith(above))
                .filter(parameter -> deep || parameter.name().indexOf('/', above.length()) < 0)
                .toList();
        Page<Public> page = paging.page(caller, PAGES, request.maxResults(), request.nextToken(), below, Public::name);
        return GetParametersByPathResponse.builder()
                .parameters(page.items().stream()
                        .map(parameter -> wire(caller, parameter, new ParameterName(parameter.name(), null)))
                        .toList())
                .nextToken(page.nextToken())
                .build();
    }

    private Optional<Public> find(Caller caller, String name) {
        return name.equals(CERTIFICATE)
                ? Optional.of(certificate())
                : database.read(sql -> PublicImages.find(sql, caller.region(), name))
                        .map(SsmApi::ofImage);
    }

    private List<Public> all(Caller caller) {
        List<Public> all = new ArrayList<>(database.read(sql -> PublicImages.all(sql, caller.region())).stream()
                .map(SsmApi::ofImage)
                .toList());
        all.add(certificate());
        all.sort(Comparator.comparing(Public::name));
        return all;
    }

    private static Public ofImage(PublicImages.Named named) {
        return new Public(named.name(), named.image().value(), named.version(), named.since(), "aws:ec2:image");
    }

    private Public certificate() {
        return new Public(CERTIFICATE, identity.certificate(), 1, identity.since(), "text");
    }

    private static Parameter wire(Caller caller, Public parameter, ParameterName asked) {
        return Parameter.builder()
                .name(parameter.name())
                .type(ParameterType.STRING)
                .value(parameter.value())
                .version(parameter.version())
                .selector(asked.selector() == null ? null : ":" + asked.selector())
                .lastModifiedDate(parameter.since())
                .arn("arn:aws:ssm:" + caller.region().name() + "::parameter" + parameter.name())
                .dataType(parameter.dataType())
                .build();
    }
}
