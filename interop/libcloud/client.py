"""What users of Apache libcloud do with images and servers."""

import os
import time
import urllib.parse

from libcloud.compute.providers import get_driver
from libcloud.compute.types import NodeState, Provider

URL = urllib.parse.urlparse(os.environ["URL"])
HOME = os.environ["AWS_REGION"]
OTHER = "222222222222"


def driver(region):
    return get_driver(Provider.EC2)(
        os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"], region=region, signature_version="4", secure=False,
        host=URL.hostname, port=URL.port)


def wait(what, found):
    deadline = time.monotonic() + 120
    while not found():
        assert time.monotonic() < deadline, f"not in time: {what}"
        time.sleep(0.2)


def image_is_available(place, image):
    return place.get_image(image.id).extra["state"] == "available"


def refused(code, call, *arguments):
    try:
        call(*arguments)
    except Exception as error:  # libcloud raises plain exceptions whose text is EC2's
        assert code in str(error), error
        return
    raise AssertionError(f"not refused with {code}")


def main():
    here, abroad = driver(HOME), driver("eu-west-1")

    tiny = here.list_images(ex_owner="self")
    assert [image.name for image in tiny] == ["tiny"]
    tiny = tiny[0]
    assert tiny.extra["architecture"] == "x86_64" and tiny.extra["state"] == "available"
    assert [i.id for i in here.list_images(ex_filters={"name": "ti*"})] == [tiny.id]
    assert HOME + "a" in [zone.availability_zone.name for zone in here.list_locations()]

    key = here.create_key_pair("key")
    assert "PRIVATE KEY" in key.private_key
    assert [pair.name for pair in here.list_key_pairs()] == ["key"]
    group = here.ex_create_security_group("web", "web")["group_id"]
    assert here.ex_authorize_security_group_ingress(group, 80, 80, cidr_ips=["0.0.0.0/0"])

    size = next(size for size in here.list_sizes() if size.id == "t3.micro")
    node = here.create_node(
        name="server", image=tiny, size=size, ex_keyname="key", ex_security_group_ids=[group],
        ex_subnet=here.ex_list_subnets()[0],
        ex_userdata="#!/bin/sh\necho hello\n", ex_metadata={"team": "one"},
        ex_blockdevicemappings=[{"DeviceName": "/dev/sdf", "Ebs.VolumeSize": "1", "Ebs.DeleteOnTermination": "true"}])
    wait("the server runs", lambda: here.list_nodes(ex_node_ids=[node.id])[0].state == NodeState.RUNNING)
    node = here.list_nodes(ex_filters={"tag:team": "one"})[0]
    assert node.name == "server" and node.public_ips and node.extra["image_id"] == tiny.id

    made = here.create_image(node, "made", description="of the server", reboot=False)
    wait("the image is made", lambda: image_is_available(here, made))
    made = here.get_image(made.id)
    assert len(made.extra["block_device_mapping"]) == 2
    assert here.ex_create_tags(made, {"team": "one", "empty": ""})
    assert here.ex_describe_tags(made) == {"team": "one", "empty": ""}
    assert [i.id for i in here.list_images(ex_filters={"tag:team": "one"})] == [made.id]
    assert here.ex_delete_tags(made, {"empty": ""})
    assert here.ex_describe_tags(made) == {"team": "one"}
    assert here.ex_modify_image_attribute(
        made, {"LaunchPermission.Add.1.UserId": OTHER})
    assert [i.id for i in here.list_images(ex_executableby=OTHER)] == [made.id]

    copied = abroad.copy_image(made, HOME, name="copied", description="a copy")
    wait("the copy is made", lambda: image_is_available(abroad, copied))
    assert abroad.get_image(copied.id).name == "copied"
    refused("InvalidAMIID.NotFound", here.list_images, None, [copied.id])
    assert abroad.delete_image(copied)
    assert abroad.list_images(ex_image_ids=[copied.id]) == []

    volume = here.create_volume(1, "data", location=here.list_locations()[0], ex_volume_type="gp3", ex_iops=3100)
    wait("the volume is made", lambda: found(here.list_volumes(), volume).extra["state"] == "available")
    assert found(here.list_volumes(), volume).name == "data"
    taken = here.create_volume_snapshot(volume, name="taken")
    wait("the snapshot is taken", lambda: found(here.list_snapshots(owner="self"), taken).extra["state"] == "completed")
    registered = here.ex_register_image(
        "registered", description="by hand", architecture="x86_64", root_device_name="/dev/xvda",
        block_device_mapping=[{"DeviceName": "/dev/xvda", "Ebs": {"SnapshotId": taken.id, "VolumeSize": 2}}],
        virtualization_type="hvm", ena_support=True)
    mapping = here.get_image(registered.id).extra["block_device_mapping"][0]
    assert mapping["ebs"]["snapshot_id"] == taken.id and mapping["ebs"]["volume_size"] == 2

    assert here.ex_stop_node(node) or True
    wait("the server is stopped", lambda: here.list_nodes(ex_node_ids=[node.id])[0].state == NodeState.STOPPED)
    assert here.attach_volume(node, volume, "/dev/sdg")
    assert here.detach_volume(volume)
    wait("the volume is free", lambda: found(here.list_volumes(), volume).extra["state"] == "available")
    assert here.destroy_node(node)
    wait("the server is gone", lambda: here.list_nodes(ex_node_ids=[node.id])[0].state == NodeState.TERMINATED)

    assert here.delete_image(registered) and here.delete_image(made)
    assert here.destroy_volume_snapshot(taken) and here.destroy_volume(volume)
    assert here.ex_delete_security_group_by_id(group) and here.delete_key_pair(key)


def found(those, one):
    return next(each for each in those if each.id == one.id)


main()
