package dev.origami.api;

import dev.origami.config.InstanceLimits;
import dev.origami.ebs.VolumeType;
import dev.origami.encryption.EncryptionWish;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.ImageId;
import dev.origami.id.ImageKind;
import dev.origami.id.SnapshotId;
import dev.origami.image.BootFiles;
import dev.origami.instance.CpuOptions;
import dev.origami.instance.InstanceSettings.Protection;
import dev.origami.instance.InstanceTypes;
import dev.origami.instance.ShutdownBehavior;
import dev.origami.instance.SpotRequests;
import dev.origami.operation.LaunchRequest;
import dev.origami.operation.LaunchRequest.EbsWish;
import dev.origami.operation.LaunchRequest.MappingWish;
import dev.origami.operation.LaunchRequest.MetadataWish;
import dev.origami.operation.LaunchRequest.TagWish;
import dev.origami.tag.Tag;
import dev.origami.tag.Tags;
import dev.origami.zone.Outpost;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.BlockDeviceMapping;
import software.amazon.awssdk.services.ec2.model.CpuOptionsRequest;
import software.amazon.awssdk.services.ec2.model.EbsBlockDevice;
import software.amazon.awssdk.services.ec2.model.RunInstancesRequest;

/** Reads a RunInstances: syntax only, before anything is looked up (source section 3.1). */
final class LaunchReader {
    private static final int TOKEN_LENGTH = 64;

    private final Tags tags;
    private final InstanceLimits limits;

    LaunchReader(Tags tags, InstanceLimits limits) {
        this.tags = tags;
        this.limits = limits;
    }

    /**
     * Reads the request.
     *
     * @param own tags that the instances have beside those of the request
     * @throws ApiException {@code MissingParameter}, {@code InvalidParameterValue}, the {@code Malformed} of an id,
     *     {@code InvalidUserData.Malformed}, {@code InstanceLimitExceeded}, {@code InvalidParameterCombination}
     */
    LaunchRequest read(RunInstancesRequest request, List<Tag> own) {
        requireCounts(request.minCount(), request.maxCount());
        if (request.imageId() == null) {
            throw ApiException.missing("ImageId");
        }
        String token = request.clientToken();
        if (token != null && token.length() > TOKEN_LENGTH) {
            throw ApiException.invalidValue(
                    "clientToken", token, "Expecting at most " + TOKEN_LENGTH + " ASCII characters.");
        }
        TagSpecifications specifications = TagSpecifications.of(
                tags,
                request.tagSpecifications(),
                Set.of("instance", "volume", "network-interface", SpotRequests.RESOURCE_TYPE));
        return new LaunchRequest(
                ImageId.parse(request.imageId()),
                bootFile(request.kernelId(), ImageKind.KERNEL),
                bootFile(request.ramdiskId(), ImageKind.RAM_DISK),
                request.instanceTypeAsString() == null ? InstanceTypes.DEFAULT : request.instanceTypeAsString(),
                request.minCount(),
                request.maxCount(),
                request.blockDeviceMappings().stream()
                        .map(LaunchReader::mapping)
                        .toList(),
                request.keyName(),
                LaunchNetworkReader.network(request),
                request.userData() == null ? null : userData(request.userData(), limits),
                shutdown(request.instanceInitiatedShutdownBehaviorAsString()),
                new Protection(
                        Boolean.TRUE.equals(request.disableApiTermination()),
                        Boolean.TRUE.equals(request.disableApiStop())),
                request.monitoring() != null
                        && Boolean.TRUE.equals(request.monitoring().enabled()),
                Boolean.TRUE.equals(request.ebsOptimized()),
                request.creditSpecification() == null
                        ? null
                        : request.creditSpecification().cpuCredits(),
                cpu(request),
                autoRecovery(request),
                metadata(request),
                new TagWish(
                        Stream.concat(specifications.of("instance").stream(), own.stream())
                                .toList(),
                        specifications.of("volume"),
                        specifications.of("network-interface"),
                        specifications.of(SpotRequests.RESOURCE_TYPE)),
                SpotReader.read(request),
                token);
    }

    private static @Nullable String bootFile(@Nullable String id, ImageKind kind) {
        return id == null || id.isEmpty() ? null : BootFiles.parse(id, kind).value();
    }

