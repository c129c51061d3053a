package dev.origami.api;

import dev.origami.account.Caller;
import dev.origami.database.Database;
import dev.origami.database.Transaction;
import dev.origami.error.ApiException;
import dev.origami.id.NetworkAclId;
import dev.origami.id.VpcId;
import dev.origami.network.Cidr;
import dev.origami.network.NetworkAcl;
import dev.origami.network.NetworkAcl.Entry;
import dev.origami.network.NetworkAcl.Ports;
import dev.origami.network.NetworkAcls;
import dev.origami.operation.SubnetFirewall;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.CreateNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.DeleteNetworkAclEntryResponse;
import software.amazon.awssdk.services.ec2.model.IcmpTypeCode;
import software.amazon.awssdk.services.ec2.model.NetworkAclEntry;
import software.amazon.awssdk.services.ec2.model.PortRange;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryRequest;
import software.amazon.awssdk.services.ec2.model.ReplaceNetworkAclEntryResponse;

/** The entries of network ACLs. */
final class NetworkAclEntryApi {
    private static final String[] ENTRY = {"NetworkAclId", "RuleNumber", "Protocol", "RuleAction", "Egress", "CidrBlock"
    };
    private static final String[] PORTS = {"PortRange.From", "PortRange.To", "Icmp.Type", "Icmp.Code"};
    private static final int LAST_PORT = 65_535;
    private static final int LAST_PROTOCOL = 255;

    private final Database database;
    private final SubnetFirewall firewall;

    NetworkAclEntryApi(Database database, SubnetFirewall firewall) {
        this.database = database;
        this.firewall = firewall;
    }

    void addTo(OperationTable table) {
        table.add(Operation.ec2("CreateNetworkAclEntry", CreateNetworkAclEntryRequest::builder, this::create)
                .requires(ENTRY)
                .honours(PORTS));
        table.add(Operation.ec2("ReplaceNetworkAclEntry", ReplaceNetworkAclEntryRequest::builder, this::replace)
                .requires(ENTRY)
                .honours(PORTS));
        table.add(Operation.ec2("DeleteNetworkAclEntry", DeleteNetworkAclEntryRequest::builder, this::delete)
                .requires("NetworkAclId", "RuleNumber", "Egress"));
    }

    private CreateNetworkAclEntryResponse create(Caller caller, CreateNetworkAclEntryRequest request) {
        Entry entry = entry(
                request.egress(),
                request.ruleNumber(),
                request.protocol(),
                request.ruleActionAsString(),
                request.cidrBlock(),
                request.portRange(),
                request.icmpTypeCode());
        change(caller, request.networkAclId(), (transaction, acl) -> NetworkAcls.createEntry(transaction, acl, entry));
        return CreateNetworkAclEntryResponse.builder().build();
    }

    private ReplaceNetworkAclEntryResponse replace(Caller caller, ReplaceNetworkAclEntryRequest request) {
        Entry entry = entry(
                request.egress(),
                request.ruleNumber(),
                request.protocol(),
                request.ruleActionAsString(),
                request.cidrBlock(),
                request.portRange(),
                request.icmpTypeCode());
        change(caller, request.networkAclId(), (transaction, acl) -> NetworkAcls.replaceEntry(transaction, acl, entry));
        return ReplaceNetworkAclEntryResponse.builder().build();
    }

    private DeleteNetworkAclEntryResponse delete(Caller caller, DeleteNetworkAclEntryRequest request) {
        int number = number(request.ruleNumber());
        boolean egress = request.egress();
        change(
                caller,
                request.networkAclId(),
                (transaction, acl) -> NetworkAcls.deleteEntry(transaction, acl, egress, number));
        return DeleteNetworkAclEntryResponse.builder().build();
    }

    private void change(Caller caller, String id, BiConsumer<Transaction, NetworkAcl> work) {
        NetworkAclId acl = NetworkAclId.parse(id);
        VpcId changed = database.write(transaction -> {
            NetworkAcl found = NetworkAcls.require(transaction.sql(), caller, acl);
            work.accept(transaction, found);
            return found.vpc();
        });
        firewall.apply(changed);
    }

