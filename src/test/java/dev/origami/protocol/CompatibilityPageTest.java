package dev.origami.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.origami.api.Operation;
import dev.origami.api.OperationTable;
import dev.origami.api.StsApi;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsRequest;
import software.amazon.awssdk.services.ec2.model.DescribeKeyPairsResponse;

class CompatibilityPageTest {
    private static final String MARK =
            "<!-- From here on this page is printed from the declarations of the operations. -->";

    @Test
    void keepsTheHeadAndPrintsTheRest() {
        OperationTable table = new OperationTable();
        new StsApi().addTo(table);
        table.add(Operation.ec2(
                        "DescribeKeyPairs",
                        DescribeKeyPairsRequest::builder,
                        (caller, request) -> DescribeKeyPairsResponse.builder().build())
                .requires("KeyName")
                .honours("Filter.*")
                .harmless("IncludePublicKey", "false"));
        TableRules.undeclaredMembersAreRefused(table);
        String page = CompatibilityPage.update("By hand.\n" + MARK + "\nold", table);
        assertThat(page)
                .startsWith("By hand.\n" + MARK + "\n\n## ec2: 1 operation\n\n### DescribeKeyPairs\n\n"
                        + "- Required: `KeyName`\n"
                        + "- Honoured: `KeyName`, `DryRun`, `Filter.Name`, `Filter.Value`\n"
                        + "- Only with the value that changes nothing: `IncludePublicKey=false`\n"
                        + "- Refused: `KeyPairId`\n\n## sts: 1 operation\n\n### GetCallerIdentity\n")
                .contains("AcceptAddressTransfer, ")
                .doesNotContain("old");
        assertThat(CompatibilityPage.update(page, table)).isEqualTo(page);
        assertThatThrownBy(() -> CompatibilityPage.update("no mark", table)).hasMessageContaining("no line");
    }
}
