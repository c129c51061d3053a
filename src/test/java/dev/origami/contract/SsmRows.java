package dev.origami.contract;

import dev.origami.contract.Rows.Row;
import dev.origami.error.ApiException;
import java.util.List;
import java.util.function.Function;

/** The public parameters of SSM. In a request apostrophes are quotes. */
final class SsmRows {
    private static final String CERTIFICATE = "/aws/service/origami/instance-identity/certificate";

    private SsmRows() {}

    static List<Rows> all() {
        return List.of(
                Rows.of("GetParameter").row(row("GetParameter", "Name", "'Name':'" + CERTIFICATE + "'", "'Name':'/x'")),
                Rows.of("GetParameters")
                        .row(row("GetParameters", "Names", "'Names':['" + CERTIFICATE + "']", "'Names':['/x']")),
                Rows.of("GetParametersByPath")
                        .row(row(
                                "GetParametersByPath",
                                "Path",
                                "'Path':'/aws/service/origami/instance-identity'",
                                "'Path':'/aws/service/other'"))
                        .row(row(
                                "GetParametersByPath",
                                "Recursive",
                                "'Path':'/aws/service','Recursive':true",
                                "'Path':'/aws/service','Recursive':false"))
                        .row(row(
                                "GetParametersByPath",
                                "MaxResults",
                                "'Path':'/aws/service','MaxResults':10",
                                "'Path':'/aws/service','MaxResults':11"))
                        .row(row(
                                "GetParametersByPath",
                                "NextToken",
                                "'Path':'/aws/service'",
                                "'Path':'/aws/service','NextToken':'x'")));
    }

    private static Row row(String operation, String member, String one, String other) {
        return new Row(operation, member, asked(operation, one), asked(operation, other));
    }

    private static Function<Fixtures, String> asked(String operation, String members) {
        return fixtures -> {
            try {
                return fixtures.service().ssm(operation, ("{" + members + "}").replace('\'', '"'));
            } catch (ApiException refusal) {
                return refusal.code().wire();
            }
        };
    }
}
