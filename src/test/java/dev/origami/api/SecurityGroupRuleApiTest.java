package dev.origami.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.error.ApiException;
import dev.origami.error.ErrorCode;
import dev.origami.id.InstanceId;
import dev.origami.machine.network.FirewallRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules of security groups as objects: found by their ids, tagged, changed in place, and in force at once. */
class SecurityGroupRuleApiTest {
    private static final String NEW = "SecurityGroupRule.1.SecurityGroupRule.";

    @TempDir
    Path directory;

    private ServerWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new ServerWorld(directory);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aRuleHasAnIdAndTagsAndIsFoundByThem() {
        String group = group();
        String rule = opened(group, "22");
        assertThat(tagsLeft()).isEqualTo(1);
        Answer found = rules("tag:colour", "red");
        assertThat(found.texts("securityGroupRuleSet/item/securityGroupRuleId")).containsExactly(rule);
        assertThat(found.text("securityGroupRuleSet/item/cidrIpv4")).isEqualTo("10.0.0.0/8");
        assertThat(found.text("securityGroupRuleSet/item/isEgress")).isEqualTo("false");
        assertThat(found.text("securityGroupRuleSet/item/tagSet/item/value")).isEqualTo("red");
        assertThat(found.text("securityGroupRuleSet/item/securityGroupRuleArn"))
                .endsWith(":security-group-rule/" + rule);
        assertThat(rules("group-id", group).texts("securityGroupRuleSet/item")).hasSize(2);

        Answer revoked = world.ask("RevokeSecurityGroupIngress", "GroupId", group, "SecurityGroupRuleId.1", rule);
        assertThat(revoked.text("revokedSecurityGroupRuleSet/item/securityGroupRuleId"))
                .isEqualTo(rule);
        assertThat(tagsLeft()).isZero();
        refused(
                ErrorCode.INVALID_SECURITY_GROUP_RULE_ID_NOT_FOUND,
                "DescribeSecurityGroupRules",
                "SecurityGroupRuleId.1",
                rule);
    }

    @Test
    void aChangedRuleKeepsItsIdAndIsInForceAtOnce() {
        String group = group();
        String rule = opened(group, "22");
        InstanceId instance = new InstanceId(world.ask(
                        "RunInstances",
                        "ImageId",
                        world.image().value(),
                        "InstanceType",
                        "t3.micro",
                        "MinCount",
                        "1",
                        "MaxCount",
                        "1",
                        "SecurityGroupId.1",
                        group)
                .text("instancesSet/item/instanceId"));
        world.settle();

        var _ = world.ask(
                "ModifySecurityGroupRules",
                "GroupId",
                group,
                "SecurityGroupRule.1.SecurityGroupRuleId",
                rule,
                NEW + "IpProtocol",
                "udp",
                NEW + "FromPort",
                "53",
                NEW + "ToPort",
                "53",
                NEW + "CidrIpv4",
                "0.0.0.0/0");
        assertThat(Objects.requireNonNull(world.machines.machine(instance))
                        .rules()
                        .ingress())
                .containsExactly(new FirewallRule("udp", 53, 53, "0.0.0.0/0"));
        Answer found = world.ask("DescribeSecurityGroupRules", "SecurityGroupRuleId.1", rule);
        assertThat(found.text("securityGroupRuleSet/item/ipProtocol")).isEqualTo("udp");
        assertThat(found.text("securityGroupRuleSet/item/tagSet/item/value")).isEqualTo("red");
    }

    @Test
    void whatAGroupHasAlreadyIsNotMadeOfAnotherRule() {
        String group = group();
        String rule = opened(group, "22");
        String _ = opened(group, "23");
        String[] like = {
            "GroupId",
            group,
            "SecurityGroupRule.1.SecurityGroupRuleId",
            rule,
            NEW + "IpProtocol",
            "tcp",
            NEW + "FromPort",
            "23",
            NEW + "ToPort",
            "23",
            NEW + "CidrIpv4",
            "10.0.0.0/8"
        };
        refused(ErrorCode.INVALID_PERMISSION_DUPLICATE, "ModifySecurityGroupRules", like);
        assertThat(world.ask("DescribeSecurityGroupRules", "SecurityGroupRuleId.1", rule)
                        .text("securityGroupRuleSet/item/fromPort"))
                .isEqualTo("22");
        like[11] = "10.0.0.0/8";
        like[10] = NEW + "Description";
        refused(ErrorCode.MISSING_PARAMETER, "ModifySecurityGroupRules", like);
    }

    @Test
    void onlyTheWordsAboutARuleAreChangedWhereNoMoreIsAskedFor() {
        String group = group();
        String rule = opened(group, "22");
        var _ = world.ask(
                "UpdateSecurityGroupRuleDescriptionsIngress",
                "GroupId",
                group,
                "SecurityGroupRuleDescription.1.SecurityGroupRuleId",
                rule,
                "SecurityGroupRuleDescription.1.Description",
                "of the gate");
        Answer found = world.ask("DescribeSecurityGroupRules", "SecurityGroupRuleId.1", rule);
        assertThat(found.text("securityGroupRuleSet/item/description")).isEqualTo("of the gate");
        assertThat(found.text("securityGroupRuleSet/item/fromPort")).isEqualTo("22");
        refused(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "UpdateSecurityGroupRuleDescriptionsEgress",
                "GroupId",
                group,
                "SecurityGroupRuleDescription.1.SecurityGroupRuleId",
                rule);
    }

    @Test
    void rulesGoWithTheirGroup() {
        String group = group();
        String rule = opened(group, "22");
        var _ = world.ask("DeleteSecurityGroup", "GroupId", group);
        assertThat(rules("security-group-rule-id", rule).has("securityGroupRuleSet/item"))
                .isFalse();
        assertThat(tagsLeft()).isZero();
    }

    private int tagsLeft() {
        return world.database.read(sql ->
                sql.select("SELECT count(*) FROM tag").mapTo(Integer.class).one());
    }

    private String group() {
        return world.ask("CreateSecurityGroup", "GroupName", "gate", "GroupDescription", "x")
                .text("groupId");
    }

    private String opened(String group, String port) {
        return world.ask(
                        "AuthorizeSecurityGroupIngress",
                        "GroupId",
                        group,
                        "IpProtocol",
                        "tcp",
                        "FromPort",
                        port,
                        "ToPort",
                        port,
                        "CidrIp",
                        "10.0.0.0/8",
                        "TagSpecification.1.ResourceType",
                        "security-group-rule",
                        "TagSpecification.1.Tag.1.Key",
                        "colour",
                        "TagSpecification.1.Tag.1.Value",
                        "red")
                .text("securityGroupRuleSet/item/securityGroupRuleId");
    }

    private Answer rules(String filter, String value) {
        return world.ask("DescribeSecurityGroupRules", "Filter.1.Name", filter, "Filter.1.Value.1", value);
    }

    private void refused(ErrorCode code, String operation, String... members) {
        assertThatThrownBy(() -> world.ask(operation, members))
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refusal -> assertThat(List.of(refusal.code())).containsExactly(code));
    }
}
