package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ebs.model.EbsRequest;
import software.amazon.awssdk.services.ebs.model.EbsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Request;
import software.amazon.awssdk.services.ec2.model.Ec2Response;
import software.amazon.awssdk.services.kms.model.KmsRequest;
import software.amazon.awssdk.services.kms.model.KmsResponse;
import software.amazon.awssdk.services.rbin.model.RbinRequest;
import software.amazon.awssdk.services.rbin.model.RbinResponse;
import software.amazon.awssdk.services.ssm.model.SsmRequest;
import software.amazon.awssdk.services.ssm.model.SsmResponse;
import software.amazon.awssdk.services.sts.model.StsRequest;
import software.amazon.awssdk.services.sts.model.StsResponse;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/**
 * One operation of the API: its name, its handler, and which request members it honours. A member that it does not
 * declare is refused by name when given, so nothing that a client asks for is ignored in silence.
 *
 * <p>Paths are wire names without indices: {@code BlockDeviceMapping.Ebs.VolumeSize}; {@code BlockDeviceMapping.*} is
 * everything below. {@code DryRun} is honoured everywhere. A path outside the model does not pass
 * {@link #requireInModel}, which the tests of the table call: a start has no time for it.
 */
public final class Operation<I extends SdkPojo, O extends SdkPojo> {
    private static final String DRY_RUN = "DryRun";
    private static final String BELOW = ".*";

    /** What an operation does. */
    @FunctionalInterface
    public interface Handler<I, O> {
        O handle(Caller caller, I request);
    }

    /** What an operation with a raw body in the request or in the reply does. */
    @FunctionalInterface
    public interface StreamingHandler<I extends SdkPojo, O extends SdkPojo> {
        Reply<O> handle(Caller caller, I request, SdkBytes body);
    }

    private final Service service;
    private final String name;
    private final Supplier<RequestDraft<I>> draft;
    private final StreamingHandler<I, O> handler;
    private final SortedSet<String> honoured = new TreeSet<>();
    private final SortedSet<String> required = new TreeSet<>();
    private final SortedMap<String, Set<String>> harmless = new TreeMap<>();

    private Operation(Service service, String name, Supplier<RequestDraft<I>> draft, StreamingHandler<I, O> handler) {
        this.service = service;
        this.name = name;
        this.draft = draft;
        this.handler = handler;
    }

    /** An operation of EC2. */
    public static <I extends Ec2Request, O extends Ec2Response, B extends SdkPojo & SdkBuilder<B, I>>
            Operation<I, O> ec2(String name, Supplier<B> builder, Handler<I, O> handler) {
        return new Operation<>(Service.EC2, name, drafts(builder), plain(handler));
    }

    /** An operation of STS. */
    public static <I extends StsRequest, O extends StsResponse, B extends SdkPojo & SdkBuilder<B, I>>
            Operation<I, O> sts(String name, Supplier<B> builder, Handler<I, O> handler) {
        return new Operation<>(Service.STS, name, drafts(builder), plain(handler));
    }

    /** An operation of EBS direct, with members only. */
    public static <I extends EbsRequest, O extends EbsResponse, B extends SdkPojo & SdkBuilder<B, I>>
            Operation<I, O> ebs(String name, Supplier<B> builder, Handler<I, O> handler) {
        return new Operation<>(Service.EBS, name, drafts(builder), plain(handler));
    }

    /** An operation of EBS direct with a block in its request or in its reply. */
    public static <I extends EbsRequest, O extends EbsResponse, B extends SdkPojo & SdkBuilder<B, I>>
            Operation<I, O> ebsBlock(String name, Supplier<B> builder, StreamingHandler<I, O> handler) {
        return new Operation<>(Service.EBS, name, drafts(builder), handler);
    }

    /** An operation of the Recycle Bin. */
    public static <I extends RbinRequest, O extends RbinResponse, B extends SdkPojo & SdkBuilder<B, I>>
            Operation<I, O> rbin(String name, Supplier<B> builder, Handler<I, O> handler) {
        return new Operation<>(Service.RBIN, name, drafts(builder), plain(handler));
    }

    /** An operation of KMS. */
    public static <I extends KmsRequest, O extends KmsResponse, B extends SdkPojo & SdkBuilder<B, I>>
            Operation<I, O> kms(String name, Supplier<B> builder, Handler<I, O> handler) {
        return new Operation<>(Service.KMS, name, drafts(builder), plain(handler));
    }

