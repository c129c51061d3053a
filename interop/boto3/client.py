"""What boto3's users do: resources, waiters, servers, EBS direct with checksums, presigned addresses; and what must be refused."""

import base64
import hashlib
import os
import sys
import urllib.error
import urllib.request

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

BLOCK = 512 * 1024
URL = os.environ["AWS_ENDPOINT_URL"]
ONE_TRY = Config(retries={"total_max_attempts": 1})


def client(service, **more):
    return boto3.client(service, endpoint_url=URL, config=ONE_TRY, **more)


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        found = error.response["Error"]["Code"]
        assert found == code, f"expected {code}, but it is {found}: {error}"
        return error
    raise AssertionError(f"not refused with {code}")


def sha256(data):
    return base64.b64encode(hashlib.sha256(data).digest()).decode()


def write_snapshot(ebs, blocks, parent=None):
    """Writes the blocks (index to bytes) as a snapshot of 1 GiB and completes it."""
    more = {"ParentSnapshotId": parent} if parent else {}
    snapshot = ebs.start_snapshot(VolumeSize=1, Description="by boto3", **more)["SnapshotId"]
    for index, data in blocks.items():
        put = ebs.put_snapshot_block(
            SnapshotId=snapshot, BlockIndex=index, BlockData=data, DataLength=BLOCK,
            Checksum=sha256(data), ChecksumAlgorithm="SHA256")
        assert put["Checksum"] == sha256(data)
    ebs.complete_snapshot(SnapshotId=snapshot, ChangedBlocksCount=len(blocks))
    client("ec2").get_waiter("snapshot_completed").wait(
        SnapshotIds=[snapshot], WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    return snapshot


def ebs_direct():
    ebs = client("ebs")
    written = {0: os.urandom(BLOCK), 7: os.urandom(BLOCK)}
    snapshot = write_snapshot(ebs, written)
    listed = ebs.list_snapshot_blocks(SnapshotId=snapshot)
    assert listed["BlockSize"] == BLOCK and listed["VolumeSize"] == 1
    assert [block["BlockIndex"] for block in listed["Blocks"]] == [0, 7]
    for block in listed["Blocks"]:
        got = ebs.get_snapshot_block(
            SnapshotId=snapshot, BlockIndex=block["BlockIndex"], BlockToken=block["BlockToken"])
        data = got["BlockData"].read()
        assert data == written[block["BlockIndex"]]
        assert got["Checksum"] == sha256(data) and got["ChecksumAlgorithm"] == "SHA256"
    token = listed["Blocks"][0]["BlockToken"]
    refused("ValidationException", ebs.get_snapshot_block, SnapshotId=snapshot, BlockIndex=7, BlockToken=token)

    child = write_snapshot(ebs, {7: os.urandom(BLOCK), 9: os.urandom(BLOCK)}, parent=snapshot)
    changed = ebs.list_changed_blocks(FirstSnapshotId=snapshot, SecondSnapshotId=child)["ChangedBlocks"]
    assert [block["BlockIndex"] for block in changed] == [7, 9]
    assert "FirstBlockToken" in changed[0] and "FirstBlockToken" not in changed[1]
    assert [b["BlockIndex"] for b in ebs.list_snapshot_blocks(SnapshotId=child)["Blocks"]] == [0, 7, 9]

    started = ebs.start_snapshot(VolumeSize=1)["SnapshotId"]
    refused("ValidationException", ebs.put_snapshot_block, SnapshotId=started, BlockIndex=0, BlockData=bytes(BLOCK),
            DataLength=BLOCK, Checksum=sha256(b"other"), ChecksumAlgorithm="SHA256")
    return snapshot


def images(snapshot):
    ec2 = boto3.resource("ec2", endpoint_url=URL)
    image = ec2.register_image(
        Name="by-boto3", Architecture="x86_64", RootDeviceName="/dev/xvda", VirtualizationType="hvm",
        BlockDeviceMappings=[{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": snapshot}}])
    image.wait_until_exists()
    ec2.meta.client.get_waiter("image_available").wait(ImageIds=[image.id])
    image.create_tags(Tags=[{"Key": "team", "Value": "one & \u00fcber <two>"}])
    image.reload()
    assert image.tags == [{"Key": "team", "Value": "one & \u00fcber <two>"}]
    assert image.id in [i.id for i in ec2.images.filter(Owners=["self"])]
    assert image.creation_date.endswith("Z") and len(image.creation_date) == 24
    image.modify_attribute(Description={"Value": "another"})
    image.reload()
    assert image.description == "another"
    refused("InvalidSnapshot.InUse", ec2.Snapshot(snapshot).delete)

    first = ec2.meta.client.copy_image(
        Name="twice", SourceImageId=image.id, SourceRegion=os.environ["AWS_REGION"], ClientToken="token")
    second = ec2.meta.client.copy_image(
        Name="twice", SourceImageId=image.id, SourceRegion=os.environ["AWS_REGION"], ClientToken="token")
    assert first["ImageId"] == second["ImageId"]

    volume = ec2.create_volume(AvailabilityZone=os.environ["AWS_REGION"] + "a", SnapshotId=snapshot)
    ec2.meta.client.get_waiter("volume_available").wait(VolumeIds=[volume.id])
    taken = volume.create_snapshot(Description="of a volume")
    ec2.meta.client.get_waiter("snapshot_completed").wait(
        SnapshotIds=[taken.id], WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    volume.delete()

    pages = ec2.meta.client.get_paginator("describe_instance_types").paginate(PaginationConfig={"PageSize": 5})
    types = [found["InstanceType"] for page in pages for found in page["InstanceTypes"]]
    assert len(types) == len(set(types)) > 0
    image.deregister()
    assert ec2.meta.client.describe_images(ImageIds=[image.id])["Images"] == []
    refused("InvalidAMIID.NotFound", ec2.meta.client.describe_images, ImageIds=["ami-0123456789abcdef0"])


def servers():
    """Resources and their waiters: a server of an image that boots, with a volume plugged in, and an image of it."""
    ec2 = boto3.resource("ec2", endpoint_url=URL)
    often = {"Delay": 1, "MaxAttempts": 300}
    tiny = next(iter(ec2.images.filter(Owners=["self"], Filters=[{"Name": "name", "Values": ["tiny"]}])))
    key = ec2.create_key_pair(KeyName="key", KeyType="ed25519")
    assert "PRIVATE KEY" in key.key_material
    vpc = next(iter(ec2.vpcs.filter(Filters=[{"Name": "is-default", "Values": ["true"]}])))
    group = vpc.create_security_group(GroupName="web", Description="web")
    group.authorize_ingress(IpProtocol="tcp", FromPort=80, ToPort=80, CidrIp="0.0.0.0/0")
    group.reload()
    assert [rule["FromPort"] for rule in group.ip_permissions] == [80]

    server = ec2.create_instances(
        ImageId=tiny.id, InstanceType="t3.micro", MinCount=1, MaxCount=1, KeyName="key", SecurityGroupIds=[group.id],
        UserData="#!/bin/sh\necho hello\n",
        TagSpecifications=[{"ResourceType": "instance", "Tags": [{"Key": "team", "Value": "one"}]}])[0]
    client("ec2").get_waiter("instance_running").wait(InstanceIds=[server.id], WaiterConfig=often)
    server.reload()
    assert server.state["Name"] == "running" and server.public_ip_address and server.image_id == tiny.id
    assert server.vpc.id == vpc.id and [g["GroupId"] for g in server.security_groups] == [group.id]
    assert [i.id for i in ec2.instances.filter(Filters=[{"Name": "tag:team", "Values": ["one"]}])] == [server.id]
    client("ec2").get_waiter("instance_status_ok").wait(InstanceIds=[server.id], WaiterConfig=often)

    volume = ec2.create_volume(AvailabilityZone=server.placement["AvailabilityZone"], Size=1, VolumeType="gp3")
    client("ec2").get_waiter("volume_available").wait(VolumeIds=[volume.id], WaiterConfig=often)
    volume.attach_to_instance(InstanceId=server.id, Device="/dev/sdf")
    client("ec2").get_waiter("volume_in_use").wait(VolumeIds=[volume.id], WaiterConfig=often)
    volume.reload()
    while volume.attachments[0]["State"] != "attached":
        volume.reload()
    assert sorted(found.id for found in server.volumes.all()) == sorted(
        [volume.id, server.block_device_mappings[0]["Ebs"]["VolumeId"]])

    made = server.create_image(Name="made", NoReboot=True)
    client("ec2").get_waiter("image_available").wait(ImageIds=[made.id], WaiterConfig=often)
    made.reload()
    assert sorted(mapping["DeviceName"] for mapping in made.block_device_mappings) == ["/dev/sdf", "/dev/xvda"]

    server.stop()
    client("ec2").get_waiter("instance_stopped").wait(InstanceIds=[server.id], WaiterConfig=often)
    server.modify_attribute(InstanceType={"Value": "t3.small"})
    server.reload()
    assert server.instance_type == "t3.small" and server.public_ip_address is None
    volume.detach_from_instance()
    client("ec2").get_waiter("volume_available").wait(VolumeIds=[volume.id], WaiterConfig=often)
    server.terminate()
    client("ec2").get_waiter("instance_terminated").wait(InstanceIds=[server.id], WaiterConfig=often)
    volume.delete()
    client("ec2").get_waiter("volume_deleted").wait(VolumeIds=[volume.id], WaiterConfig=often)
    group.delete()
    key.delete()
    made.deregister()


def status(url, **headers):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def presigned():
    return client("ec2").generate_presigned_url("describe_regions", HttpMethod="GET")


def strangers():
    """A page of another site, and a name that is not the service's own, are refused whatever they carry."""
    url = presigned()
    assert status(url) == 200
    assert status(url, Origin="http://evil.example") == 403
    assert status(url, Host="evil.example") == 403


def wrong_keys():
    unknown = client("ec2", aws_access_key_id="AKIAUNKNOWNUNKNOWN00", aws_secret_access_key="x")
    assert refused("AuthFailure", unknown.describe_images).response["ResponseMetadata"]["HTTPStatusCode"] == 401
    refused("AuthFailure", client("ec2", aws_secret_access_key="x",
                                  aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"]).describe_images)
    assert status(presigned().replace("Signature=", "Signature=0")) == 401
    assert status(URL + "/?Action=DescribeImages&Version=2016-11-15") in (401, 403)


def main():
    if sys.argv[1] == "any-key":
        anyone = client("sts", aws_access_key_id="123456789012", aws_secret_access_key="x")
        assert anyone.get_caller_identity()["Account"] == "123456789012"
        strangers()
        return
    images(ebs_direct())
    servers()
    wrong_keys()
    strangers()


main()
