# What people keep in Terraform around images. `changed` is the second edition of it.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "disk_image" { description = "The name of an image that boots." }
variable "public_key" {}
variable "changed" { default = false }
variable "deprecation" { description = "When an image of the second edition is deprecated." }

provider "aws" {
  default_tags { tags = { kept-by = "terraform" } }
}

provider "aws" {
  alias  = "abroad"
  region = "eu-west-1"
}

data "aws_caller_identity" "self" {}

data "aws_vpc" "default" { default = true }

data "aws_subnets" "default" {
  filter {
    name   = "vpc-id"
    values = [data.aws_vpc.default.id]
  }
  filter {
    name   = "default-for-az"
    values = ["true"]
  }
  filter {
    name   = "availability-zone"
    values = [data.aws_availability_zones.here.names[0]]
  }
}

data "aws_availability_zones" "here" { state = "available" }

data "aws_ami" "bootable" {
  most_recent = true
  owners      = ["self"]
  filter {
    name   = "name"
    values = [var.disk_image]
  }
  filter {
    name   = "root-device-type"
    values = ["ebs"]
  }
}

data "aws_ami_ids" "bootable" {
  owners     = ["self"]
  name_regex = "^${var.disk_image}$"
}

# Volumes, snapshots and who may use them.

resource "aws_ebs_volume" "data" {
  availability_zone = data.aws_availability_zones.here.names[0]
  size              = var.changed ? 2 : 1
  type              = "gp3"
  iops              = var.changed ? 4000 : 3000
  throughput        = 130
  tags              = { Name = "data" }
}

resource "aws_ebs_volume" "encrypted" {
  availability_zone = data.aws_availability_zones.here.names[0]
  size              = 1
  encrypted         = true
}

resource "aws_ebs_snapshot" "data" {
  volume_id   = aws_ebs_volume.data.id
  description = "a snapshot of data"
  tags        = { Name = "data", edition = var.changed ? "second" : "first" }
  # The modification of the volume comes after the snapshot.
  lifecycle { ignore_changes = [volume_id] }
}

resource "aws_ebs_snapshot_copy" "abroad" {
  provider           = aws.abroad
  source_snapshot_id = aws_ebs_snapshot.data.id
  source_region      = data.aws_availability_zones.here.id
  description        = "a copy"
}

resource "aws_snapshot_create_volume_permission" "second" {
  snapshot_id = aws_ebs_snapshot.data.id
  account_id  = "222222222222"
}

# Images: registered, copied, made of a server, shared.

resource "aws_ami" "registered" {
  name                = "registered"
  description         = var.changed ? "another" : "by hand"
  architecture        = "x86_64"
  virtualization_type = "hvm"
  root_device_name    = "/dev/sda1"
  ena_support         = true
  imds_support        = "v2.0"
  deprecation_time    = var.changed ? var.deprecation : null
  ebs_block_device {
    device_name = "/dev/sda1"
    snapshot_id = aws_ebs_snapshot.data.id
    volume_size = 3
    volume_type = "gp3"
    iops        = 3100
    throughput  = 140
  }
  ebs_block_device {
    device_name           = "/dev/sdb"
    volume_size           = 1
    encrypted             = true
    delete_on_termination = false
  }
  ephemeral_block_device {
    device_name  = "/dev/sdc"
    virtual_name = "ephemeral0"
  }
  tags = { edition = var.changed ? "second" : "first" }
}

resource "aws_ami" "plain" {
  name                = "plain"
  virtualization_type = "hvm"
  root_device_name    = "/dev/xvda"
  ebs_block_device {
    device_name = "/dev/xvda"
    snapshot_id = aws_ebs_snapshot.data.id
  }
  # EC2 deprecates a public image after two years by itself.
  lifecycle { ignore_changes = [deprecation_time] }
}

resource "aws_ami_copy" "abroad" {
  provider          = aws.abroad
  name              = "abroad"
  description       = "a copy"
  source_ami_id     = aws_ami.plain.id
  source_ami_region = data.aws_availability_zones.here.id
}

resource "aws_ami_copy" "encrypted" {
  name              = "encrypted"
  source_ami_id     = aws_ami.plain.id
  source_ami_region = data.aws_availability_zones.here.id
  encrypted         = true
}

resource "aws_ami_from_instance" "server" {
  name                    = "of-the-server"
  source_instance_id      = aws_instance.server.id
  snapshot_without_reboot = true
  # What is attached later belongs to the image on every run or on none.
  depends_on = [aws_volume_attachment.data]
}

resource "aws_ami_launch_permission" "second" {
  image_id   = aws_ami.registered.id
  account_id = var.changed ? "333333333333" : "222222222222"
}

resource "aws_ami_launch_permission" "everybody" {
  image_id = aws_ami.plain.id
  group    = "all"
}

# A server.

resource "aws_key_pair" "key" {
  key_name   = "key"
  public_key = var.public_key
}

resource "aws_security_group" "web" {
  name        = "web"
  description = "web"
  vpc_id      = data.aws_vpc.default.id
  ingress {
    description = "ssh"
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["127.0.0.1/32"]
  }
  dynamic "ingress" {
    for_each = var.changed ? [80] : []
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "server" {
  ami                         = data.aws_ami.bootable.id
  instance_type               = "t3.micro"
  subnet_id                   = data.aws_subnets.default.ids[0]
  key_name                    = aws_key_pair.key.key_name
  vpc_security_group_ids      = [aws_security_group.web.id]
  user_data                   = "#!/bin/sh\necho hello\n"
  disable_api_termination     = !var.changed
  associate_public_ip_address = true
  metadata_options {
    http_tokens            = var.changed ? "optional" : "required"
    http_endpoint          = "enabled"
    instance_metadata_tags = "enabled"
  }
  root_block_device {
    volume_type = "gp3"
    volume_size = 2
  }
  tags = { Name = var.changed ? "second" : "first" }
}

resource "aws_ebs_volume" "attached" {
  availability_zone = data.aws_availability_zones.here.names[0]
  size              = 1
}

resource "aws_volume_attachment" "data" {
  device_name = "/dev/sdg"
  volume_id   = aws_ebs_volume.attached.id
  instance_id = aws_instance.server.id
}

# Settings of the account, where they hold for nothing else that is made here.

resource "aws_ec2_image_block_public_access" "abroad" {
  provider = aws.abroad
  state    = var.changed ? "unblocked" : "block-new-sharing"
}

resource "aws_ebs_encryption_by_default" "abroad" {
  provider   = aws.abroad
  enabled    = true
  depends_on = [aws_ami_copy.abroad, aws_ebs_snapshot_copy.abroad]
}

# What Terraform is then made to forget, and to take over again.
output "importable" {
  value = {
    "aws_ami.registered"                   = aws_ami.registered.id
    "aws_ami.plain"                        = aws_ami.plain.id
    "aws_ami_launch_permission.second"     = "${aws_ami_launch_permission.second.account_id}/${aws_ami.registered.id}"
    "aws_ebs_volume.data"                  = aws_ebs_volume.data.id
    "aws_ebs_snapshot.data"                = aws_ebs_snapshot.data.id
    "aws_security_group.web"               = aws_security_group.web.id
    "aws_instance.server"                  = aws_instance.server.id
    "aws_ebs_encryption_by_default.abroad" = aws_ebs_encryption_by_default.abroad.id
  }
}