    /** An operation of SSM. */
    public static <I extends SsmRequest, O extends SsmResponse, B extends SdkPojo & SdkBuilder<B, I>>
            Operation<I, O> ssm(String name, Supplier<B> builder, Handler<I, O> handler) {
        return new Operation<>(Service.SSM, name, drafts(builder), plain(handler));
    }

    private static <I extends SdkPojo, O extends SdkPojo> StreamingHandler<I, O> plain(Handler<I, O> handler) {
        return (caller, request, body) -> Reply.of(handler.handle(caller, request));
    }

    private static <I extends SdkPojo, B extends SdkPojo & SdkBuilder<B, I>> Supplier<RequestDraft<I>> drafts(
            Supplier<B> builder) {
        return () -> {
            B members = builder.get();
            return new RequestDraft<>(members, members::build);
        };
    }

    /** Declares members that the handler acts upon. */
    public Operation<I, O> honours(String... paths) {
        honoured.addAll(List.of(paths));
        return this;
    }

    /** Declares members that the handler acts upon and cannot do without; absent means {@code MissingParameter}. */
    public Operation<I, O> requires(String... paths) {
        required.addAll(List.of(paths));
        return this;
    }

    /** Declares values of a member that change nothing here; any other value is refused. Case does not count. */
    public Operation<I, O> harmless(String path, String... values) {
        Set<String> set = harmless.computeIfAbsent(path, key -> new TreeSet<>(String.CASE_INSENSITIVE_ORDER));
        set.addAll(List.of(values));
        return this;
    }

    /**
     * Passes the request's given members, or says which one cannot be had.
     *
     * @throws ApiException {@code MissingParameter}, {@code UnsupportedOperation}
     */
    public void check(List<Parameter> given) {
        for (String path : required) {
            if (given.stream().noneMatch(p -> p.path().equals(path) || p.path().startsWith(path + "."))) {
                throw ApiException.missing(path);
            }
        }
        for (Parameter parameter : given) {
            if (!isHonoured(parameter.path()) && !isHarmless(parameter)) {
                throw new ApiException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        "The value (" + parameter.value() + ") of the parameter " + parameter.name()
                                + " is not supported by " + name + " here");
            }
        }
    }

    /** Whether the handler acts upon the member. */
    public boolean isHonoured(String path) {
        if (honoured.contains(path) || required.contains(path) || (service == Service.EC2 && path.equals(DRY_RUN))) {
            return true;
        }
        for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
            String above = path.substring(0, dot);
            if (honoured.contains(above + BELOW) || required.contains(above)) {
                return true;
            }
        }
        return false;
    }

    private boolean isHarmless(Parameter parameter) {
        return harmless.getOrDefault(parameter.path(), Set.of()).contains(parameter.value());
    }

    /**
     * Passes a declaration of members that the operation has.
     *
     * @throws IllegalArgumentException which names the path that is none
     */
    public void requireInModel() {
        required.forEach(path -> RequestModel.isLeaf(service, draft.get().members(), path));
        honoured.forEach(this::requireInModel);
        harmless.keySet().forEach(this::requireInModel);
    }

    private void requireInModel(String path) {
        String member = path.endsWith(BELOW) ? path.substring(0, path.length() - BELOW.length()) : path;
        boolean leaf = RequestModel.isLeaf(service, draft.get().members(), member);
        if (leaf == path.endsWith(BELOW)) {
            throw new IllegalArgumentException(
                    name + ": " + path + (leaf ? " has nothing below it" : " is a structure; declare what is in it"));
        }
    }

    public Service service() {
        return service;
    }

    public String name() {
        return name;
    }

    /** An empty request. */
    public RequestDraft<I> draft() {
        return draft.get();
    }

    public Reply<O> handle(Caller caller, I request, SdkBytes body) {
        return handler.handle(caller, request, body);
    }

    /** The members without which there is {@code MissingParameter}. */
    public SortedSet<String> required() {
        return new TreeSet<>(required);
    }

    /** The values that change nothing, by path. */
    public SortedMap<String, Set<String>> harmless() {
        return new TreeMap<>(Map.copyOf(harmless));
    }
}
