// What users of the SDK do: waiters, paginators, errors told by name, EBS direct, and a clock that the SDK mends by the answers.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import {
  CompleteSnapshotCommand,
  EBSClient,
  GetSnapshotBlockCommand,
  ListSnapshotBlocksCommand,
  PutSnapshotBlockCommand,
  StartSnapshotCommand,
} from "@aws-sdk/client-ebs";
import {
  CopyImageCommand,
  CreateKeyPairCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteVolumeCommand,
  DeregisterImageCommand,
  DescribeImageAttributeCommand,
  DescribeImagesCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  paginateDescribeImages,
  paginateDescribeInstanceTypes,
  RegisterImageCommand,
  waitUntilImageAvailable,
  waitUntilImageExists,
  waitUntilSnapshotCompleted,
  waitUntilVolumeAvailable,
  waitUntilVolumeDeleted,
} from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const BLOCK = 512 * 1024;
const ec2 = new EC2Client({});
const waiting = { client: ec2, maxWaitTime: 60, minDelay: 1, maxDelay: 2 };
const sha256 = (data) => createHash("sha256").update(data).digest("base64");

async function refused(name, status, call) {
  await assert.rejects(call, (error) => {
    assert.equal(error.name, name);
    assert.equal(error.$metadata.httpStatusCode, status);
    assert.ok(error.$metadata.requestId, "an error has the id of its request");
    assert.equal(error.$metadata.attempts, 1, "what is the client's own mistake is not tried again");
    return true;
  });
}

async function written() {
  const ebs = new EBSClient({});
  const data = randomBytes(BLOCK);
  const { SnapshotId } = await ebs.send(new StartSnapshotCommand({ VolumeSize: 1, Description: "by JavaScript" }));
  const put = await ebs.send(
    new PutSnapshotBlockCommand({
      SnapshotId,
      BlockIndex: 3,
      BlockData: data,
      DataLength: BLOCK,
      Checksum: sha256(data),
      ChecksumAlgorithm: "SHA256",
    }),
  );
  assert.equal(put.Checksum, sha256(data));
  await ebs.send(new CompleteSnapshotCommand({ SnapshotId, ChangedBlocksCount: 1 }));
  await waitUntilSnapshotCompleted(waiting, { SnapshotIds: [SnapshotId] });
  const { Blocks } = await ebs.send(new ListSnapshotBlocksCommand({ SnapshotId }));
  assert.deepEqual(Blocks.map((block) => block.BlockIndex), [3]);
  const got = await ebs.send(
    new GetSnapshotBlockCommand({ SnapshotId, BlockIndex: 3, BlockToken: Blocks[0].BlockToken }),
  );
  assert.equal(got.Checksum, sha256(data));
  assert.ok(Buffer.from(await got.BlockData.transformToByteArray()).equals(data));
  return SnapshotId;
}

function register(Name, SnapshotId) {
  return ec2.send(
    new RegisterImageCommand({
      Name,
      Architecture: "x86_64",
      VirtualizationType: "hvm",
      RootDeviceName: "/dev/xvda",
      BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: { SnapshotId, VolumeType: "gp3" } }],
    }),
  );
}

