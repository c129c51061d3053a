package dev.origami.command;

import dev.origami.api.AddressApi;
import dev.origami.api.AttachmentApi;
import dev.origami.api.ClientTokens;
import dev.origami.api.CopyVolumesApi;
import dev.origami.api.CreateImageApi;
import dev.origami.api.InstancePowerApi;
import dev.origami.api.KmsApis;
import dev.origami.api.OperationTable;
import dev.origami.api.Paging;
import dev.origami.api.ReplaceRootVolumeApi;
import dev.origami.api.ResourceApis;
import dev.origami.api.SealedTokens;
import dev.origami.api.ServerApis;
import dev.origami.api.SsmApi;
import dev.origami.api.StsApi;
import dev.origami.api.VolumeModificationApi;
import dev.origami.api.VolumeSnapshotApi;
import dev.origami.api.VolumeStatusApi;
import dev.origami.config.Config;
import dev.origami.database.Database;
import dev.origami.image.AccountSettings;
import dev.origami.instance.HostCapacity;
import dev.origami.machine.Machines;
import dev.origami.operation.Launch;
import dev.origami.snapshot.UploadWriter;
import dev.origami.volume.VolumeIos;
import java.time.InstantSource;
import java.util.function.Supplier;

/** The table of all operations of the API. */
final class Apis {
    private Apis() {}

    static OperationTable table(
            Storage storage,
            Rules rules,
            Launch.Resources resources,
            Operations operations,
            UploadWriter writer,
            Machines machines,
            Supplier<HostCapacity> host,
            InstantSource clock,
            Config config) {
        OperationTable table = new OperationTable();
        Database database = storage.database();
        SealedTokens tokens = SealedTokens.of(database, clock);
        Paging paging = new Paging(tokens, clock, config.api());
        ClientTokens clientTokens = new ClientTokens(clock, config.api());
        ResourceApis.Resources images = new ResourceApis.Resources(
                database,
                rules.places(),
                rules.images(),
                rules.snapshots(),
                rules.volumes(),
                rules.tags(),
                rules.retentionRules(),
                rules.recycledImages(),
                rules.recycledSnapshots(),
                rules.recycledVolumes(),
                operations.recycleBin(),
                operations.sealVolume(),
                operations.copySnapshot(),
                operations.copyImage(),
                rules.encryptionDefaults(),
                rules.lineages(),
                operations.recogniseSystem(),
                clock);
        new StsApi().addTo(table);
        KmsApis.addTo(table, database, rules.keys(), paging, config.keys());
        new SsmApi(database, storage.identity(), paging).addTo(table);
        ResourceApis.addTo(
                table, images, paging, config.api(), config.images(), config.snapshots(), config.recycleBin());
        ResourceApis.addEbsTo(
                table,
                images,
                storage.blocks(),
                operations.uploads(),
                writer,
                operations.completeSnapshot(),
                tokens,
                clientTokens,
                config.uploads());
        ServerApis servers = new ServerApis(
                new ServerApis.Shared(
                        database,
                        rules.places(),
                        clock,
                        paging,
                        clientTokens,
                        rules.signs(),
                        new AccountSettings(config.images()),
                        config.api(),
                        config.instances()),
                resources,
                operations.firewall(),
                operations.subnets(),
                new AddressApi(
                        database,
                        rules.elasticAddresses(),
                        rules.interfaces(),
                        operations.elasticIps(),
                        rules.tags(),
                        paging,
                        config.api()),
                machines,
                operations.runInstances(),
                new InstancePowerApi.Operations(
                        operations.startInstance(),
                        operations.stopInstance(),
                        operations.rebootInstance(),
                        operations.terminateInstance()),
                host);
        servers.addTo(table);
        servers.addTo(rules.tags());
        new AttachmentApi(
                        database,
                        rules.volumes(),
                        rules.instances(),
                        rules.lineages(),
                        operations.attachVolume(),
                        operations.detachVolume())
                .addTo(table);
        new CopyVolumesApi(
                        database,
                        rules.volumes(),
                        rules.tags(),
                        operations.createSnapshots(),
                        rules.lineages(),
                        operations.sealVolume(),
                        clientTokens,
                        clock,
                        config.volumes())
                .addTo(table);
        new ReplaceRootVolumeApi(
                        database,
                        rules.instances(),
                        rules.roots(),
                        operations.replaceRootVolume(),
                        rules.tags(),
                        paging,
                        clientTokens,
                        config.api())
                .addTo(table);
        new VolumeModificationApi(
                        database,
                        rules.volumes(),
                        rules.modifications(),
                        rules.instances(),
                        operations.modifyVolume(),
                        paging,
                        config.api())
                .addTo(table);
        new VolumeStatusApi(
                        database,
                        rules.volumes(),
                        new VolumeIos(clock),
                        rules.snapshots(),
                        rules.instances(),
                        paging,
                        config.api())
                .addTo(table);
        new VolumeSnapshotApi(
                        database,
                        rules.snapshots(),
                        rules.volumes(),
                        rules.instances(),
                        rules.lineages(),
                        rules.tags(),
                        operations.createSnapshots(),
                        clock,
                        config.volumes(),
                        rules.places())
                .addTo(table);
        new CreateImageApi(
                        database,
                        rules.images(),
                        rules.instances(),
                        rules.snapshots(),
                        rules.volumes(),
                        rules.lineages(),
                        rules.tags(),
                        operations.createImage(),
                        clock,
                        config.volumes(),
                        rules.places(),
                        machines)
                .addTo(table);
        return table;
    }
}
