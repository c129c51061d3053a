package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.NetworkInterfaceId;
import dev.origami.id.SecurityGroupId;
import dev.origami.id.VpcId;
import dev.origami.network.InterfaceGroups;
import dev.origami.network.NetworkInterface;
import dev.origami.network.NetworkInterface.Attachment;
import dev.origami.network.NetworkInterfaces;
import dev.origami.network.SecurityGroups;
import dev.origami.operation.Firewall;
import dev.origami.tag.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.DescribeNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeRequest;
import software.amazon.awssdk.services.ec2.model.ModifyNetworkInterfaceAttributeResponse;
import software.amazon.awssdk.services.ec2.model.NetworkInterfaceAttachmentChanges;

/** What can be changed of a network interface, one attribute in a call; groups hold at once. */
final class NetworkInterfaceAttributeApi {
    private final Database database;
    private final SecurityGroups groups;
    private final NetworkInterfaces interfaces;
    private final Firewall firewall;
    private final Tags tags;

    NetworkInterfaceAttributeApi(
            Database database, SecurityGroups groups, NetworkInterfaces interfaces, Firewall firewall, Tags tags) {
        this.database = database;
        this.groups = groups;
        this.interfaces = interfaces;
        this.firewall = firewall;
        this.tags = tags;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2(
                        "ModifyNetworkInterfaceAttribute",
                        ModifyNetworkInterfaceAttributeRequest::builder,
                        this::modify)
                .requires("NetworkInterfaceId")
                .honours(
                        "Description.Value",
                        "SecurityGroupId",
                        "SourceDestCheck.Value",
                        "Attachment.AttachmentId",
                        "Attachment.DeleteOnTermination"));
        table.add(Operation.ec2(
                        "DescribeNetworkInterfaceAttribute",
                        DescribeNetworkInterfaceAttributeRequest::builder,
                        this::describe)
                .requires("NetworkInterfaceId", "Attribute"));
    }

    private ModifyNetworkInterfaceAttributeResponse modify(
            Caller caller, ModifyNetworkInterfaceAttributeRequest request) {
        NetworkInterfaceId id = NetworkInterfaceId.parse(request.networkInterfaceId());
        List<SecurityGroupId> groupIds =
                request.groups().stream().map(SecurityGroupId::parse).toList();
        long given = Stream.of(request.description(), request.sourceDestCheck(), request.attachment())
                        .filter(Objects::nonNull)
                        .count()
                + (groupIds.isEmpty() ? 0 : 1);
        if (given != 1) {
            throw new ApiException(
                    ErrorCode.INVALID_PARAMETER_COMBINATION,
                    given == 0 ? "No attributes specified." : "Fields for multiple attribute types specified");
        }
        VpcId changed = database.write(transaction -> {
            NetworkInterface nic = interfaces.require(transaction.sql(), caller, id);
            if (request.description() != null) {
                String words = request.description().value();
                interfaces.setDescription(transaction, nic, words == null ? "" : words);
            } else if (request.sourceDestCheck() != null) {
                Boolean check = request.sourceDestCheck().value();
                interfaces.setSourceDestCheck(transaction, nic, Boolean.TRUE.equals(check));
            } else if (request.attachment() != null) {
                interfaces.setDeleteOnTermination(transaction, nic, deletes(nic, request.attachment()));
            } else {
                interfaces.setGroups(
                        transaction,
                        nic,
                        InterfaceGroups.ofPresent(groups, transaction.sql(), caller, nic.vpc(), groupIds));
            }
            return nic.vpc();
        });
        if (!groupIds.isEmpty()) {
            try {
                firewall.apply(changed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return ModifyNetworkInterfaceAttributeResponse.builder().build();
    }

    private static boolean deletes(NetworkInterface nic, NetworkInterfaceAttachmentChanges changes) {
        String id = changes.attachmentId();
        Boolean deletes = changes.deleteOnTermination();
        if (id == null || deletes == null) {
            throw ApiException.missing(id == null ? "Attachment.AttachmentId" : "Attachment.DeleteOnTermination");
        }
        Attachment present = nic.attachment();
        if (present == null || !present.id().equals(id)) {
            throw new ApiException(
                    ErrorCode.INVALID_ATTACHMENT_ID_NOT_FOUND,
                    "The network interface '" + nic.id() + "' has no attachment '" + id + "'");
        }
        return deletes;
    }

    private DescribeNetworkInterfaceAttributeResponse describe(
            Caller caller, DescribeNetworkInterfaceAttributeRequest request) {
        NetworkInterfaceId id = NetworkInterfaceId.parse(request.networkInterfaceId());
        String attribute = request.attributeAsString();
        NetworkInterfaceView view = database.read(
                sql -> NetworkInterfaceView.of(sql, caller, groups, tags, List.of(interfaces.require(sql, caller, id)))
                        .getFirst());
        var answer = DescribeNetworkInterfaceAttributeResponse.builder().networkInterfaceId(id.value());
        switch (attribute.toLowerCase(Locale.ROOT)) {
            case "description" ->
                answer.description(value -> value.value(view.nic().description()));
            case "groupset" -> answer.groups(view.groups());
            case "sourcedestcheck" ->
                answer.sourceDestCheck(value -> value.value(view.nic().sourceDestCheck()));
            case "attachment" -> answer.attachment(view.attachment());
            default ->
                throw ApiException.invalidValue(
                        "attribute", attribute, "Expecting description, groupSet, sourceDestCheck or attachment.");
        }
        return answer.build();
    }
}