async function images(snapshot) {
  const names = ["first", "second", "third", "fourth", "fifth", "sixth"];
  const ids = await Promise.all(names.map(async (name) => (await register(name, snapshot)).ImageId));
  await waitUntilImageExists(waiting, { ImageIds: ids });
  await waitUntilImageAvailable(waiting, { ImageIds: ids });

  const pages = [];
  for await (const page of paginateDescribeImages({ client: ec2, pageSize: 5 }, { Owners: ["self"] })) {
    pages.push(page.Images.map((image) => image.ImageId));
  }
  assert.deepEqual(pages.map((page) => page.length), [5, 1]);
  assert.deepEqual(pages.flat().sort(), ids.toSorted());
  const types = [];
  for await (const page of paginateDescribeInstanceTypes({ client: ec2, pageSize: 5 }, {})) {
    types.push(...page.InstanceTypes.map((type) => type.InstanceType));
  }
  assert.equal(new Set(types).size, types.length);

  const ImageId = ids[0];
  await ec2.send(new CreateTagsCommand({ Resources: [ImageId], Tags: [{ Key: "team", Value: "one & \u00fcber <two>" }] }));
  const [described] = (await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }))).Images;
  assert.deepEqual(described.Tags, [{ Key: "team", Value: "one & \u00fcber <two>" }]);
  assert.equal(described.BlockDeviceMappings[0].Ebs.SnapshotId, snapshot);
  assert.ok(Math.abs(Date.now() - Date.parse(described.CreationDate)) < 10 * 60_000);
  await ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission: { Add: [{ UserId: "222222222222" }] } }));
  const shared = await ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: "launchPermission" }));
  assert.deepEqual(shared.LaunchPermissions, [{ UserId: "222222222222" }]);

  // One token, one copy.
  const abroad = new EC2Client({ region: "eu-west-1" });
  const copy = { Name: "copy", SourceImageId: ImageId, SourceRegion: process.env.AWS_REGION, ClientToken: "once" };
  const copied = await abroad.send(new CopyImageCommand(copy));
  assert.equal((await abroad.send(new CopyImageCommand(copy))).ImageId, copied.ImageId);
  await waitUntilImageAvailable({ ...waiting, client: abroad }, { ImageIds: [copied.ImageId] });

  await refused("InvalidAMIName.Duplicate", 400, () => register("first", snapshot));
  await refused("InvalidAMIID.Malformed", 400, () => ec2.send(new DescribeImagesCommand({ ImageIds: ["ami-x"] })));
  await refused("DryRunOperation", 412, () => ec2.send(new DeregisterImageCommand({ ImageId, DryRun: true })));
  for (const id of ids) await ec2.send(new DeregisterImageCommand({ ImageId: id }));
  assert.deepEqual((await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }))).Images ?? [], []);
  const unknown = { ImageIds: ["ami-0123456789abcdef0"] };
  await refused("InvalidAMIID.NotFound", 400, () => ec2.send(new DescribeImagesCommand(unknown)));
}

async function volumes(snapshot) {
  const { VolumeId } = await ec2.send(
    new CreateVolumeCommand({ AvailabilityZone: process.env.AWS_REGION + "a", SnapshotId: snapshot }),
  );
  await waitUntilVolumeAvailable(waiting, { VolumeIds: [VolumeId] });
  const { SnapshotId, StartTime } = await ec2.send(new CreateSnapshotCommand({ VolumeId }));
  assert.ok(StartTime instanceof Date);
  await waitUntilSnapshotCompleted(waiting, { SnapshotIds: [SnapshotId] });
  await ec2.send(new DeleteVolumeCommand({ VolumeId }));
  await waitUntilVolumeDeleted(waiting, { VolumeIds: [VolumeId] });
}

// A client whose clock is hours off is refused once; it learns the time from the answer, and is let in.
async function clocks() {
  const now = Date.now;
  Date.now = () => now() - 5 * 3_600_000;
  try {
    const late = await new EC2Client({}).send(new DescribeImagesCommand({ Owners: ["self"] }));
    assert.ok(late.Images);
    assert.equal(late.$metadata.attempts, 2);
  } finally {
    Date.now = now;
  }
}

async function wrongKeys() {
  const credentials = { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: "wrong" };
  const wrong = new EC2Client({ credentials, maxAttempts: 1 });
  await refused("AuthFailure", 401, () => wrong.send(new DescribeImagesCommand({})));
}

const identity = await new STSClient({}).send(new GetCallerIdentityCommand({}));
assert.match(identity.Account, /^\d{12}$/);
assert.match((await ec2.send(new CreateKeyPairCommand({ KeyName: "key" }))).KeyMaterial, /PRIVATE KEY/);
const snapshot = await written();
await images(snapshot);
await volumes(snapshot);
await clocks();
await wrongKeys();