    private static Entry entry(
            boolean egress,
            int number,
            String protocol,
            String action,
            String cidr,
            @Nullable PortRange range,
            @Nullable IcmpTypeCode icmp) {
        boolean allows = switch (action) {
            case "allow" -> true;
            case "deny" -> false;
            default -> throw ApiException.invalidValue("ruleAction", action, "Expecting allow or deny.");
        };
        int of = protocol(protocol);
        return new Entry(egress, number(number), of, allows, Cidr.parse(cidr), ports(of, range, icmp));
    }

    private static int number(int number) {
        if (number < 1 || number >= NetworkAcl.LAST_NUMBER) {
            throw ApiException.invalidValue(
                    "ruleNumber",
                    Integer.toString(number),
                    "Expecting a value from 1 to " + (NetworkAcl.LAST_NUMBER - 1) + ".");
        }
        return number;
    }

    private static int protocol(String text) {
        return switch (text) {
            case "-1", "all" -> Entry.ALL;
            case "tcp" -> Entry.TCP;
            case "udp" -> Entry.UDP;
            case "icmp" -> Entry.ICMP;
            default -> {
                if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > LAST_PROTOCOL) {
                    throw ApiException.invalidValue("protocol", text, "This is no number of a protocol.");
                }
                yield Integer.parseInt(text);
            }
        };
    }

    /** With protocols that have neither ports nor types, EC2 does not look at what was said of them. */
    private static @Nullable Ports ports(int protocol, @Nullable PortRange range, @Nullable IcmpTypeCode icmp) {
        if (protocol == Entry.TCP || protocol == Entry.UDP) {
            if (range == null || range.from() == null || range.to() == null) {
                throw ApiException.missing("PortRange");
            }
            if (range.from() < 0 || range.to() > LAST_PORT || range.to() < range.from()) {
                throw ApiException.invalidValue(
                        "portRange", range.from() + "-" + range.to(), "This is no range of ports.");
            }
            return new Ports(range.from(), range.to());
        }
        if (protocol == Entry.ICMP) {
            if (icmp == null || icmp.type() == null || icmp.code() == null) {
                throw ApiException.missing("Icmp");
            }
            if (Math.min(icmp.type(), icmp.code()) < -1 || Math.max(icmp.type(), icmp.code()) > LAST_PROTOCOL) {
                throw ApiException.invalidValue(
                        "icmpTypeCode", icmp.type() + "/" + icmp.code(), "This is no type and code of ICMP.");
            }
            return new Ports(icmp.type(), icmp.code());
        }
        return null;
    }

    /** The entries as they are told, each direction with the one that ends it. */
    static List<NetworkAclEntry> wire(NetworkAcl acl) {
        List<NetworkAclEntry> all = new ArrayList<>();
        for (boolean egress : new boolean[] {true, false}) {
            acl.entries().stream()
                    .filter(entry -> entry.egress() == egress)
                    .map(NetworkAclEntryApi::wire)
                    .forEach(all::add);
            all.add(wire(new Entry(egress, NetworkAcl.LAST_NUMBER, Entry.ALL, false, Cidr.EVERYWHERE, null)));
        }
        return all;
    }

    private static NetworkAclEntry wire(Entry entry) {
        Ports ports = entry.ports();
        NetworkAclEntry.Builder wire = NetworkAclEntry.builder()
                .egress(entry.egress())
                .ruleNumber(entry.number())
                .protocol(Integer.toString(entry.protocol()))
                .ruleAction(entry.allows() ? "allow" : "deny")
                .cidrBlock(entry.cidr().toString());
        if (ports != null && entry.protocol() == Entry.ICMP) {
            wire.icmpTypeCode(
                    IcmpTypeCode.builder().type(ports.from()).code(ports.to()).build());
        } else if (ports != null) {
            wire.portRange(PortRange.builder().from(ports.from()).to(ports.to()).build());
        }
        return wire.build();
    }
}