    private void requireCounts(int least, int most) {
        if (least < 1) {
            throw ApiException.invalidValue("minCount", Integer.toString(least), "Expecting at least 1.");
        }
        if (most < least) {
            throw ApiException.invalidValue(
                    "maxCount", Integer.toString(most), "Expecting at least minCount, which is " + least + ".");
        }
        if (most > limits.perLaunch()) {
            throw new ApiException(
                    ErrorCode.INSTANCE_LIMIT_EXCEEDED,
                    "You have requested more instances (" + most + ") than one call may launch here: "
                            + limits.perLaunch());
        }
    }

    private static MappingWish mapping(BlockDeviceMapping mapping) {
        if (mapping.deviceName() == null) {
            throw ApiException.missing("deviceName");
        }
        EbsBlockDevice ebs = mapping.ebs();
        return new MappingWish(
                mapping.deviceName(),
                mapping.noDevice() != null,
                mapping.virtualName(),
                ebs == null
                        ? null
                        : new EbsWish(
                                ebs.snapshotId() == null ? null : SnapshotId.parse(ebs.snapshotId()),
                                ebs.volumeSize(),
                                ebs.volumeTypeAsString() == null ? null : VolumeType.parse(ebs.volumeTypeAsString()),
                                ebs.iops(),
                                ebs.throughput(),
                                ebs.deleteOnTermination(),
                                new EncryptionWish(ebs.encrypted(), ebs.kmsKeyId()),
                                outpost(ebs.outpostArn())));
    }

    private static @Nullable String outpost(@Nullable String arn) {
        if (arn != null && !Outpost.isArn(arn)) {
            throw ApiException.invalidValue("outpostArn", arn, "Expecting the ARN of an Outpost.");
        }
        return arn;
    }

    private static @Nullable CpuOptions cpu(RunInstancesRequest request) {
        CpuOptionsRequest options = request.cpuOptions();
        if (options == null || (options.coreCount() == null && options.threadsPerCore() == null)) {
            return null;
        }
        if (options.coreCount() == null || options.threadsPerCore() == null) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    "CpuOptions.CoreCount and CpuOptions.ThreadsPerCore must be given together.");
        }
        return new CpuOptions(options.coreCount(), options.threadsPerCore());
    }

    private static boolean autoRecovery(RunInstancesRequest request) {
        return request.maintenanceOptions() == null
                || autoRecovery(request.maintenanceOptions().autoRecoveryAsString(), true);
    }

    /** What a request says of recovery, or else what it is. */
    static boolean autoRecovery(@Nullable String text, boolean otherwise) {
        Boolean on = choice("AutoRecovery", text, "default", "disabled");
        return on == null ? otherwise : on;
    }

    private static MetadataWish metadata(RunInstancesRequest request) {
        var options = request.metadataOptions();
        return options == null
                ? new MetadataWish(null, null, null, null)
                : metadata(
                        options.httpEndpointAsString(),
                        options.httpTokensAsString(),
                        options.httpPutResponseHopLimit(),
                        options.instanceMetadataTagsAsString());
    }

    /** What a request says of the metadata service. */
    static MetadataWish metadata(
            @Nullable String endpoint, @Nullable String tokens, @Nullable Integer hopLimit, @Nullable String tags) {
        return new MetadataWish(
                choice("HttpEndpoint", endpoint, "enabled", "disabled"),
                choice("HttpTokens", tokens, "required", "optional"),
                hopLimit,
                choice("InstanceMetadataTags", tags, "enabled", "disabled"));
    }

    static @Nullable ShutdownBehavior shutdown(@Nullable String text) {
        Boolean stop = choice("instanceInitiatedShutdownBehavior", text, "stop", "terminate");
        return stop == null ? null : stop ? ShutdownBehavior.STOP : ShutdownBehavior.TERMINATE;
    }

    /** True for the one word, false for the other, null for none. */
    private static @Nullable Boolean choice(String parameter, @Nullable String text, String yes, String no) {
        if (text != null && !text.equals(yes) && !text.equals(no)) {
            throw ApiException.invalidValue(parameter, text, "Expecting " + yes + " or " + no + ".");
        }
        return text == null ? null : text.equals(yes);
    }

    /** Passes user data, in base64 with or without line breaks; the same in one line. */
    static String userData(String text, InstanceLimits limits) {
        byte[] raw;
        try {
            raw = Base64.getDecoder().decode(text.replaceAll("\\s", "").getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new ApiException(ErrorCode.INVALID_USER_DATA_MALFORMED, "Invalid BASE64 encoding of user data.");
        }
        if (raw.length > limits.userDataBytes()) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_VALUE, "User data is limited to " + limits.userDataBytes() + " bytes");
        }
        return Base64.getEncoder().encodeToString(raw);
    }
}
